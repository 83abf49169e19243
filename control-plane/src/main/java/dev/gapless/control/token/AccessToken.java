package dev.gapless.control.token;

import dev.gapless.protocol.id.WorkspaceId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.random.RandomGenerator;

/// The text of a user's token: `gpl_<workspace id>_<43 characters>`, where the characters are base64url of 32 random bytes. It
/// carries its workspace, so that a check is one row of one shard; only its hash is stored.
///
/// @param text as the user gets it, once
public record AccessToken(String text) {
    private static final String PREFIX = "gpl_";
    private static final int SECRET_BYTES = 32;

    /// A new one.
    ///
    /// @param random a secure one
    public static AccessToken make(WorkspaceId workspace, RandomGenerator random) {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return new AccessToken(
                PREFIX + workspace.text() + "_" + Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
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
