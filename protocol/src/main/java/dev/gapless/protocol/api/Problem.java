package dev.gapless.protocol.api;

import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import java.time.Duration;
import java.util.Optional;

/// An error as `application/problem+json` (RFC 9457) with the fields of this protocol.
///
/// @param type address of the code's documentation
/// @param title what is wrong, in general
/// @param status HTTP status
/// @param detail the offending value and what was expected
/// @param code text of an ErrorCode
/// @param definite true if surely nothing was done
/// @param retryAfterMs when to try again
/// @param requestId name it when you report the error
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        String code,
        boolean definite,
        Optional<Long> retryAfterMs,
        Optional<String> requestId) {
    /// The document for a refusal.
    public static Problem of(GaplessException refusal, String requestId) {
        return of(refusal).named(requestId);
    }

    /// The document for a refusal, where requests have no ids.
    public static Problem of(GaplessException refusal) {
        ErrorCode code = refusal.code();
        return new Problem(
                "urn:gapless:error:" + code.text(),
                code.doc(),
                code.httpStatus(),
                refusal.text(),
                code.text(),
                code.definite(),
                refusal.retryAfter().map(Duration::toMillis),
                Optional.empty());
    }

    private Problem named(String request) {
        return new Problem(type, title, status, detail, code, definite, retryAfterMs, Optional.of(request));
    }
}
