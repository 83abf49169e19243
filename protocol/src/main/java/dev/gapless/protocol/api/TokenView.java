package dev.gapless.protocol.api;

import dev.gapless.protocol.id.UserId;
import java.util.List;
import java.util.Optional;

/// An access token, without its text.
///
/// @param id its id, `K` and 13 characters
/// @param user whose it is
/// @param label what people call it
/// @param scopes what it may be used for: user or bot, admin, auditor
/// @param state valid, expired or revoked
/// @param createdMs when it was made
/// @param expiresMs when it ends by itself
/// @param revokedMs when it was ended
public record TokenView(
        String id,
        UserId user,
        String label,
        List<String> scopes,
        String state,
        long createdMs,
        Optional<Long> expiresMs,
        Optional<Long> revokedMs) {
    public TokenView {
        scopes = List.copyOf(scopes);
    }
}
