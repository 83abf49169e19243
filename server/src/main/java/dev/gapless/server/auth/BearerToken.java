package dev.gapless.server.auth;

import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.id.WorkspaceId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/// The text of an access token, `gpl_<workspace id>_<43 characters of base64url>`, taken apart.
///
/// It names its workspace, so that a check is one shard. All mistakes get one answer, so that nothing is learnt from it.
public final class BearerToken {
    private static final String SCHEME = "bearer ";
    private static final String PREFIX = "gpl_";
    private static final int WORKSPACE_LENGTH = 14;
    private static final int SECRET_LENGTH = 43;
    private static final int LENGTH = PREFIX.length() + WORKSPACE_LENGTH + 1 + SECRET_LENGTH;

    private BearerToken() {}

    /// What stands after `Bearer`.
    ///
    /// @param header value of `Authorization`
    /// @throws GaplessException `unauthenticated` if it is missing or of another scheme
    public static String fromHeader(Optional<String> header) {
        String value = header.orElseThrow(BearerToken::refused).strip();
        if (!value.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw refused();
        }
        return value.substring(SCHEME.length()).strip();
    }

    /// The workspace that a token names.
    ///
    /// @throws GaplessException `unauthenticated` if the text is not a token
    static WorkspaceId workspace(String token) {
        int end = PREFIX.length() + WORKSPACE_LENGTH;
        if (token.length() != LENGTH || !token.startsWith(PREFIX) || token.charAt(end) != '_') {
            throw refused();
        }
        try {
            return WorkspaceId.parse(token.substring(PREFIX.length(), end));
        } catch (IllegalArgumentException e) {
            throw refused();
        }
    }

    /// What is stored and compared instead of the token.
    static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: missing (expected: in every JDK)", e);
        }
    }

    /// The one answer to every bad token.
    static GaplessException refused() {
        return new GaplessException(
                ErrorCode.UNAUTHENTICATED, "token: missing or not valid (expected: `Authorization: Bearer gpl_…`)");
    }
}
