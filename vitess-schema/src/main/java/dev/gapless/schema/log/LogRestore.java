package dev.gapless.schema.log;

import dev.gapless.protocol.event.EventKind;
import dev.gapless.protocol.event.MentionTarget;
import dev.gapless.protocol.export.ExportedEvent;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.UserId;
import dev.gapless.schema.channel.ChannelHead;
import dev.gapless.schema.channel.ChannelTable;
import dev.gapless.schema.message.DeletedMessageTable;
import dev.gapless.schema.message.EveryoneMentionTable;
import dev.gapless.schema.message.MemberMentionTable;
import dev.gapless.schema.message.MessageKey;
import dev.gapless.schema.message.PinTable;
import dev.gapless.schema.message.ReactionKindTable;
import dev.gapless.schema.message.ReactionTable;
import dev.gapless.schema.message.ThreadReplyTable;
import dev.gapless.schema.message.ThreadTable;
import dev.gapless.schema.user.UserMentionRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/// Writes copied events into a log that is being filled, with what they left behind: threads, reactions, pins, mentions, deletes. In one
/// transaction, under the lock of the channel's head, which says how far the log is: what is there already is passed over, so a batch may
/// come twice. Rows hold what messages are at last, and events behind them are only followed, not done again. Used once, by one thread.
public final class LogRestore {
    private final Handle handle;
    private final ChannelHead head;
    private final List<EventRow> rows;
    private final Map<MessageKey, ThreadTable.Row> threads = new LinkedHashMap<>();
    private final List<ThreadReplyTable.Row> replies = new ArrayList<>();
    private final List<DeletedMessageTable.Row> deleted = new ArrayList<>();
    private final List<MemberMentionTable.Row> named = new ArrayList<>();
    private final List<EveryoneMentionTable.Row> everyone = new ArrayList<>();
    private final List<UserMentionRow> inbox = new ArrayList<>();
    private final Map<ReactionTable.Key, Long> reactions = new LinkedHashMap<>();
    private final Map<MessageKey, Map<String, ReactionKindTable.Row>> kinds = new HashMap<>();
    private final Map<MessageKey, Optional<PinTable.Row>> pins = new LinkedHashMap<>();

    private LogRestore(Handle handle, ChannelHead head, List<EventRow> rows) {
        this.handle = handle;
        this.head = head;
        this.rows = rows;
    }

    /// Writes events behind those that are there.
    ///
    /// @param events of one channel, in order, without a hole, at most [dev.gapless.schema.statement.Statement#MAX_ROWS]
    /// @return whom the messages mention, for the users' own lists
    /// @throws IllegalArgumentException if the channel is not there, or the first event does not follow its head
    public static List<UserMentionRow> append(Handle handle, ChannelKey channel, List<ExportedEvent> events) {
        ChannelHead head = ChannelTable.lockHeads(handle, List.of(channel)).stream()
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("channel: " + channel.channel() + " is not there"));
        List<ExportedEvent> fresh = events.stream().filter(event -> event.seq() > head.lastSeq()).toList();
        long expected = head.lastSeq();
        for (ExportedEvent event : fresh) {
            expected++;
            if (event.seq() != expected) {
                throw new IllegalArgumentException("seq: " + event.seq() + " (expected: " + expected + ")");
            }
        }
        if (fresh.isEmpty()) {
            return List.of();
        }
        List<EventRow> rows = fresh.stream().map(event -> row(channel, event)).toList();
        LogRestore restore = new LogRestore(handle, head, rows);
        EventTable.restore(handle, rows, fresh.stream().map(LogRestore::hash).toList());
        restore.read();
        rows.forEach(restore::follow);
        restore.write();
        ExportedEvent last = fresh.getLast();
        ChannelTable.restoreHead(handle, channel, last.seq(), last.ordinal());
        return restore.inbox;
    }

    private static byte[] hash(ExportedEvent event) {
        return HexFormat.of().parseHex(event.bodyHash().orElse(""));
    }

    private static EventRow row(ChannelKey channel, ExportedEvent event) {
        return new EventRow(
                channel,
                event.seq(),
                event.ordinal(),
                event.kindNumber(),
                event.state(),
                event.actor().value(),
                event.subject().map(UserId::value).orElse(0L),
                event.atMs(),
                event.key().orElse(null),
                event.threadRoot().orElse(0L),
                event.target().orElse(0L),
                event.changed().orElse(0L),
                event.text().orElse(null),
                event.attributes().orElse(null),
                null);
    }

    /// What the batch is about, and was left by batches before.
    private void read() {
        Set<MessageKey> roots = new LinkedHashSet<>();
        Set<MessageKey> reacted = new LinkedHashSet<>();
        for (EventRow row : rows) {
            if (row.threadRoot >= head.minSeq()) {
                roots.add(new MessageKey(row.channel, row.threadRoot));
            }
            if (is(row, EventKind.REACTION_ADDED) || is(row, EventKind.REACTION_REMOVED)) {
                reacted.add(new MessageKey(row.channel, row.target));
            }
        }
        ThreadTable.find(handle, roots).forEach(row -> threads.put(row.root(), row));
        ReactionKindTable.ofMessages(handle, reacted)
                .forEach(row -> kindsOf(row.message()).put(row.emoji(), row));
    }

    private void follow(EventRow row) {
        if (row.isMessage()) {
            message(row);
            return;
        }
        if (row.target < head.minSeq()) {
            return; // What it is about was removed before it was copied.
        }
        MessageKey about = new MessageKey(row.channel, row.target);
        UserId actor = new UserId(row.actor);
        if (is(row, EventKind.REACTION_ADDED)) {
            react(about, row.emoji(), actor, row.seq);
        } else if (is(row, EventKind.REACTION_REMOVED)) {
            unreact(about, row.emoji(), actor);
        } else if (is(row, EventKind.MESSAGE_PINNED)) {
            pins.put(about, Optional.of(new PinTable.Row(about, row.seq, actor)));
        } else if (is(row, EventKind.MESSAGE_UNPINNED) || is(row, EventKind.MESSAGE_DELETED)) {
            pins.put(about, Optional.empty());
        }
    }

    private void message(EventRow row) {
        boolean gone = row.state == EventState.DELETED;
        if (gone && row.countable()) {
            deleted.add(new DeletedMessageTable.Row(row.key(), row.ordinal, row.changedSeq));
        }
        if (row.threadRoot >= head.minSeq() && row.threadRoot != 0) {
            MessageKey root = new MessageKey(row.channel, row.threadRoot);
            ThreadTable.Row before = threads.getOrDefault(root, ThreadTable.Row.fresh(root));
            long ordinal = before.lastOrdinal() + 1;
            threads.put(root, new ThreadTable.Row(
                    root, row.seq, ordinal, before.replies() + (gone ? 0 : 1), row.createdMs));
            replies.add(new ThreadReplyTable.Row(root, row.seq, ordinal, gone));
        }
        for (UserId user : row.heardUsers()) {
            named.add(new MemberMentionTable.Row(
                    new MemberMentionTable.Key(row.key(), user), new UserId(row.actor)));
            inbox.add(new UserMentionRow(
                    user, row.channel, row.seq, new UserId(row.actor), Instant.ofEpochMilli(row.createdMs),
                    Math.max(row.seq, row.changedSeq), true));
        }
        row.mentions().stream()
                .flatMap(mention -> mention.target() instanceof MentionTarget.Everyone(MentionTarget.Audience audience)
                        ? Optional.of(audience).stream()
                        : Optional.<MentionTarget.Audience>empty().stream())
                .sorted()
                .findFirst()
                .ifPresent(audience -> everyone.add(new EveryoneMentionTable.Row(row.key(), audience)));
    }

    private void react(MessageKey about, String emoji, UserId who, long seq) {
        reactions.put(new ReactionTable.Key(about, emoji, who), seq);
        kindsOf(about).merge(
                emoji, new ReactionKindTable.Row(about, emoji, 1, seq),
                (before, fresh) -> new ReactionKindTable.Row(
                        about, emoji, before.users() + 1, before.users() == 0 ? seq : before.firstSeq()));
    }

    private void unreact(MessageKey about, String emoji, UserId who) {
        reactions.put(new ReactionTable.Key(about, emoji, who), 0L);
        kindsOf(about).computeIfPresent(
                emoji, (same, before) -> new ReactionKindTable.Row(
                        about, emoji, Math.max(0, before.users() - 1), before.firstSeq()));
    }

    private void write() {
        ThreadTable.put(handle, List.copyOf(threads.values()));
        ThreadReplyTable.put(handle, replies);
        DeletedMessageTable.put(handle, deleted);
        MemberMentionTable.put(handle, named);
        EveryoneMentionTable.put(handle, everyone);
        PinTable.put(handle, pins.values().stream().flatMap(Optional::stream).toList());
        PinTable.delete(
                handle, pins.entrySet().stream()
                        .filter(pin -> pin.getValue().isEmpty())
                        .map(Map.Entry::getKey)
                        .toList());
        List<ReactionTable.Row> added = new ArrayList<>();
        List<ReactionTable.Key> removed = new ArrayList<>();
        reactions.forEach((key, seq) -> {
            if (seq == 0) {
                removed.add(key);
            } else {
                added.add(new ReactionTable.Row(key, seq));
            }
        });
        ReactionTable.put(handle, added);
        ReactionTable.delete(handle, removed);
        List<ReactionKindTable.Row> all = kinds.values().stream().flatMap(each -> each.values().stream()).toList();
        ReactionKindTable.put(handle, all.stream().filter(row -> row.users() > 0).toList());
        ReactionKindTable.delete(handle, all.stream().filter(row -> row.users() == 0).toList());
    }

    private Map<String, ReactionKindTable.Row> kindsOf(MessageKey key) {
        return kinds.computeIfAbsent(key, message -> new HashMap<>());
    }

    private static boolean is(EventRow row, EventKind kind) {
        return row.kind == kind.number();
    }
}
