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
import dev.gapless.schema.message.MessageKey;
import dev.gapless.schema.shard.Shard;
import dev.gapless.schema.shard.Shards;
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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The messages that name the caller, newest first: the list from the caller's shard, then membership and texts in three statements
/// per shard of the channels. What names everybody is counted, and not listed here. Any thread may call; blocks.
public final class MentionInbox {
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
        List<UserMentionRow> rows = ShardFailures.refusing(() -> shards.forUser(caller.workspace(), caller.user())
                .read("mention.page", handle -> {
                    List<UserMentionRow> found = UserMentionTable.pageBefore(
                            handle, caller.workspace(), caller.user(), before, limit);
                    List<CursorKey> keys = found.stream()
                            .map(row -> CursorKey.ofChannel(caller.user(), row.channel()))
                            .distinct()
                            .toList();
                    ReadCursorTable.find(handle, keys).forEach(row -> cursors.put(row.key().channel(), row));
                    return found;
                }));
        List<ChannelKey> channels = rows.stream().map(UserMentionRow::channel).distinct().toList();
        Map<ChannelKey, SeenChannel> seen = access.seeMany(caller, channels);
        Map<MessageKey, Event> messages = messages(rows.stream()
                .filter(row -> joined(seen, row.channel()))
                .map(row -> new MessageKey(row.channel(), row.seq()))
                .toList());
        List<MentionView> views = new ArrayList<>();
        for (UserMentionRow row : rows) {
            Event event = messages.get(new MessageKey(row.channel(), row.seq()));
            if (event != null && event.body() instanceof EventBody.MessagePosted posted && !posted.deleted()) {
                CursorRow cursor = cursors.get(row.channel());
                views.add(new MentionView(
                        row.channel().channel(), new Seq(row.seq()), event.actor(), event.at().toEpochMilli(),
                        posted.text(), cursor != null && cursor.seq() >= row.seq()));
            }
        }
        return Answer.ok(new MentionList(views, Listing.next(rows, limit, MentionInbox::cursor)));
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
