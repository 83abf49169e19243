package dev.gapless.client.session;

import dev.gapless.protocol.error.ErrorCode;
import java.time.Duration;
import java.util.Optional;

/// Why something was not done, as the server or the network told it.
///
/// @param code text of an [ErrorCode], or one of this library: `unreachable`, `incomplete-page`, `outbox-full`
/// @param message the offending value and what was expected
/// @param definite true if it was surely not done
/// @param retryAfter when to try again
public record Refusal(String code, String message, boolean definite, Optional<Duration> retryAfter) {
    public static final String UNREACHABLE = "unreachable";
    public static final String INCOMPLETE_PAGE = "incomplete-page";
    public static final String OUTBOX_FULL = "outbox-full";

    public static Refusal of(ErrorCode code, String message) {
        return new Refusal(code.text(), message, code.definite(), Optional.empty());
    }

    /// The code, if this version of the library knows it.
    public Optional<ErrorCode> known() {
        return ErrorCode.find(code);
    }

    /// True if only the caller can help: asking again, unchanged, gives the same answer.
    boolean isFinal() {
        if (!definite || retryAfter.isPresent()) {
            return false;
        }
        return known().map(found -> found.kind() == ErrorCode.Kind.USER).orElse(!code.equals(UNREACHABLE));
    }

    boolean is(ErrorCode other) {
        return code.equals(other.text());
    }
}
