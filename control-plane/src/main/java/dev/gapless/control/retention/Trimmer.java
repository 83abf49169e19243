package dev.gapless.control.retention;

import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.channel.ChannelHead;
import dev.gapless.schema.channel.ChannelTable;
import dev.gapless.schema.log.EventTable;
import dev.gapless.schema.log.LogFact;
import dev.gapless.schema.message.MemberMentionTable;
import dev.gapless.schema.message.MessageKey;
import dev.gapless.schema.retention.TrimmingTable;
import dev.gapless.schema.retention.Trims;
import dev.gapless.schema.shard.Shard;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.user.UserMentionTable;
import dev.gapless.schema.workspace.WorkspaceTable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/// Takes the beginning of logs from sight, and removes it.
///
/// Each step holds the lock of the workspace's row while it works, as does whoever sets a hold or a rule: so after a hold is answered
/// nothing that it is on goes any more, and what was taken from sight and is not removed yet comes back. Sends do not touch
/// that row; the row of the channel's head, which they lock, is changed alone, in a transaction of its own. Any thread.
final class Trimmer {
    /// Events that one transaction takes from sight at most.
    static final int RAISE_BATCH = 2_000;
    /// Events that one transaction removes at most.
    static final int REMOVE_BATCH = 100;

    private final Shards shards;
    private final Clock clock;
    private final Duration settle;

    /// @param settle time between taking from sight and removing, in which whoever read the old head is done
    Trimmer(Shards shards, Clock clock, Duration settle) {
        this.shards = shards;
        this.clock = clock;
        this.settle = settle;
    }

    /// The beginning of a log that may go.
    ///
    /// @param head where the channel stood
    /// @param last last seq of it; below `head.minSeq()` if there is none
    /// @param ordinal countable events up to there
    /// @param messages how many there are in it
    /// @param more true if what comes next was not looked at
    /// @param held true if a hold ends it
    record Cut(ChannelHead head, long last, long ordinal, long messages, boolean more, boolean held) {
        long events() {
            return last - head.minSeq() + 1;
        }
    }

    RetentionPlan plan(WorkspaceId workspace) {
        return shards.forWorkspace(workspace)
                .read("retention.plan", handle -> RetentionPlan.read(handle, workspace));
    }

    /// What may go from a channel, as far as one batch reaches.
    Cut cut(ChannelHead head, RetentionPlan plan, Instant asOf) {
        ChannelKey key = head.key();
        Optional<Instant> before = plan.before(key.channel(), asOf);
        long first = head.minSeq();
        Cut nothing = new Cut(head, first - 1, head.minOrdinal(), 0, false, false);
        if (before.isEmpty() || head.lastSeq() < first) {
            return nothing;
        }
        List<LogFact> events = shards.forChannel(key)
                .read("retention.ages", handle -> EventTable.ages(handle, key, first - 1, RAISE_BATCH));
        Cut cut = nothing;
        for (LogFact event : events) {
            if (!event.at().isBefore(before.get()) || event.seq() > head.lastSeq()) {
                return cut;
            }
            if (plan.holds(key.channel()) || plan.holds(event)) {
                return new Cut(head, cut.last(), cut.ordinal(), cut.messages(), false, true);
            }
            cut = new Cut(
                    head, event.seq(), event.ordinal(), cut.messages() + (event.message() ? 1 : 0), false, false);
        }
        return new Cut(head, cut.last(), cut.ordinal(), cut.messages(), events.size() == RAISE_BATCH, false);
    }

    /// Takes a cut from sight.
    ///
    /// @return false if rules, holds or the channel are others than those that it was made with
    boolean raise(Cut cut, RetentionPlan plan) {
        ChannelKey key = cut.head().key();
        return guarded(key.workspace(), current -> {
            if (!current.equals(plan)) {
                return false;
            }
            return shards.forChannel(key).transact("retention.raise", handle -> {
                long before = cut.head().minSeq();
                if (!ChannelTable.moveMin(handle, key, before, cut.last() + 1, cut.ordinal())) {
                    return false;
                }
                TrimmingTable.put(handle, new TrimmingTable.Row(
                        key, before, cut.head().minOrdinal(), clock.instant()));
                return true;
            });
        });
    }

    /// How a batch of removals ended.
    ///
    /// @param outcome what is to be done next
    /// @param events how many went, or came back to sight
    record Removed(Outcome outcome, long events) {
        enum Outcome {
            /// There is more to remove.
            MORE,
            /// Whoever read the old head may not be done.
            TOO_EARLY,
            /// All that was out of sight is removed.
            ALL,
            /// A hold was set meanwhile: what was left is in sight again.
            HELD
        }
    }

    /// Removes a batch of what was taken from sight.
    ///
    /// What users have of it on their own shards goes first: it is found by the events, so whoever comes after a crash in between
    /// finds it again.
    Removed remove(ChannelKey key) {
        Shard home = shards.forChannel(key);
        return guarded(key.workspace(), plan -> {
            Map<Shard, List<UserMentionTable.Key>> byShard =
                    home.transact("retention.batch", handle -> batch(handle, key, plan))
                            .map(Batch::mentioned)
                            .orElse(List.of())
                            .stream()
                            .map(row -> new UserMentionTable.Key(row.user(), key, row.message().seq()))
                            .collect(Collectors.groupingBy(mention -> shards.forUser(key.workspace(), mention.user())));
            byShard.forEach((shard, some) -> shard.transact("retention.mentions", handle -> {
                UserMentionTable.delete(handle, some);
                return some;
            }));
            return home.transact("retention.remove", handle -> remove(handle, key, plan));
        });
    }

    /// What goes next of a channel.
    ///
    /// @param to the first seq that stays
    /// @param early true if whoever read the old head may not be done
    /// @param held true if a hold keeps it
    private record Batch(
            ChannelHead head, TrimmingTable.Row row, long to, List<LogFact> events, boolean early, boolean held) {
        /// The rows of mentions by member that go with it; none if it stays.
        List<MemberMentionTable.Key> mentioned() {
            if (early || held) {
                return List.of();
            }
            return events.stream()
                    .flatMap(event -> event.mentioned().stream()
                            .map(user -> new MemberMentionTable.Key(new MessageKey(head.key(), event.seq()), user)))
                    .toList();
        }
    }

    private Optional<Batch> batch(Handle handle, ChannelKey key, RetentionPlan plan) {
        Optional<TrimmingTable.Row> trimming = TrimmingTable.lock(handle, key);
        Optional<ChannelHead> head = ChannelTable.heads(handle, List.of(key)).stream().findFirst();
        if (trimming.isEmpty() || head.isEmpty()) {
            return Optional.empty();
        }
        TrimmingTable.Row row = trimming.get();
        long from = row.fromSeq();
        long to = Math.min(from + REMOVE_BATCH, head.get().minSeq());
        List<LogFact> events = EventTable.facts(handle, key, from - 1, REMOVE_BATCH).stream()
                .filter(event -> event.seq() < to)
                .toList();
        boolean early = clock.instant().isBefore(row.raisedAt().plus(settle));
        boolean held = from < to && (plan.holds(key.channel()) || events.stream().anyMatch(plan::holds));
        return Optional.of(new Batch(head.get(), row, to, events, early, held));
    }

    private Removed remove(Handle handle, ChannelKey key, RetentionPlan plan) {
        Optional<Batch> found = batch(handle, key, plan);
        if (found.isEmpty()) {
            return new Removed(Removed.Outcome.ALL, 0);
        }
        Batch batch = found.get();
        if (batch.early()) {
            return new Removed(Removed.Outcome.TOO_EARLY, 0);
        }
        long minSeq = batch.head().minSeq();
        long from = batch.row().fromSeq();
        if (batch.held()) {
            ChannelTable.moveMin(handle, key, minSeq, from, batch.row().fromOrdinal());
            TrimmingTable.delete(handle, key);
            return new Removed(Removed.Outcome.HELD, minSeq - from);
        }
        if (!Trims.beside(handle, key, from, batch.to())) {
            return new Removed(Removed.Outcome.MORE, 0);
        }
        MemberMentionTable.delete(handle, batch.mentioned());
        int gone = Trims.events(handle, key, from, batch.to());
        if (batch.to() == minSeq) {
            TrimmingTable.delete(handle, key);
            return new Removed(Removed.Outcome.ALL, gone);
        }
        long ordinal = batch.events().isEmpty()
                ? batch.row().fromOrdinal()
                : batch.events().getLast().ordinal();
        TrimmingTable.move(handle, key, batch.to(), ordinal);
        return new Removed(Removed.Outcome.MORE, gone);
    }

    /// Works under the lock of the workspace's row, with the rules and holds as they are then.
    private <T> T guarded(WorkspaceId workspace, java.util.function.Function<RetentionPlan, T> work) {
        return shards.forWorkspace(workspace).transact("retention.guard", handle -> {
            WorkspaceTable.lock(handle, workspace);
            return work.apply(RetentionPlan.read(handle, workspace));
        });
    }
}
