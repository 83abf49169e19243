package dev.gapless.protocol.api;

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
        Optional<String> requestId) {}
