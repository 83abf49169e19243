package dev.gapless.server.message;

import dev.gapless.protocol.api.PinList;
import dev.gapless.protocol.api.PinView;
import dev.gapless.protocol.api.ReactionList;
import dev.gapless.protocol.api.ReactionsView;
import dev.gapless.protocol.api.ThreadPage;
import dev.gapless.protocol.api.ThreadView;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.Position;
import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.id.UserId;
import dev.gapless.schema.cursor.CursorKey;
import dev.gapless.schema.cursor.CursorRow;
import dev.gapless.schema.cursor.ReadCursorTable;
import dev.gapless.schema.log.EventRow;
import dev.gapless.schema.log.EventTable;
import dev.gapless.schema.message.MessageKey;
import dev.gapless.schema.message.PinTable;
import dev.gapless.schema.message.ReactionKindTable;
import dev.gapless.schema.message.ReactionTable;
import dev.gapless.schema.message.ThreadReplyTable;
import dev.gapless.schema.message.ThreadTable;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.unread.UnreadReads;
import dev.gapless.server.access.ChannelAccess;
import dev.gapless.server.auth.Identity;
import dev.gapless.server.http.Answer;
import dev.gapless.server.http.ApiRequest;
import dev.gapless.server.http.Listing;
import dev.gapless.server.http.Route;
import dev.gapless.server.posting.ShardFailures;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/// Reads what stands beside the log: reactions, pins, threads. All on the channel's shard, but the caller's own position in a
/// thread. Any thread may call; blocks.
final class MessageReads {
    /// Users named under one emoji; the count is of all.
    private static final int USERS_SHOWN = 50;
    private static final long MAX_SEQ = Long.MAX_VALUE - 1;

    private final Shards shards;
    private final ChannelAccess access;

    MessageReads(Shards shards, ChannelAccess access) {
        this.shards = shards;
        this.access = access;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/v1/channels/{channel}/messages/{seq}/reactions", Set.of(), this::reactions),
                Route.get("/v1/channels/{channel}/pins", Set.of(), this::pins),
                Route.get("/v1/channels/{channel}/threads/{root}", Set.of("after", "limit"), this::thread));
    }

    private Answer reactions(ApiRequest request) {
        Seq seq = request.seq();
        ChannelKey channel = access.requireReadable(request.caller(), request.channel());
        MessageKey message = new MessageKey(channel, seq.value());
        List<ReactionsView> views =
                ShardFailures.refusing(() -> shards.forChannel(channel).read("reaction.list", handle -> {
                    requireMessage(handle, message);
                    return ReactionKindTable.ofMessages(handle, List.of(message)).stream()
                            .sorted(Comparator.comparingLong(ReactionKindTable.Row::firstSeq))
                            .map(kind -> view(handle, kind))
                            .toList();
                }));
        return Answer.ok(new ReactionList(seq, views));
    }

    private static ReactionsView view(Handle handle, ReactionKindTable.Row kind) {
        List<UserId> users = ReactionTable.users(handle, kind.message(), kind.emoji(), 0, USERS_SHOWN).stream()
                .sorted(Comparator.comparingLong(ReactionTable.Row::seq))
                .map(row -> row.key().user())
                .toList();
        return new ReactionsView(kind.emoji(), users, kind.users());
    }

    private Answer pins(ApiRequest request) {
        ChannelKey channel = access.requireReadable(request.caller(), request.channel());
        List<PinTable.Row> rows = ShardFailures.refusing(() -> shards.forChannel(channel)
                .read("pin.list", handle -> PinTable.ofChannels(handle, List.of(channel))));
        return Answer.ok(new PinList(rows.stream()
                .sorted(Comparator.comparingLong(row -> row.message().seq()))
                .map(row -> new PinView(new Seq(row.message().seq()), row.actor(), new Seq(row.seq())))
                .toList()));
    }

    private Answer thread(ApiRequest request) {
        Identity caller = request.caller();
        Seq root = request.seq("root");
        long after = request.query().number("after", 0, MAX_SEQ).orElse(0L);
        int limit = Listing.limit(request.query());
        ChannelKey channel = access.requireReadable(caller, request.channel());
        MessageKey key = new MessageKey(channel, root.value());
        Optional<CursorRow> cursor = ShardFailures.refusing(() -> shards.forUser(caller.workspace(), caller.user())
                .read("thread.cursor", handle -> ReadCursorTable.find(
                        handle, List.of(new CursorKey(caller.user(), channel, root.value()))))
                .stream()
                .findFirst());
        return Answer.ok(ShardFailures.refusing(() -> shards.forChannel(channel)
                .read("thread.page", handle -> page(handle, key, after, limit, cursor))));
    }

    private static ThreadPage page(
            Handle handle, MessageKey root, long after, int limit, Optional<CursorRow> cursor) {
        Event first = requireMessage(handle, root);
        ThreadTable.Row thread = ThreadTable.find(handle, List.of(root)).stream()
                .findFirst()
                .orElse(ThreadTable.Row.fresh(root));
        List<ThreadReplyTable.Row> replies = ThreadReplyTable.pageAfter(handle, root, after, limit);
        List<Event> events = new ArrayList<>();
        if (after == 0) {
            events.add(first);
        }
        EventTable.bySeq(
                handle, root.channel(),
                replies.stream().map(ThreadReplyTable.Row::seq).toList())
                .stream()
                .sorted(Comparator.comparingLong(EventRow::seq))
                .map(EventRow::event)
                .forEach(events::add);
        long unread = cursor.isEmpty()
                ? 0
                : UnreadReads.unreadReplies(handle, Map.of(root, cursor.get())).getOrDefault(root, 0L);
        return new ThreadPage(
                root.channel().channel(),
                new ThreadView(new Seq(root.seq()), thread.replies(), new Position(thread.lastSeq()), unread),
                events,
                replies.size() < limit ? Optional.empty() : Optional.of(replies.getLast().seq()));
    }

    private static Event requireMessage(Handle handle, MessageKey key) {
        Event event = EventTable.bySeq(handle, key.channel(), List.of(key.seq())).stream()
                .findFirst()
                .map(EventRow::event)
                .orElseThrow(() -> GaplessException.notFound("message", Long.toString(key.seq())));
        if (!(event.body() instanceof EventBody.MessagePosted)) {
            throw new GaplessException(
                    ErrorCode.NOT_A_MESSAGE, "seq: " + key.seq() + " (expected: the seq of a message)");
        }
        return event;
    }
}
