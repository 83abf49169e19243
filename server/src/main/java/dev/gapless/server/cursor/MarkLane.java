package dev.gapless.server.cursor;

import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.event.ChannelKind;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.schema.channel.ChannelHead;
import dev.gapless.schema.channel.ChannelMemberTable;
import dev.gapless.schema.channel.ChannelTable;
import dev.gapless.schema.channel.MemberKey;
import dev.gapless.schema.channel.MemberRow;
import dev.gapless.schema.cursor.CursorKey;
import dev.gapless.schema.cursor.CursorMove;
import dev.gapless.schema.log.EventRow;
import dev.gapless.schema.log.EventTable;
import dev.gapless.schema.message.MessageKey;
import dev.gapless.schema.message.ThreadReplyTable;
import dev.gapless.schema.message.ThreadTable;
import dev.gapless.schema.shard.Shard;
import dev.gapless.schema.shard.ShardException;
import dev.gapless.server.posting.ShardFailures;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Checks marks in the channels of one shard, in three statements for whatever waits: membership, head, and the ordinal that belongs
/// to the seq. Marks in threads take two more each.
final class MarkLane implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(MarkLane.class);
    private static final int QUEUED = 16_384;
    private static final int TOGETHER = 512;

    private final Shard shard;
    private final BiConsumer<CursorMove, Consumer<CursorOutcome>> next;
    private final Clock clock;
    private final WorkQueue<Task> queue;

    /// @param next takes what was found right
    MarkLane(Shard shard, BiConsumer<CursorMove, Consumer<CursorOutcome>> next, Clock clock) {
        this.shard = shard;
        this.next = next;
        this.clock = clock;
        this.queue = new WorkQueue<>("marks " + shard.name(), QUEUED, TOGETHER, this::work);
    }

    private record Task(ReadMark mark, Consumer<CursorOutcome> outcome) {
        MemberKey member() {
            return new MemberKey(mark.channel(), mark.user());
        }

        MessageKey place() {
            return new MessageKey(mark.channel(), mark.seq().value());
        }
    }

    private record Facts(
            Map<MemberKey, MemberRow> members, Map<ChannelKey, ChannelHead> heads, Map<MessageKey, Long> ordinals) {}

    /// Queues a mark; never blocks.
    void submit(ReadMark mark, Consumer<CursorOutcome> outcome) {
        if (!queue.offer(new Task(mark, outcome))) {
            outcome.accept(new CursorOutcome.Refused(CursorLane.overloaded()));
        }
    }

    @Override
    public void close() {
        queue.close();
    }

    private void work(List<Task> tasks) {
        List<Object> found;
        try {
            found = shard.read("cursor.check", handle -> check(handle, tasks));
        } catch (ShardException e) {
            refuseAll(tasks, ShardFailures.passing(e) ? ShardFailures.refusal(e) : internal(e));
            return;
        } catch (RuntimeException e) {
            refuseAll(tasks, internal(e));
            return;
        }
        for (int i = 0; i < tasks.size(); i++) {
            Consumer<CursorOutcome> outcome = tasks.get(i).outcome();
            try {
                switch (found.get(i)) {
                    case CursorMove move -> next.accept(move, outcome);
                    case GaplessException refusal -> outcome.accept(new CursorOutcome.Refused(refusal));
                    case Object other -> throw new AssertionError(other);
                }
            } catch (RuntimeException e) {
                log.error("outcome of a mark not delivered", e);
            }
        }
    }

    /// @return for each task a move or a refusal
    private List<Object> check(Handle handle, List<Task> tasks) {
        Map<MemberKey, MemberRow> members = new HashMap<>();
        ChannelMemberTable.findMany(handle, tasks.stream().map(Task::member).distinct().toList())
                .forEach(row -> members.put(new MemberKey(row.channel(), row.user()), row));
        Map<ChannelKey, ChannelHead> heads = new HashMap<>();
        ChannelTable.heads(
                handle,
                tasks.stream().map(task -> task.mark().channel()).distinct().toList())
                .forEach(head -> heads.put(head.key(), head));
        Map<MessageKey, Long> ordinals = EventTable.ordinals(
                handle,
                tasks.stream()
                        .filter(task -> task.mark().threadRoot().isEmpty())
                        .map(Task::place)
                        .distinct()
                        .toList());
        Facts facts = new Facts(members, heads, ordinals);
        List<Object> found = new ArrayList<>(tasks.size());
        for (Task task : tasks) {
            try {
                found.add(move(handle, task, facts));
            } catch (GaplessException refusal) {
                found.add(refusal);
            }
        }
        return found;
    }

    private CursorMove move(Handle handle, Task task, Facts facts) {
        ReadMark mark = task.mark();
        ChannelHead head = facts.heads().get(mark.channel());
        String channel = mark.channel().channel().text();
        boolean member = Optional.ofNullable(facts.members().get(task.member()))
                .filter(MemberRow::member)
                .isPresent();
        if (head == null || (!member && head.kind() != ChannelKind.PUBLIC)) {
            throw GaplessException.notFound("channel", channel);
        }
        if (!member) {
            throw new GaplessException(
                    ErrorCode.NOT_A_MEMBER, "channel: " + channel + " (expected: one that you are a member of)");
        }
        if (mark.seq().value() > head.lastSeq()) {
            throw new GaplessException(
                    ErrorCode.CURSOR_BEYOND_HEAD,
                    "seq: " + mark.seq().value() + " (expected: at most the head, " + head.lastSeq() + ")");
        }
        long ordinal = mark.threadRoot().isPresent()
                ? threadOrdinal(handle, new MessageKey(mark.channel(), mark.root()), mark.seq().value())
                : ordinal(task.place(), facts, head);
        CursorMove.Reason reason = switch (mark.intent()) {
            case ReadMark.Intent.Read(long generation) -> new CursorMove.Reason.Read(generation);
            case ReadMark.Intent.ReadNow() -> new CursorMove.Reason.ReadNow();
            case ReadMark.Intent.MarkUnread() -> new CursorMove.Reason.MarkUnread(head.lastSeq());
            case ReadMark.Intent.MarkUnreadFrom(long generation) ->
                new CursorMove.Reason.MarkUnreadFrom(head.lastSeq(), generation);
        };
        CursorKey key = new CursorKey(mark.user(), mark.channel(), mark.root());
        return new CursorMove(
                key, mark.seq().value(), ordinal, reason, Instant.ofEpochMilli(clock.millis()));
    }

    /// Of a place that retention has removed the ordinal is that of the last one removed: whoever counts begins behind it.
    private static long ordinal(MessageKey place, Facts facts, ChannelHead head) {
        if (place.seq() < head.minSeq()) {
            return head.minOrdinal();
        }
        Long ordinal = facts.ordinals().get(place);
        if (ordinal == null) {
            throw GaplessException.notFound("event", Long.toString(place.seq()));
        }
        return ordinal;
    }

    private static long threadOrdinal(Handle handle, MessageKey root, long seq) {
        if (ThreadTable.find(handle, List.of(root)).isEmpty()) {
            EventRow row = EventTable.bySeq(handle, root.channel(), List.of(root.seq())).stream()
                    .findFirst()
                    .orElseThrow(() -> GaplessException.notFound("message", Long.toString(root.seq())));
            if (!(row.event().body() instanceof EventBody.MessagePosted)) {
                throw new GaplessException(
                        ErrorCode.NOT_A_MESSAGE, "thread_root: " + root.seq() + " (expected: the seq of a message)");
            }
        }
        return ThreadReplyTable.lastAt(handle, root, seq)
                .map(ThreadReplyTable.Row::threadOrdinal)
                .orElse(0L);
    }

    private GaplessException internal(RuntimeException failure) {
        log.error("marks not checked shard={}", shard.name(), failure);
        return new GaplessException(ErrorCode.INTERNAL, "cursor: failed (expected: a move)");
    }

    private static void refuseAll(List<Task> tasks, GaplessException reason) {
        for (Task task : tasks) {
            try {
                task.outcome().accept(new CursorOutcome.Refused(reason));
            } catch (RuntimeException e) {
                log.error("refusal of a mark not delivered", e);
            }
        }
    }
}
