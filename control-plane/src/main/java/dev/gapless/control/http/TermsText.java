package dev.gapless.control.http;

import dev.gapless.control.act.Terms;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.id.IdempotencyKey;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;

import java.util.OptionalLong;

/// Reads what comes with every write: the header `Idempotency-Key`, and the query parameters `dry_run`, `reason` and
/// `resource_version`.
final class TermsText {
    private static final HeaderName KEY = HeaderNames.create("Idempotency-Key");
    private static final int REASON_MAX = 500;

    private TermsText() {}

    /// @throws GaplessException `invalid-field`
    static Terms read(AdminRoute route, ServerRequest request, Map<String, String> query, byte[] body) {
        return new Terms(
                dryRun(query),
                reason(query),
                version(query),
                request.headers().first(KEY).map(TermsText::key),
                fingerprint(route.method() + " " + request.path().rawPath() + "?" + request.query().rawValue(), body));
    }

    private static boolean dryRun(Map<String, String> query) {
        String text = query.getOrDefault("dry_run", "false");
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw GaplessException.invalidField("dry_run", text, "true or false");
        };
    }

    private static String reason(Map<String, String> query) {
        String text = query.getOrDefault("reason", "").strip();
        if (text.length() > REASON_MAX || text.codePoints().anyMatch(Character::isISOControl)) {
            throw GaplessException.invalidField(
                    "reason", text, "at most " + REASON_MAX + " characters, none of them a control character");
        }
        return text;
    }

    private static OptionalLong version(Map<String, String> query) {
        String text = query.get("resource_version");
        if (text == null) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            throw GaplessException.invalidField("resource_version", text, "a whole number, as an answer gave it");
        }
    }

    private static IdempotencyKey key(String text) {
        try {
            return new IdempotencyKey(text);
        } catch (IllegalArgumentException e) {
            throw new GaplessException(ErrorCode.INVALID_FIELD, "Idempotency-Key: " + e.getMessage());
        }
    }

    private static byte[] fingerprint(String operation, byte[] body) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(operation.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) '\n');
            return digest.digest(body);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: missing (expected: in every JDK)", e);
        }
    }
}
