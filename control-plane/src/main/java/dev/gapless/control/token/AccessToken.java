package dev.gapless.control.token;

import dev.gapless.protocol.id.WorkspaceId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// The text of a user's token: `gpl_<workspace id>_<43 characters>`, where the characters are base64url of 32 random bytes. It
/// carries its workspace, so that a check is one row of one shard; only its hash is stored.
///
/// @param text as the user gets it, once
public record AccessToken(String text) {
    private static final String PREFIX = "gpl_";
    private static final int SECRET_BYTES = 32;
    private static final int SECRET_LENGTH = 43;
    private static final int ID_LENGTH = 14;

    /// A new one.
    ///
    /// @param random a secure one
    public static AccessToken make(WorkspaceId workspace, RandomGenerator random) {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return new AccessToken(
                PREFIX + workspace.text() + "_" + Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
    }

    /// A token that somebody showed.
    ///
    /// @param workspace that it names
    public record Parsed(WorkspaceId workspace, AccessToken token) {}

    /// Reads a token that somebody shows; empty if it is none.
    public static Optional<Parsed> parse(String text) {
        int end = PREFIX.length() + ID_LENGTH;
        if (text.length() != end + 1 + SECRET_LENGTH || !text.startsWith(PREFIX) || text.charAt(end) != '_') {
            return Optional.empty();
        }
        try {
            WorkspaceId workspace = WorkspaceId.parse(text.substring(PREFIX.length(), end));
            return Optional.of(new Parsed(workspace, new AccessToken(text)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// SHA-256 of the whole text: what is stored and looked up.
    public byte[] hash() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: missing (expected: in every JDK)", e);
        }
    }

    /// Without the secret.
    @Override
    public String toString() {
        return "AccessToken";
    }
}
