package dev.gapless.server.posting;

import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.schema.shard.ShardException;
import java.time.Duration;
import java.util.function.Supplier;

/// What a failed shard means to whoever asked for something.
public final class ShardFailures {
    /// When to try again: about as long as a pool needs to see a shard back.
    public static final Duration RETRY_HINT = Duration.ofMillis(500);

    private ShardFailures() {}

    /// True if the shard may well do the same work later; false if the work itself is wrong, which is a bug.
    public static boolean passing(ShardException failure) {
        if (failure.outcome() == ShardException.Outcome.UNKNOWN) {
            return true;
        }
        return switch (failure.failure()) {
            case DEADLOCK, LOCK_WAIT, UNAVAILABLE, TRANSACTION_LOST, READ_ONLY, NO_ROOM, KILLED -> true;
            case OVERLOADED, THROTTLED, NOT_CONNECTED, CONNECTION_LOST -> true;
            case DUPLICATE, TOO_MANY_ROWS, TOO_LARGE, OTHER -> false;
        };
    }

    /// Runs work on a shard; a passing failure becomes the refusal that stands for it.
    ///
    /// @throws GaplessException `unavailable` or `outcome-unknown`
    public static <T> T refusing(Supplier<T> work) {
        try {
            return work.get();
        } catch (ShardException e) {
            throw passing(e) ? refusal(e) : e;
        }
    }

    /// The refusal that stands for a passing failure.
    public static GaplessException refusal(ShardException failure) {
        return switch (failure.outcome()) {
            case NOT_DONE ->
                new GaplessException(
                        ErrorCode.UNAVAILABLE, "shard: out of reach (expected: an answer in time)", RETRY_HINT,
                        failure);
            case UNKNOWN ->
                new GaplessException(
                        ErrorCode.OUTCOME_UNKNOWN, "shard: lost during commit (expected: an answer)", RETRY_HINT,
                        failure);
        };
    }
}
