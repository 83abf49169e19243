package dev.gapless.server.posting;

import dev.gapless.protocol.error.GaplessException;
import dev.gapless.schema.log.Append;
import dev.gapless.schema.log.AppendResult;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;

/// One caller's appends on their way through a lane: usually a single message. They are of one channel and are committed
/// together or not at all. The outcome is told exactly once, by whoever takes it off the queue.
abstract class PendingAppend {
    final List<Append> appends;
    /// What else the transaction writes first, such as the row of a new channel.
    final Optional<Consumer<Handle>> before;

    /// When it came to this process; 0 if that is not known.
    final long receivedNanos;

    final long submittedNanos;

    PendingAppend(List<Append> appends, Optional<Consumer<Handle>> before, long submittedNanos) {
        this(appends, before, 0, submittedNanos);
    }

    PendingAppend(
            List<Append> appends, Optional<Consumer<Handle>> before, long receivedNanos, long submittedNanos) {
        this.appends = appends;
        this.before = before;
        this.receivedNanos = receivedNanos;
        this.submittedNanos = submittedNanos;
    }

    /// True if it may not be taken any more, because one that it follows was not.
    boolean outOfOrder() {
        return false;
    }

    /// The log has answered.
    ///
    /// @param results what became of each append, in order
    abstract void done(List<AppendResult> results);

    /// It was refused, or is in doubt if the code is not definite.
    abstract void refused(GaplessException reason);
}
