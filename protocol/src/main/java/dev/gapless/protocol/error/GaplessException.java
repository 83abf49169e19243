package dev.gapless.protocol.error;

import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A refusal on its way to a door (HTTP handler, WebSocket listener, command line), which turns it into wire form.
///
/// The message says the offending value, then what was expected. It never holds a secret or a message body.
public final class GaplessException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final @Nullable Duration retryAfter;
    private final @Nullable RateLimit rateLimit;

    public GaplessException(ErrorCode code, String message) {
        this(code, message, null, null);
    }

    /// @param retryAfter how long to wait before the next try; only for overload and outages
    public GaplessException(ErrorCode code, String message, Duration retryAfter) {
        this(code, message, retryAfter, null);
    }

    public GaplessException(
            ErrorCode code, String message, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        this(code, message, retryAfter, null, cause);
    }

    private GaplessException(
            ErrorCode code, String message, @Nullable Duration retryAfter, @Nullable RateLimit rateLimit,
            @Nullable Throwable cause) {
        // A refusal is an answer, not a fault: without a stack trace it costs a flood of bad input little.
        super(encodable(message), cause, false, code.kind() == ErrorCode.Kind.INTERNAL);
        this.code = code;
        this.retryAfter = retryAfter;
        this.rateLimit = rateLimit;
    }

    /// The refusal of what is over a limit.
    ///
    /// @param retryAfter when there is something left again
    public static GaplessException rateLimited(String message, Duration retryAfter, RateLimit limit) {
        return new GaplessException(ErrorCode.RATE_LIMITED, message, retryAfter, limit, null);
    }

    public static GaplessException invalidField(String field, String value, String expected) {
        String shown = value.length() > 60 ? value.substring(0, 60) + "…" : value;
        return new GaplessException(ErrorCode.INVALID_FIELD, field + ": " + shown + " (expected: " + expected + ")");
    }

    /// The one answer for what is missing and for what belongs to somebody else.
    ///
    /// @param noun such as `channel`
    /// @param id as the caller gave it
    public static GaplessException notFound(String noun, String id) {
        return new GaplessException(ErrorCode.NOT_FOUND, noun + ": " + id + " (expected: one that you can see)");
    }

    // What was refused may hold half of a surrogate pair, or was cut inside of one; the answer must fit into UTF-8 all the same.
    private static String encodable(String message) {
        return new String(message.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    public ErrorCode code() {
        return code;
    }

    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /// The limit that refused it.
    public Optional<RateLimit> rateLimit() {
        return Optional.ofNullable(rateLimit);
    }

    /// The message, never null.
    public String text() {
        String message = getMessage();
        return message == null ? code.doc() : message;
    }
}
