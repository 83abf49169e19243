package dev.gapless.server.unread;

import dev.gapless.protocol.api.MentionList;
import dev.gapless.protocol.api.MentionView;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.Seq;
import dev.gapless.schema.cursor.CursorKey;
import dev.gapless.schema.cursor.CursorRow;
import dev.gapless.schema.cursor.ReadCursorTable;
import dev.gapless.schema.log.EventRow;
import dev.gapless.schema.log.EventTable;
import dev.gapless.schema.message.EveryoneMentionTable;
import dev.gapless.schema.message.MessageKey;
import dev.gapless.schema.shard.Shard;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.user.UserChannelTable;
import dev.gapless.schema.user.UserMentionRow;
import dev.gapless.schema.user.UserMentionTable;
import dev.gapless.server.access.SeenChannel;
import dev.gapless.server.access.StoredChannelAccess;
import dev.gapless.server.admission.Admission;
import dev.gapless.server.auth.Identity;
import dev.gapless.server.http.Answer;
import dev.gapless.server.http.ApiRequest;
import dev.gapless.server.http.Listing;
import dev.gapless.server.http.Route;
import dev.gapless.server.posting.ShardFailures;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// The messages that name the caller or everybody in one of the caller's channels, newest first: what names the caller from the
/// caller's shard, what names everybody from the channels' (the last [EveryoneMentionTable#LATEST_MAX] for each 256 channels), then
/// membership and texts in three statements per shard of the channels. Any thread may call; blocks.
public final class MentionInbox {
    private static final int CHANNELS = 2_000;
    private static final Comparator<UserMentionRow> NEWEST_FIRST = Comparator.comparing(UserMentionRow::at)
            .thenComparing(row -> row.channel().channel())
            .thenComparingLong(UserMentionRow::seq)
            .reversed();

    private final Shards shards;
    private final StoredChannelAccess access;
    private final Admission admission;

    public MentionInbox(Shards shards, StoredChannelAccess access, Admission admission) {
        this.shards = shards;
        this.access = access;
        this.admission = admission;
    }

    public List<Route> routes() {
        return List.of(Route.get("/v1/mentions", Set.of("cursor", "limit"), this::list));
    }

    private Answer list(ApiRequest request) {
        Identity caller = request.caller();
        int limit = Listing.limit(request.query());
        UserMentionTable.Place before =
                Listing.cursor(request.query()).map(MentionInbox::place).orElse(UserMentionTable.Place.NEWEST);
        return admission.in(Admission.Kind.LIVE, () -> page(caller, before, limit));
    }

    private Answer page(Identity caller, UserMentionTable.Place before, int limit) {
        Map<ChannelKey, CursorRow> cursors = new HashMap<>();
        Map<ChannelKey, Long> joined = new HashMap<>();
        List<UserMentionRow> named = ShardFailures.refusing(() -> shards.forUser(caller.workspace(), caller.user())
                .read("mention.page", handle -> {
                    List<UserMentionRow> found = UserMentionTable.pageBefore(
                            handle, caller.workspace(), caller.user(), before, limit);
                    UserChannelTable.page(handle, caller.workspace(), caller.user(), 0, CHANNELS)
                            .forEach(row -> joined.put(row.channel(), row.joinedSeq()));
                    return found;
                }));
        List<UserMentionRow> rows = new ArrayList<>(named);
        rows.addAll(toAll(caller, joined, before, limit));
        List<UserMentionRow> page = rows.stream()
                .sorted(NEWEST_FIRST)
                .filter(distinctMessages())
                .limit(limit)
                .toList();
        List<ChannelKey> channels = page.stream().map(UserMentionRow::channel).distinct().toList();
        ShardFailures.refusing(() -> shards.forUser(caller.workspace(), caller.user())
                .read("mention.cursors", handle -> ReadCursorTable.find(
                        handle, channels.stream().map(key -> CursorKey.ofChannel(caller.user(), key)).toList())))
                .forEach(row -> cursors.put(row.key().channel(), row));
        Map<ChannelKey, SeenChannel> seen = access.seeMany(caller, channels);
        Map<MessageKey, Event> messages = messages(page.stream()
                .filter(row -> joined(seen, row.channel()))
                .map(row -> new MessageKey(row.channel(), row.seq()))
                .toList());
        List<MentionView> views = new ArrayList<>();
        for (UserMentionRow row : page) {
            Event event = messages.get(new MessageKey(row.channel(), row.seq()));
            if (event != null && event.body() instanceof EventBody.MessagePosted posted && !posted.deleted()) {
                CursorRow cursor = cursors.get(row.channel());
                views.add(new MentionView(
                        row.channel().channel(), new Seq(row.seq()), event.actor(), event.at().toEpochMilli(),
                        posted.text(), cursor != null && cursor.seq() >= row.seq()));
            }
        }
        return Answer.ok(new MentionList(views, Listing.next(page, limit, MentionInbox::cursor)));
    }

    /// The messages that name everybody, of the caller's channels since each join: one row of the channel each, however many members
    /// it has, so they are found by channel and put in between here.
    private List<UserMentionRow> toAll(
            Identity caller, Map<ChannelKey, Long> joined, UserMentionTable.Place before, int limit) {
        Map<Shard, List<ChannelKey>> byShard = new LinkedHashMap<>();
        joined.keySet().forEach(key -> byShard
                .computeIfAbsent(shards.forChannel(key), shard -> new ArrayList<>())
                .add(key));
        List<UserMentionRow> found = new ArrayList<>();
        byShard.forEach((shard, keys) -> ShardFailures.refusing(() -> shard.read("mention.everyone", handle -> {
            List<MessageKey> latest = EveryoneMentionTable.latest(handle, keys).stream()
                    .filter(key -> key.seq() > joined.getOrDefault(key.channel(), Long.MAX_VALUE))
                    .toList();
            return EventTable.origins(handle, latest);
        })).forEach((key, origin) -> found.add(new UserMentionRow(
                caller.user(), key.channel(), key.seq(), origin.actor(), origin.at(), key.seq(), true))));
        return found.stream()
                .filter(row -> behind(row, before))
                .sorted(NEWEST_FIRST)
                .limit(limit)
                .toList();
    }

    private static boolean behind(UserMentionRow row, UserMentionTable.Place place) {
        UserMentionRow at = new UserMentionRow(
                row.user(), ChannelKey.of(row.channel().workspace().value(), place.channel()), place.seq(), row.actor(),
                place.at(), place.seq(), true);
        return NEWEST_FIRST.compare(row, at) > 0;
    }

    /// Who is named in a message to everybody has one line for it.
    private static Predicate<UserMentionRow> distinctMessages() {
        Set<MessageKey> before = new HashSet<>();
        return row -> before.add(new MessageKey(row.channel(), row.seq()));
    }

    private static boolean joined(Map<ChannelKey, SeenChannel> seen, ChannelKey channel) {
        SeenChannel one = seen.get(channel);
        return one != null && one.joined();
    }

    private Map<MessageKey, Event> messages(List<MessageKey> keys) {
        Map<Shard, List<MessageKey>> byShard = new LinkedHashMap<>();
        keys.forEach(key -> byShard
                .computeIfAbsent(shards.forChannel(key.channel()), shard -> new ArrayList<>())
                .add(key));
        Map<MessageKey, Event> found = new HashMap<>();
        byShard.forEach((shard, some) -> ShardFailures.refusing(
                () -> shard.read("mention.messages", handle -> EventTable.byKeys(handle, some)))
                .forEach((EventRow row) -> found.put(new MessageKey(row.channel(), row.seq()), row.event())));
        return found;
    }

    private static String cursor(UserMentionRow row) {
        return row.at().toEpochMilli() + ":" + row.channel().channel().text() + ":" + row.seq();
    }

    private static UserMentionTable.Place place(String cursor) {
        String[] parts = cursor.split(":", -1);
        try {
            if (parts.length == 3) {
                return new UserMentionTable.Place(
                        Instant.ofEpochMilli(Long.parseLong(parts[0])),
                        ChannelId.parse(parts[1]).value(),
                        Long.parseLong(parts[2]));
            }
        } catch (IllegalArgumentException e) {
            throw GaplessException.invalidField("cursor", cursor, "`next` of the page before");
        }
        throw GaplessException.invalidField("cursor", cursor, "`next` of the page before");
    }
}
