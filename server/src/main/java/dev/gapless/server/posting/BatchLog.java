package dev.gapless.server.posting;

import dev.gapless.schema.log.Append;
import dev.gapless.schema.log.AppendResult;
import java.util.List;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;

/// Where a lane writes: the log of one shard. Used by one lane's thread only.
interface BatchLog {
    /// Appends all or nothing, in one transaction.
    ///
    /// @param before what else the transaction writes, first
    /// @param batch of any channels of the shard, in the order in which they were sent
    /// @throws dev.gapless.schema.shard.ShardException if the shard failed; its outcome says whether it may have been done
    Committed append(Consumer<Handle> before, List<Append> batch);

    /// What a transaction did.
    ///
    /// @param outboxId id of the outbox row that stands for the new events, if there are any
    /// @param results one per append, in the same order
    record Committed(long outboxId, List<AppendResult> results) {
        public Committed {
            results = List.copyOf(results);
        }
    }
}
