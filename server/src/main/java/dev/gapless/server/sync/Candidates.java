package dev.gapless.server.sync;

import dev.gapless.protocol.event.ChannelKind;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.Position;
import dev.gapless.schema.channel.ChannelRow;
import dev.gapless.schema.channel.ChannelTable;
import dev.gapless.schema.cursor.CursorKey;
import dev.gapless.schema.cursor.CursorRow;
import dev.gapless.schema.cursor.ReadCursorTable;
import dev.gapless.schema.cursor.UserKey;
import dev.gapless.schema.shard.Shard;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.unread.UnreadReads;
import dev.gapless.schema.unread.UnreadRow;
import dev.gapless.schema.user.UserChannelRow;
import dev.gapless.schema.user.UserChannelTable;
import dev.gapless.schema.user.UserMentionRow;
import dev.gapless.schema.user.UserMentionTable;
import dev.gapless.server.auth.Identity;
import dev.gapless.server.posting.ShardFailures;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Finds out which conversations changed, and ranks them: from the inbox if it can tell, else from the caller's list of channels and
/// their heads, in a bounded number of statements per shard. Any thread may call; blocks.
final class Candidates {
    private static final int PAGE = 1_000;
    private static final int PAGES_MAX = 10;
    private static final int MENTIONS = 200;
    private static final int CURSORS = 2_000;
    private static final int INBOX_MAX = 2_000;
    private static final int LEFT = 1_000;

    private final Shards shards;
    private final InboxSource inbox;
    private final InboxSeeds seeds;

    /// @param seeds hears what the inbox turns out not to know
    Candidates(Shards shards, InboxSource inbox, InboxSeeds seeds) {
        this.shards = shards;
        this.inbox = inbox;
        this.seeds = seeds;
    }

    /// What is asked for.
    ///
    /// @param since empty for all
    /// @param positions where the device stands
    /// @param open the channel on screen
    /// @param few how many conversations need no ranking here, since all of them are told: 0 for none
    record Wish(
            Identity caller,
            Optional<SyncToken> since,
            Map<ChannelId, Position> positions,
            Optional<ChannelId> open,
            int few) {}

    /// What was found.
    ///
    /// @param ranked in order
    /// @param examined channels looked at
    /// @param inbox revision of the inbox that the next sync asks from, 0 if none is known
    /// @param fromInbox whether recency is the inbox's
    /// @param few instead of `ranked`, if it is so few that all are told
    /// @param left channels that the caller has left since
    record Found(
            List<Candidate> ranked,
            int examined,
            long inbox,
            boolean fromInbox,
            Optional<Few> few,
            Collection<ChannelKey> left) {}

    /// A few conversations that may have changed. Which did, and in which order they come, shows once they are counted.
    ///
    /// @param sure those that changed, with the recency of the inbox
    /// @param unsure those that the inbox is not sure of
    /// @param moved those of the unsure ones whose cursor moved
    record Few(Map<ChannelKey, Long> sure, Set<ChannelKey> unsure, Set<ChannelKey> moved) {
        Set<ChannelKey> all() {
            Set<ChannelKey> all = new LinkedHashSet<>(sure.keySet());
            all.addAll(unsure);
            return all;
        }
    }

    Found find(Wish wish) {
        long since = wish.since().map(SyncToken::inbox).orElse(0L);
        Optional<InboxChanges> known = inbox.find(wish.caller(), since, INBOX_MAX);
        // Asked before the shards are read, so that the next sync may go on from there even if the shards answer this one.
        long revision = known.map(InboxChanges::revision).orElse(since);
        if (known.isPresent() && (wish.since().isEmpty() || since > 0)) {
            // One statement for both: what the inbox has not heard of yet, and what moved since the last sync.
            long to = known.get().cursorsTo();
            Home home = home(wish.caller(), Math.min(to, wish.since().map(SyncToken::cursors).orElse(to)),
                    wish.since().isEmpty());
            if (home.moved().stream().anyMatch(row -> row.revision() > to)) {
                seeds.cursors(new UserKey(wish.caller().workspace(), wish.caller().user()), to);
            }
            if (home.moved().size() < CURSORS && knowsAll(wish, known.get(), home)) {
                return fromInbox(wish, known.get(), home.moved());
            }
        }
        Found found = fromShards(wish, revision);
        known.filter(all -> wish.since().isEmpty()).ifPresent(all -> seedUnknown(all, found));
        return found;
    }

    /// What the user's own shard says beside the inbox.
    ///
    /// @param moved cursors
    /// @param joined channels that the user is in, 0 if not asked for
    private record Home(List<CursorRow> moved, int joined) {}

    private Home home(Identity caller, long since, boolean count) {
        UserKey user = new UserKey(caller.workspace(), caller.user());
        return onHome(caller, "sync.moved", handle -> new Home(
                ReadCursorTable.since(handle, user, since, CURSORS),
                count ? UserChannelTable.countJoined(handle, caller.workspace(), caller.user()) : 0));
    }

    /// Of a channel that it has never heard of, as after its stores were lost, an inbox says nothing. From the first event on it
    /// does, so that only who asks for all conversations has to doubt.
    private static boolean knowsAll(Wish wish, InboxChanges known, Home home) {
        return wish.since().isPresent() || known.sure() && known.members() == home.joined();
    }

    private void seedUnknown(InboxChanges known, Found found) {
        Set<ChannelId> heard = new HashSet<>(known.check());
        known.changed().forEach(changed -> heard.add(changed.channel()));
        seeds.channels(found.ranked().stream()
                .map(Candidate::channel)
                .filter(key -> !heard.contains(key.channel()))
                .toList());
    }

    /// @param movedRows all cursors moved since the inbox's revision of them and since that of the wish
    private Found fromInbox(Wish wish, InboxChanges known, List<CursorRow> movedRows) {
        Identity caller = wish.caller();
        Set<ChannelKey> unsure = new LinkedHashSet<>();
        known.check().forEach(channel -> unsure.add(new ChannelKey(caller.workspace(), channel)));
        Set<ChannelKey> moved = new HashSet<>();
        long since = wish.since().map(SyncToken::cursors).orElse(Long.MAX_VALUE);
        for (CursorRow row : movedRows) {
            if (row.revision() > known.cursorsTo()) {
                unsure.add(row.key().channel());
            }
            if (row.revision() > since) {
                moved.add(row.key().channel());
            }
        }
        List<ChannelKey> left = wish.since().isEmpty()
                ? List.of()
                : known.left().stream()
                        .map(channel -> new ChannelKey(caller.workspace(), channel))
                        .filter(key -> !unsure.contains(key))
                        .toList();
        if (known.changed().size() + unsure.size() <= wish.few()) {
            Map<ChannelKey, Long> sure = new LinkedHashMap<>();
            known.changed().forEach(each -> sure.put(
                    new ChannelKey(caller.workspace(), each.channel()), each.revision()));
            Few few = new Few(sure, unsure, moved);
            return new Found(List.of(), few.all().size(), known.revision(), true, Optional.of(few), left);
        }
        Set<ChannelKey> direct = direct(caller, known.changed());
        Map<ChannelKey, Candidate> found = new LinkedHashMap<>();
        for (InboxChanges.Changed changed : known.changed()) {
            ChannelKey key = new ChannelKey(caller.workspace(), changed.channel());
            int rank = changed.mentions() > 0
                    ? Candidate.MENTIONED
                    : changed.unread() == 0 ? Candidate.REST
                            : direct.contains(key) ? Candidate.DIRECT : Candidate.UNREAD;
            found.put(key, new Candidate(key, open(wish, key) ? Candidate.OPEN : rank, changed.revision()));
        }
        Map<ChannelKey, UserChannelRow> none = Map.of();
        ranked(wish, unsure, none, moved).forEach(candidate -> found.merge(
                candidate.channel(),
                new Candidate(candidate.channel(), candidate.rank(), Long.MAX_VALUE),
                (old, now) -> new Candidate(old.channel(), Math.min(old.rank(), now.rank()), old.recency())));
        List<Candidate> ranked = found.values().stream().sorted().toList();
        return new Found(ranked, ranked.size(), known.revision(), true, Optional.empty(), left);
    }

    /// The inbox does not know kinds; a channel's kind is in its head.
    private Set<ChannelKey> direct(Identity caller, List<InboxChanges.Changed> changed) {
        List<ChannelKey> unread = changed.stream()
                .filter(each -> each.unread() > 0 && each.mentions() == 0)
                .map(each -> new ChannelKey(caller.workspace(), each.channel()))
                .toList();
        return rows(unread).stream().filter(Candidates::direct).map(ChannelRow::key).collect(Collectors.toSet());
    }

    private static boolean direct(ChannelRow row) {
        ChannelKind kind = row.head().kind();
        return kind == ChannelKind.DM || kind == ChannelKind.GROUP_DM;
    }

    /// @param inbox revision for the next sync
    private Found fromShards(Wish wish, long inbox) {
        Identity caller = wish.caller();
        Map<ChannelKey, UserChannelRow> joined = new LinkedHashMap<>();
        long after = 0;
        for (int pages = 0; pages < PAGES_MAX; pages++) {
            long from = after;
            List<UserChannelRow> page = onHome(caller, "sync.channels", handle -> UserChannelTable.page(
                    handle, caller.workspace(), caller.user(), from, PAGE));
            page.forEach(row -> joined.put(row.channel(), row));
            if (page.size() < PAGE) {
                break;
            }
            after = page.getLast().channel().channel().value();
        }
        Set<ChannelKey> moved = new HashSet<>();
        wish.since().ifPresent(token -> moved(caller, token.cursors()).forEach(row -> moved.add(row.key().channel())));
        List<Candidate> ranked = ranked(wish, joined.keySet(), joined, moved).stream().sorted().toList();
        List<ChannelKey> left = wish.since()
                .map(token -> onHome(caller, "sync.left", handle -> UserChannelTable.leftSince(
                        handle, caller.workspace(), caller.user(), token.changedAfterMs(), LEFT)))
                .orElse(List.of());
        return new Found(ranked, joined.size(), inbox, false, Optional.empty(), left);
    }

    /// Those of the channels that changed, with their ranks.
    private List<Candidate> ranked(
            Wish wish,
            Collection<ChannelKey> channels,
            Map<ChannelKey, UserChannelRow> joined,
            Set<ChannelKey> moved) {
        if (channels.isEmpty()) {
            return List.of();
        }
        Identity caller = wish.caller();
        List<ChannelRow> changed = rows(channels).stream()
                .filter(row -> changed(wish, row, joined.get(row.key()), moved))
                .toList();
        Map<ChannelKey, CursorRow> cursors = new HashMap<>();
        Map<ChannelKey, Long> mentions = new HashMap<>();
        onHome(caller, "sync.cursors", handle -> {
            ReadCursorTable.find(
                    handle,
                    changed.stream()
                            .map(row -> CursorKey.ofChannel(caller.user(), row.key()))
                            .toList())
                    .forEach(row -> cursors.put(row.key().channel(), row));
            List<UserMentionRow> newest = UserMentionTable.pageBefore(
                    handle, caller.workspace(), caller.user(), UserMentionTable.Place.NEWEST, MENTIONS);
            newest.forEach(row -> mentions.merge(row.channel(), row.seq(), Math::max));
            return cursors;
        });
        List<Candidate> ranked = new ArrayList<>();
        for (ChannelRow row : changed) {
            long seq = Optional.ofNullable(cursors.get(row.key())).map(CursorRow::seq).orElse(0L);
            long ordinal = Optional.ofNullable(cursors.get(row.key())).map(CursorRow::ordinal).orElse(0L);
            UserChannelRow membership = joined.get(row.key());
            if (membership != null && membership.joinedSeq() > seq) {
                seq = membership.joinedSeq();
                ordinal = Math.max(0, membership.joinedOrdinal());
            }
            boolean unread = row.head().lastOrdinal() > Math.max(ordinal, row.head().minOrdinal());
            boolean mentioned =
                    mentions.getOrDefault(row.key(), 0L) > Math.max(seq, row.head().minSeq() - 1);
            ranked.add(new Candidate(
                    row.key(), rank(wish, row, unread, mentioned), row.lastEventAt().toEpochMilli()));
        }
        return ranked;
    }

    /// Ranks a few by what was counted, and leaves out those that did not change.
    static List<Candidate> ranked(Wish wish, Few few, UnreadReads.Conversations counted) {
        List<Candidate> ranked = new ArrayList<>();
        for (UnreadRow count : counted.counts()) {
            ChannelRow row = counted.channels().get(count.head().key());
            if (row != null && (few.sure().containsKey(row.key()) || changed(wish, row, null, few.moved()))) {
                ranked.add(new Candidate(
                        row.key(), rank(wish, row, count.unread() > 0, count.mentions() > 0),
                        few.sure().getOrDefault(row.key(), Long.MAX_VALUE)));
            }
        }
        return ranked.stream().sorted().toList();
    }

    private static int rank(Wish wish, ChannelRow row, boolean unread, boolean mentioned) {
        if (open(wish, row.key())) {
            return Candidate.OPEN;
        }
        if (mentioned) {
            return Candidate.MENTIONED;
        }
        if (!unread) {
            return Candidate.REST;
        }
        return direct(row) ? Candidate.DIRECT : Candidate.UNREAD;
    }

    private static boolean changed(
            Wish wish, ChannelRow row, @org.jspecify.annotations.Nullable UserChannelRow membership,
            Set<ChannelKey> moved) {
        if (wish.since().isEmpty()) {
            return true;
        }
        if (moved.contains(row.key())) {
            return true;
        }
        long from = wish.since().get().changedAfterMs();
        boolean joinedSince = membership != null && membership.updatedAt().toEpochMilli() >= from;
        Position held = wish.positions().get(row.key().channel());
        boolean there = held != null && held.value() == row.head().lastSeq();
        return !there && (joinedSince || row.lastEventAt().toEpochMilli() >= from);
    }

    private static boolean open(Wish wish, ChannelKey key) {
        return wish.open().filter(channel -> channel.equals(key.channel())).isPresent();
    }

    private List<CursorRow> moved(Identity caller, long since) {
        return home(caller, since, false).moved();
    }

    private List<ChannelRow> rows(Collection<ChannelKey> channels) {
        Map<Shard, List<ChannelKey>> byShard = new LinkedHashMap<>();
        channels.forEach(key -> byShard
                .computeIfAbsent(shards.forChannel(key), shard -> new ArrayList<>())
                .add(key));
        List<ChannelRow> rows = new ArrayList<>();
        byShard.forEach((shard, keys) -> rows.addAll(ShardFailures.refusing(
                () -> shard.read("sync.heads", handle -> ChannelTable.findMany(handle, keys)))));
        return rows;
    }

    private <T> T onHome(Identity caller, String operation,
            java.util.function.Function<org.jdbi.v3.core.Handle, T> work) {
        return ShardFailures.refusing(
                () -> shards.forUser(caller.workspace(), caller.user()).read(operation, work));
    }
}
