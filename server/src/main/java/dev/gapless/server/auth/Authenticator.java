package dev.gapless.server.auth;

/// Checks access tokens. Any thread may call; may block on one shard.
public interface Authenticator {
    /// @param token as it stands after `Bearer`
    /// @return who it belongs to
    /// @throws dev.gapless.protocol.error.GaplessException `unauthenticated` (unknown, expired and revoked look alike), or
    ///     `unavailable` if the shard cannot be asked
    Identity authenticate(String token);
}
