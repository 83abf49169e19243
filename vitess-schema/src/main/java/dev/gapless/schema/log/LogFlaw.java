package dev.gapless.schema.log;

import dev.gapless.schema.message.MessageKey;
import java.util.List;
import java.util.function.Supplier;

/// What a log does wrong on purpose, to show that somebody notices; called in the append transaction, perhaps more than once.
public interface LogFlaw {
    /// Nothing.
    LogFlaw NONE = new LogFlaw() {};

    /// True if a deleted message is not taken off the counts.
    default boolean leavesOut(MessageKey deleted) {
        return false;
    }

    /// How many numbers are left out before this one is given.
    default int leftOutBefore(long seq) {
        return 0;
    }

    /// Called when all is written; what it throws rolls the transaction back.
    ///
    /// @param results what would be answered
    default void beforeCommit(Supplier<List<AppendResult>> results) {}
}
