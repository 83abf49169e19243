package dev.gapless.schema.unread;

import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.UserId;
import dev.gapless.schema.channel.ChannelHead;
import dev.gapless.schema.channel.ChannelMemberTable;
import dev.gapless.schema.channel.ChannelRow;
import dev.gapless.schema.channel.ChannelTable;
import dev.gapless.schema.channel.MemberKey;
import dev.gapless.schema.channel.MemberRow;
import dev.gapless.schema.cursor.CursorKey;
import dev.gapless.schema.cursor.CursorRow;
import dev.gapless.schema.cursor.ReadCursorTable;
import dev.gapless.schema.log.EventTable;
import dev.gapless.schema.message.DeletedMessageTable;
import dev.gapless.schema.message.EveryoneMentionTable;
import dev.gapless.schema.message.MemberMentionTable;
import dev.gapless.schema.message.MessageKey;
import dev.gapless.schema.message.SeqSpan;
import dev.gapless.schema.message.ThreadReplyTable;
import dev.gapless.schema.message.ThreadTable;
import dev.gapless.schema.shard.Shard;
import dev.gapless.schema.shard.Shards;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Reads what is unread.
///
/// For one user: one or two statements on the user's shard, and up to eight on each shard that holds some of the channels, however
/// many channels (in steps of 64 and more); those that the user has read to the end cost no more than their heads. For one
/// channel: as many as the members' shards, and pages of what was deleted.
///
/// The position of a member is the cursor, or the join if that is later; counting begins there, or at the first event that retention
/// has left. What comes after the head that was read is left out, so
/// counts are exact for that head, also while others post and delete. Any thread may call; blocks.
public final class UnreadReads {
    /// Channels, or members, of one call at most.
    public static final int MAX_KEYS = 2_048;
    private static final int PAGE = 1_000;

    private final Shards shards;

    public UnreadReads(Shards shards) {
        this.shards = shards;
    }

    /// Whether threads are to be counted too.
    public enum Threads {
        COUNTED,
        LEFT_OUT
    }

    /// A member's position in a channel.
    private record Standing(ChannelHead head, UserId user, long seq, long ordinal, long generation) {
        SeqSpan span() {
            return new SeqSpan(head.key(), countedFrom(), head.lastSeq());
        }

        boolean behind() {
            return countedFrom() < head.lastSeq();
        }

        /// Last seq that is not counted.
        long countedFrom() {
            return Math.max(seq, head.minSeq() - 1);
        }

        /// Countable events up to there.
        long ordinalFrom() {
            return seq < head.minSeq() - 1 ? head.minOrdinal() : ordinal;
        }

        MemberKey key() {
            return new MemberKey(head.key(), user);
        }
    }

    /// Counts, and the channels that they are of, each read at once with the head that its counts are for.
    ///
    /// @param counts of the channels that the user is a member of
    /// @param channels these channels
    public record Conversations(List<UnreadRow> counts, Map<ChannelKey, ChannelRow> channels) {
        static final Conversations NONE = new Conversations(List.of(), Map.of());
    }

    /// What a user has not read in these channels; those that the user is not a member of are left out.
    ///
    /// @param channels of one workspace, at most [#MAX_KEYS]
    public List<UnreadRow> ofUser(UserId user, Collection<ChannelKey> channels, Threads threads) {
        return conversations(user, channels, threads).counts();
    }

    /// As [#ofUser], with the channels, for no more statements.
    public Conversations conversations(UserId user, Collection<ChannelKey> channels, Threads threads) {
        requireBounded(channels);
        if (channels.isEmpty()) {
            return Conversations.NONE;
        }
        ChannelKey any = channels.iterator().next();
        Shard home = shards.forUser(any.workspace(), user);
        Map<ChannelKey, CursorRow> cursors = new HashMap<>();
        Map<ChannelKey, List<CursorRow>> threadCursors = new HashMap<>();
        home.read("unread.cursors", handle -> {
            ReadCursorTable.find(handle, channels.stream().map(key -> CursorKey.ofChannel(user, key)).toList())
                    .forEach(row -> cursors.put(row.key().channel(), row));
            if (threads == Threads.COUNTED) {
                ReadCursorTable.threads(handle, user, channels)
                        .forEach(row -> threadCursors
                                .computeIfAbsent(row.key().channel(), key -> new ArrayList<>())
                                .add(row));
            }
            return cursors;
        });
        Map<Shard, List<ChannelKey>> byShard = group(channels, shards::forChannel);
        List<UnreadRow> counts = new ArrayList<>();
        Map<ChannelKey, ChannelRow> rows = new HashMap<>();
        byShard.forEach((shard, keys) -> {
            Conversations some = shard.read(
                    "unread.of-user", handle -> ofUser(handle, user, keys, cursors, threadCursors));
            counts.addAll(some.counts());
            rows.putAll(some.channels());
        });
        return new Conversations(counts, rows);
    }

    private static Conversations ofUser(
            Handle handle,
            UserId user,
            List<ChannelKey> channels,
            Map<ChannelKey, CursorRow> cursors,
            Map<ChannelKey, List<CursorRow>> threadCursors) {
        List<MemberRow> members = ChannelMemberTable.findMany(
                handle, channels.stream().map(key -> new MemberKey(key, user)).toList());
        Map<ChannelKey, ChannelRow> rows = new HashMap<>();
        Map<ChannelKey, ChannelHead> heads = new HashMap<>();
        for (ChannelRow row : ChannelTable.findMany(handle, channels)) {
            rows.put(row.key(), row);
            heads.put(row.key(), row.head());
        }
        List<Standing> standings = standings(
                handle, members, heads, member -> cursors.get(member.channel()));
        List<Standing> behind = standings.stream().filter(Standing::behind).toList();
        List<SeqSpan> spans = behind.stream().map(Standing::span).toList();
        Map<ChannelKey, Long> deleted = DeletedMessageTable.count(handle, spans);
        Map<ChannelKey, Long> everyone = EveryoneMentionTable.count(handle, spans);
        Map<MemberKey, Long> named = named(handle, behind);
        Map<ChannelKey, Long> inThreads = threads(handle, threadCursors);
        List<UnreadRow> counts = standings.stream()
                .map(at -> row(
                        at,
                        deleted.getOrDefault(at.head().key(), 0L),
                        everyone.getOrDefault(at.head().key(), 0L) + named.getOrDefault(at.key(), 0L),
                        inThreads.getOrDefault(at.head().key(), 0L)))
                .toList();
        return new Conversations(counts, rows);
    }

    /// What these members have not read in a channel; those who are no members are left out. Threads are not counted.
    ///
    /// @param users at most [#MAX_KEYS]
    public List<UnreadRow> ofChannel(ChannelKey channel, Collection<UserId> users) {
        requireBounded(users);
        Map<UserId, CursorRow> cursors = new HashMap<>();
        group(users, user -> shards.forUser(channel.workspace(), user))
                .forEach((shard, ofShard) -> shard.read(
                        "unread.cursors", handle -> ReadCursorTable.find(
                                handle, ofShard.stream().map(user -> CursorKey.ofChannel(user, channel)).toList()))
                        .forEach(row -> cursors.put(row.key().user(), row)));
        return shards.forChannel(channel).read("unread.of-channel", handle -> {
            List<MemberRow> members = ChannelMemberTable.findMany(
                    handle, users.stream().map(user -> new MemberKey(channel, user)).toList());
            Map<ChannelKey, ChannelHead> heads = new HashMap<>();
            ChannelTable.heads(handle, List.of(channel)).forEach(head -> heads.put(head.key(), head));
            List<Standing> standings = standings(handle, members, heads, member -> cursors.get(member.user()));
            List<Standing> behind = standings.stream().filter(Standing::behind).toList();
            long first = behind.stream().mapToLong(Standing::countedFrom).min().orElse(Long.MAX_VALUE);
            long[] deletedSeqs = all(first, after -> DeletedMessageTable.seqsAfter(handle, channel, after, PAGE));
            long[] everyoneSeqs = all(first, after -> EveryoneMentionTable.seqsAfter(handle, channel, after, PAGE));
            Map<MemberKey, Long> named = named(handle, behind);
            return standings.stream()
                    .map(at -> row(
                            at, between(deletedSeqs, at),
                            between(everyoneSeqs, at) + named.getOrDefault(at.key(), 0L), 0))
                    .toList();
        });
    }

    private static UnreadRow row(Standing at, long deleted, long mentions, long inThreads) {
        long unread = at.behind() ? Math.max(0, at.head().lastOrdinal() - at.ordinalFrom() - deleted) : 0;
        return new UnreadRow(
                at.user(), at.head(), at.seq(), at.ordinal(), at.generation(), unread, mentions, inThreads);
    }

    /// Positions of those who are members; a join of the first release has its ordinal looked up.
    private static List<Standing> standings(
            Handle handle,
            List<MemberRow> members,
            Map<ChannelKey, ChannelHead> heads,
            Function<MemberRow, @Nullable CursorRow> cursors) {
        List<MessageKey> joins = members.stream()
                .filter(member -> member.joinedOrdinal() < 0)
                .map(member -> new MessageKey(member.channel(), member.joinedSeq()))
                .distinct()
                .toList();
        Map<MessageKey, Long> ordinals = EventTable.ordinals(handle, joins);
        List<Standing> standings = new ArrayList<>();
        for (MemberRow member : members) {
            ChannelHead head = heads.get(member.channel());
            if (!member.member() || head == null) {
                continue;
            }
            CursorRow cursor = cursors.apply(member);
            long generation = cursor == null ? 0 : cursor.generation();
            if (cursor != null && cursor.seq() >= member.joinedSeq()) {
                standings.add(new Standing(head, member.user(), cursor.seq(), cursor.ordinal(), generation));
            } else {
                long ordinal = member.joinedOrdinal() >= 0
                        ? member.joinedOrdinal()
                        : ordinals.getOrDefault(new MessageKey(member.channel(), member.joinedSeq()), 0L);
                standings.add(new Standing(head, member.user(), member.joinedSeq(), ordinal, generation));
            }
        }
        return standings;
    }

    private static Map<MemberKey, Long> named(Handle handle, List<Standing> behind) {
        return MemberMentionTable.count(
                handle, behind.stream()
                        .map(at -> new MemberMentionTable.MemberSpan(at.user(), at.span()))
                        .toList());
    }

    /// Unread replies by channel, of the threads with these cursors.
    private static Map<ChannelKey, Long> threads(Handle handle, Map<ChannelKey, List<CursorRow>> cursorsOfAll) {
        Map<MessageKey, CursorRow> cursors = new HashMap<>();
        cursorsOfAll.values().forEach(rows -> rows.forEach(
                row -> cursors.put(new MessageKey(row.key().channel(), row.key().root()), row)));
        Map<MessageKey, Long> unread = unreadReplies(handle, cursors);
        Map<ChannelKey, Long> sums = new HashMap<>();
        unread.forEach((root, count) -> sums.merge(root.channel(), count, Long::sum));
        return sums;
    }

    /// Unread replies of threads, by root; threads that are read to the end are left out. All on one shard.
    public static Map<MessageKey, Long> unreadReplies(Handle handle, Map<MessageKey, CursorRow> cursors) {
        Map<MessageKey, Long> unread = new HashMap<>();
        List<ThreadReplyTable.ThreadSpan> spans = new ArrayList<>();
        for (ThreadTable.Row thread : ThreadTable.find(handle, cursors.keySet())) {
            CursorRow cursor = cursors.get(thread.root());
            if (cursor != null && cursor.seq() < thread.lastSeq()) {
                unread.put(thread.root(), thread.lastOrdinal() - cursor.ordinal());
                spans.add(new ThreadReplyTable.ThreadSpan(thread.root(), cursor.seq(), thread.lastSeq()));
            }
        }
        ThreadReplyTable.countDeleted(handle, spans)
                .forEach((root, count) -> unread.merge(root, -count, Long::sum));
        return unread;
    }

    /// All pages behind a seq, in order.
    private static long[] all(long first, Function<Long, List<Long>> pages) {
        List<Long> found = new ArrayList<>();
        long after = first;
        while (after != Long.MAX_VALUE) {
            List<Long> page = pages.apply(after);
            found.addAll(page);
            after = page.size() < PAGE ? Long.MAX_VALUE : page.getLast();
        }
        return found.stream().mapToLong(Long::longValue).toArray();
    }

    /// How many of the sorted seqs a member has not read.
    private static int between(long[] seqs, Standing at) {
        return at.behind() ? above(seqs, at.countedFrom()) - above(seqs, at.head().lastSeq()) : 0;
    }

    private static int above(long[] seqs, long seq) {
        int found = Arrays.binarySearch(seqs, seq);
        return seqs.length - (found >= 0 ? found + 1 : -found - 1);
    }

    private static <K> Map<Shard, List<K>> group(Collection<K> keys, Function<K, Shard> home) {
        Map<Shard, List<K>> groups = new LinkedHashMap<>();
        keys.forEach(key -> groups.computeIfAbsent(home.apply(key), shard -> new ArrayList<>()).add(key));
        return groups;
    }

    private static void requireBounded(Collection<?> keys) {
        if (keys.size() > MAX_KEYS) {
            throw new IllegalArgumentException("unread: " + keys.size() + " keys (expected: at most " + MAX_KEYS + ")");
        }
    }
}
