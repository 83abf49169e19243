package dev.gapless.client;

import dev.gapless.client.session.Refusal;
import dev.gapless.protocol.api.Problem;
import dev.gapless.protocol.error.ErrorCode;
import java.io.Serial;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The server refused, and said why.
public final class ApiException extends ClientException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String code;
    private final int status;
    private final boolean definite;
    private final @Nullable Duration retryAfter;
    private final @Nullable String requestId;

    ApiException(Problem problem) {
        super(problem.detail());
        this.code = problem.code();
        this.status = problem.status();
        this.definite = problem.definite();
        this.retryAfter = problem.retryAfterMs().map(Duration::ofMillis).orElse(null);
        this.requestId = problem.requestId().orElse(null);
    }

    /// An answer that is not of this protocol, for example of a proxy.
    ApiException(int status, String message) {
        super(message);
        this.code = "http-" + status;
        this.status = status;
        this.definite = status >= 400 && status < 500;
        this.retryAfter = null;
        this.requestId = null;
    }

    /// The code on the wire, such as `key-reused`; `http-502` and the like if the answer was not of this protocol.
    public String code() {
        return code;
    }

    /// The code, if this version of the library knows it.
    public Optional<ErrorCode> known() {
        return ErrorCode.find(code);
    }

    /// True if this is the code.
    public boolean is(ErrorCode other) {
        return code.equals(other.text());
    }

    /// HTTP status.
    public int status() {
        return status;
    }

    @Override
    public boolean definite() {
        return definite;
    }

    /// When to try again.
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /// Name it when reporting the error.
    public Optional<String> requestId() {
        return Optional.ofNullable(requestId);
    }

    Refusal refusal() {
        return new Refusal(code, text(), definite, retryAfter());
    }

    /// True if the same request may succeed later.
    boolean worthRetrying() {
        return known().map(found -> found.kind() != ErrorCode.Kind.USER).orElse(status >= 500);
    }
}
