package dev.gapless.schema.shard;

import java.io.Serial;

/// A database did not do what was asked, after all retries that were allowed.
///
/// The message names shard, operation and what the driver said; it holds no parameter values of ours.
public final class ShardException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String shard;
    private final String operation;
    private final Outcome outcome;
    private final Failure failure;

    public ShardException(String shard, String operation, Outcome outcome, Failure failure, Throwable cause) {
        super("shard " + shard + ": " + operation + ": " + failure + ", " + outcome + ": " + cause.getMessage(), cause);
        this.shard = shard;
        this.operation = operation;
        this.outcome = outcome;
        this.failure = failure;
    }

    /// Whether the work may stand in the database.
    public enum Outcome {
        /// Surely not.
        NOT_DONE,
        /// The answer to COMMIT was lost: it may or may not.
        UNKNOWN
    }

    /// Name of the shard, or `global`.
    public String shard() {
        return shard;
    }

    public String operation() {
        return operation;
    }

    public Outcome outcome() {
        return outcome;
    }

    public Failure failure() {
        return failure;
    }
}
