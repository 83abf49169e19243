package dev.gapless.control.http;

import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.schema.shard.ShardException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns what went wrong into what the wire says; the one place of this module where failed requests are logged. Any thread.
final class Refusals {
    private static final Logger log = LoggerFactory.getLogger(Refusals.class);
    private static final Duration RETRY_HINT = Duration.ofSeconds(1);

    private Refusals() {}

    /// @param operation method and path template
    /// @param requestId what the caller will name
    static GaplessException of(Throwable failure, String operation, String requestId) {
        return switch (failure) {
            case GaplessException refusal -> refusal;
            case ShardException shard -> ofShard(shard, operation, requestId);
            default -> {
                log.error("Request failed operation={} request={}", operation, requestId, failure);
                yield new GaplessException(
                        ErrorCode.INTERNAL, "request: failed (expected: an answer; the log has the request id)");
            }
        };
    }

    private static GaplessException ofShard(ShardException failure, String operation, String requestId) {
        if (failure.outcome() == ShardException.Outcome.UNKNOWN) {
            log.warn("Database lost during commit operation={} request={}", operation, requestId, failure);
            return new GaplessException(
                    ErrorCode.OUTCOME_UNKNOWN,
                    "shard " + failure.shard() + ": lost during commit (expected: an answer)", RETRY_HINT);
        }
        return switch (failure.failure()) {
            case DUPLICATE, TOO_MANY_ROWS, TOO_LARGE, OTHER -> {
                log.error("Request failed operation={} request={}", operation, requestId, failure);
                yield new GaplessException(
                        ErrorCode.INTERNAL, "request: failed (expected: an answer; the log has the request id)");
            }
            case DEADLOCK,
                    LOCK_WAIT,
                    UNAVAILABLE,
                    TRANSACTION_LOST,
                    READ_ONLY,
                    NO_ROOM,
                    KILLED,
                    OVERLOADED,
                    THROTTLED,
                    NOT_CONNECTED,
                    CONNECTION_LOST -> {
                log.warn("Database out of reach operation={} request={}", operation, requestId, failure);
                yield new GaplessException(
                        ErrorCode.UNAVAILABLE,
                        "shard " + failure.shard() + ": out of reach (expected: an answer in time)",
                        RETRY_HINT);
            }
        };
    }
}
