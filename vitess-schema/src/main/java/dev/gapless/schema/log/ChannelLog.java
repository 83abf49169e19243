package dev.gapless.schema.log;

import dev.gapless.schema.shard.Failure;
import dev.gapless.schema.shard.Shard;
import dev.gapless.schema.shard.ShardException;
import dev.gapless.schema.shard.ShardException.Outcome;
import dev.gapless.schema.statement.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;

/// Appends events to channels: the one writer of the log.
///
/// One call is one transaction over any channels of one shard:
/// ```
/// lock the heads in key order           the row lock orders all writers of a channel
/// [read memberships not in the cache]   exact: the cache holds as long as the head's member seq is unchanged
/// [look up keys]                        only after one was found taken
/// [read what edits, deletes … are about] one statement per table concerned, none for plain messages
/// insert the events, one statement      seq = head + 1, + 2 …: dense, since a rollback gives them back
/// [write the member rows, and what became of messages, threads, mentions]
/// move the heads, one statement
/// insert one outbox row                 channels and seq ranges
/// COMMIT
/// ```
/// A key that is taken shows as a duplicate row; then the transaction is rolled back and run again with all keys looked up. Any
/// thread may call, with any channels; calls for one channel wait for each other at the row lock.
public final class ChannelLog {
    /// Appends of one call at most.
    public static final int MAX_BATCH = Statement.MAX_ROWS;

    private static final int CACHED_MEMBERSHIPS = 200_000;

    private final MemberCache cache = new MemberCache(CACHED_MEMBERSHIPS);
    private final LogFlaw flaw;

    public ChannelLog() {
        this(LogFlaw.NONE);
    }

    private ChannelLog(LogFlaw flaw) {
        this.flaw = flaw;
    }

    /// A log that is wrong on purpose, to show that somebody notices.
    public static ChannelLog flawed(LogFlaw flaw) {
        return new ChannelLog(flaw);
    }

    /// Appends a batch.
    ///
    /// @param shard holds all channels of the batch
    /// @param batch 1 to [#MAX_BATCH]; of one channel in the order in which they are to be
    /// @param outboxId id of the outbox row, made by [dev.gapless.protocol.id.IdGenerator]; a fresh one for each call
    /// @return one result per append, in the same order; what is in them is committed
    /// @throws ShardException NOT_DONE: nothing of the batch is in the log; UNKNOWN: all of it or nothing is. Run the same batch
    ///     again: appends with a key get the same answer either way. So an append without a key is best alone in its batch
    public List<AppendResult> append(Shard shard, List<Append> batch, long outboxId) {
        return append(shard, handle -> {}, batch, outboxId);
    }

    /// Appends a batch, and writes something else in the same transaction.
    ///
    /// @param before runs first, perhaps more than once; it may write rows of the batch's channels
    ///     ([dev.gapless.schema.channel.ChannelTable#insert], `setProperties`), and must not read, since a read before the lock would
    ///     fix what later reads see. It must leave `channel_member` alone
    public List<AppendResult> append(Shard shard, Consumer<Handle> before, List<Append> batch, long outboxId) {
        if (batch.isEmpty() || batch.size() > MAX_BATCH) {
            throw new IllegalArgumentException(
                    "batch: " + batch.size() + " appends (expected: 1 to " + MAX_BATCH + ")");
        }
        try {
            return run(shard, before, batch, outboxId, false);
        } catch (ShardException e) {
            if (e.failure() != Failure.DUPLICATE || e.outcome() != Outcome.NOT_DONE) {
                throw e;
            }
            return run(shard, before, batch, outboxId, true);
        }
    }

    /// Appends events without a key in a transaction that the caller runs, after what it changes and before it commits. Nobody is told
    /// at once: the relay of a gateway publishes them a moment later.
    ///
    /// @param batch 1 to [#MAX_BATCH], about rows that this transaction has changed or not looked at
    public static List<AppendResult> appendWithin(Handle handle, List<Append> batch, long outboxId) {
        AppendDraft draft = new AppendDraft(batch, new MemberCache(0), handle, LogFlaw.NONE);
        draft.run(outboxId, false);
        return draft.committed();
    }

    /// The same for events with keys, of which some may be there already.
    ///
    /// @throws ShardException with failure DUPLICATE if somebody else appends one of them at the same time
    public static List<AppendResult> appendKeyedWithin(Handle handle, List<Append> batch, long outboxId) {
        AppendDraft draft = new AppendDraft(batch, new MemberCache(0), handle, LogFlaw.NONE);
        draft.run(outboxId, true);
        return draft.committed();
    }

    private List<AppendResult> run(
            Shard shard, Consumer<Handle> before, List<Append> batch, long outboxId, boolean lookUpKeys) {
        List<Append> appends = new ArrayList<>(batch);
        AppendDraft draft = shard.transact("log.append", handle -> {
            before.accept(handle);
            AppendDraft attempt = new AppendDraft(appends, cache, handle, flaw);
            attempt.run(outboxId, lookUpKeys);
            flaw.beforeCommit(attempt::committed);
            return attempt;
        });
        return draft.committed();
    }
}
