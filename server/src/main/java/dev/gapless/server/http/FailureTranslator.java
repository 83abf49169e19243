package dev.gapless.server.http;

import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.schema.shard.ShardException;
import dev.gapless.server.posting.ShardFailures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns what went wrong into what the wire says; the one place where HTTP failures are logged. Any thread may call.
public final class FailureTranslator {
    private static final Logger log = LoggerFactory.getLogger(FailureTranslator.class);

    private FailureTranslator() {}

    /// The refusal that stands for a failure. A bug is logged once, at ERROR, with the operation and the request id.
    ///
    /// @param failure as thrown
    /// @param operation method and path template
    /// @param requestId what the caller will name
    static GaplessException refusal(Throwable failure, String operation, String requestId) {
        return switch (failure) {
            case GaplessException refusal -> refusal;
            case ShardException shard when ShardFailures.passing(shard) -> {
                log.debug("shard failed operation={} request={} cause={}", operation, requestId, shard.toString());
                yield ShardFailures.refusal(shard);
            }
            default -> {
                log.error("request failed operation={} request={}", operation, requestId, failure);
                yield new GaplessException(
                        ErrorCode.INTERNAL, "request: failed (expected: an answer; the log has the request id)");
            }
        };
    }
}
