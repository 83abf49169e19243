package dev.gapless.client;

import dev.gapless.client.HttpCaller.Call;
import dev.gapless.client.HttpCaller.Repeat;
import dev.gapless.protocol.api.ChangeChannel;
import dev.gapless.protocol.api.ChannelList;
import dev.gapless.protocol.api.ChannelView;
import dev.gapless.protocol.api.CreateChannel;
import dev.gapless.protocol.api.CursorList;
import dev.gapless.protocol.api.CursorView;
import dev.gapless.protocol.api.EditMessage;
import dev.gapless.protocol.api.EventPage;
import dev.gapless.protocol.api.Me;
import dev.gapless.protocol.api.MemberList;
import dev.gapless.protocol.api.MemberView;
import dev.gapless.protocol.api.MentionList;
import dev.gapless.protocol.api.OpenDm;
import dev.gapless.protocol.api.PinList;
import dev.gapless.protocol.api.PutCursor;
import dev.gapless.protocol.api.ReactionList;
import dev.gapless.protocol.api.SearchAnswer;
import dev.gapless.protocol.api.SendAnswer;
import dev.gapless.protocol.api.SendRequest;
import dev.gapless.protocol.api.SyncAnswer;
import dev.gapless.protocol.api.SyncRequest;
import dev.gapless.protocol.api.ThreadPage;
import dev.gapless.protocol.api.UnreadList;
import dev.gapless.protocol.api.UnreadVerdicts;
import dev.gapless.protocol.api.UnreadView;
import dev.gapless.protocol.api.UserList;
import dev.gapless.protocol.api.UserView;
import dev.gapless.protocol.api.VerifyUnread;
import dev.gapless.protocol.codec.Texts;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Position;
import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.id.UserId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The HTTP API of the data plane, typed. Any thread may call; calls block.
///
/// Every method throws [ApiException] if the server refuses and [UnreachableException] if none answers. What is safe to repeat
/// is repeated, a bounded number of times, with jitter and the server's hints: reads, and sends, whose key makes them so.
public final class ApiClient {
    private static final int MARK_TRIES = 4;

    private final HttpCaller caller;

    public ApiClient(Endpoint endpoint, Token token, HttpOptions options) {
        this.caller = new HttpCaller(endpoint, Optional.of(token), options);
    }

    /// Who the token belongs to.
    public Me me() {
        return caller.ask(Call.get("/v1/me"), Me.class);
    }

    /// Posts a message. The same key is the same message, however often it is sent.
    public SendAnswer send(ChannelId channel, String text, IdempotencyKey key) {
        return send(channel, SendRequest.of(text, Optional.empty()), key);
    }

    /// Posts a message, perhaps in a thread.
    public SendAnswer send(ChannelId channel, SendRequest request, IdempotencyKey key) {
        return caller.ask(
                Call.post(path(channel) + "/messages", request, Repeat.SAFE).header("Idempotency-Key", key.value()),
                SendAnswer.class);
    }

    /// Gives one's own message another text. The same key is the same edit, however often it is sent.
    public SendAnswer edit(ChannelId channel, Seq seq, String text, IdempotencyKey key) {
        return caller.ask(
                Call.patch(message(channel, seq), new EditMessage(text), Repeat.SAFE)
                        .header("Idempotency-Key", key.value()),
                SendAnswer.class);
    }

    /// Takes a message's text away, for ever. Whoever does so twice is told `message-deleted`.
    public SendAnswer deleteMessage(ChannelId channel, Seq seq) {
        return caller.ask(
                Call.delete(message(channel, seq), Repeat.SAFE).header("Idempotency-Key", caller.newKey().value()),
                SendAnswer.class);
    }

    /// Reacts to a message; a reaction that is there stays.
    public SendAnswer react(ChannelId channel, Seq seq, String emoji) {
        return caller.ask(Call.put(reaction(channel, seq, emoji)), SendAnswer.class);
    }

    /// Takes one's own reaction back.
    public SendAnswer unreact(ChannelId channel, Seq seq, String emoji) {
        return caller.ask(Call.delete(reaction(channel, seq, emoji), Repeat.SAFE), SendAnswer.class);
    }

    /// Who reacted to a message, and how.
    public ReactionList reactions(ChannelId channel, Seq seq) {
        return caller.ask(Call.get(message(channel, seq) + "/reactions"), ReactionList.class);
    }

    public SendAnswer pin(ChannelId channel, Seq seq) {
        return caller.ask(Call.put(message(channel, seq) + "/pin"), SendAnswer.class);
    }

    public SendAnswer unpin(ChannelId channel, Seq seq) {
        return caller.ask(Call.delete(message(channel, seq) + "/pin", Repeat.SAFE), SendAnswer.class);
    }

    /// The pinned messages of a channel.
    public PinList pins(ChannelId channel) {
        return caller.ask(Call.get(path(channel) + "/pins"), PinList.class);
    }

    /// A page of a thread: the root first, then replies in order.
    ///
    /// @param after replies behind this position; the start for the first page
    public ThreadPage thread(ChannelId channel, Seq root, Position after, int limit) {
        String behind = after.equals(Position.START) ? "" : "after=" + after + "&";
        return caller.ask(
                Call.get(path(channel) + "/threads/" + root + "?" + behind + "limit=" + limit), ThreadPage.class);
    }

    /// What the caller has not read, by page.
    public UnreadList unread(Listing listing) {
        return caller.ask(Call.get("/v1/unread?" + listing.query()), UnreadList.class);
    }

    /// What the caller has not read in one channel.
    public UnreadList unread(ChannelId channel) {
        return caller.ask(Call.get("/v1/unread?channel=" + channel.text()), UnreadList.class);
    }

    /// Compares counts with a recount over the log, by page.
    public UnreadVerdicts verifyUnread(VerifyUnread request) {
        return caller.ask(Call.post("/v1/unread/verify", request, Repeat.SAFE), UnreadVerdicts.class);
    }

    /// Moves a read position. A step back that is not marked as such moves nothing. One that is is repeated, if the answer does not
    /// come, only with the generation that it starts from.
    ///
    /// @return where it is now
    public CursorView putCursor(ChannelId channel, PutCursor request) {
        boolean counts = request.markUnread().orElse(false) && request.generation().isEmpty();
        Repeat repeat = counts ? Repeat.IF_NOT_DONE : Repeat.SAFE;
        return caller.ask(
                new Call("PUT", path(channel) + "/cursor", Optional.of(request), Map.of(), repeat), CursorView.class);
    }

    /// Makes a channel unread from behind a seq on. It asks for the cursor first, so that a repetition does no harm.
    ///
    /// @param read last seq that stays read
    public CursorView markUnread(ChannelId channel, Seq read) {
        for (int tries = 0; tries < MARK_TRIES; tries++) {
            Optional<Long> generation =
                    unread(channel).channels().stream().findFirst().map(UnreadView::generation);
            CursorView view = putCursor(
                    channel, new PutCursor(read, generation, Optional.of(true), Optional.empty()));
            if (generation.isEmpty() || view.seq().equals(read) && view.generation() == generation.get() + 1) {
                return view;
            }
            // Another device was quicker; this is the later wish.
        }
        return putCursor(channel, new PutCursor(read, Optional.empty(), Optional.of(true), Optional.empty()));
    }

    /// The caller's read positions that moved after a revision of the user's own stream, 0 for all.
    public CursorList cursors(long since) {
        return caller.ask(Call.get("/v1/cursors?since=" + since), CursorList.class);
    }

    /// A page of the messages that mention the caller, newest first.
    public MentionList mentions(Listing listing) {
        return caller.ask(Call.get("/v1/mentions?" + listing.query()), MentionList.class);
    }

    /// A page of messages that hold all words of a text, in the caller's channels.
    public SearchAnswer search(SearchQuery query, Listing listing) {
        return caller.ask(Call.get("/v1/search?" + query.query() + "&" + listing.query()), SearchAnswer.class);
    }

    /// Changes name, topic or fan-out class of a channel.
    public ChannelView changeChannel(ChannelId channel, ChangeChannel request) {
        return caller.ask(Call.patch(path(channel), request, Repeat.SAFE), ChannelView.class);
    }

    /// Ends posting to a channel.
    public ChannelView archive(ChannelId channel) {
        return caller.ask(Call.post(path(channel) + "/archive", Repeat.SAFE), ChannelView.class);
    }

    /// Lets a channel be posted to again.
    public ChannelView unarchive(ChannelId channel) {
        return caller.ask(Call.post(path(channel) + "/unarchive", Repeat.SAFE), ChannelView.class);
    }

    /// The events behind a position, in order.
    public EventPage eventsAfter(ChannelId channel, Position after, int limit) {
        return events(channel, "after=" + after, limit);
    }

    /// The `limit` events below a seq, in order.
    public EventPage eventsBefore(ChannelId channel, Seq before, int limit) {
        return events(channel, "before=" + before, limit);
    }

    /// Events around a seq, half of them below it, in order.
    public EventPage eventsAround(ChannelId channel, Seq seq, int limit) {
        return events(channel, "around=" + seq, limit);
    }

    /// The last events of a channel, in order.
    public EventPage latestEvents(ChannelId channel, int limit) {
        return caller.ask(Call.get(path(channel) + "/events?limit=" + limit), EventPage.class);
    }

    /// A page of the channels that the caller can see.
    public ChannelList channels(ChannelScope scope, Listing listing) {
        return caller.ask(Call.get("/v1/channels?" + listing.query() + scope.query()), ChannelList.class);
    }

    /// The channel of a name, with or without `#`, if the caller can see it.
    public Optional<ChannelView> channelNamed(String name) {
        String bare = name.startsWith("#") ? name.substring(1) : name;
        List<ChannelView> found = caller.ask(
                Call.get("/v1/channels?name=" + Endpoint.encode(bare)), ChannelList.class)
                .channels();
        return found.stream()
                .filter(channel -> channel.name().equals(Optional.of(bare)))
                .findFirst();
    }

    public ChannelView channel(ChannelId channel) {
        return caller.ask(Call.get(path(channel)), ChannelView.class);
    }

    public ChannelView createChannel(CreateChannel request) {
        return caller.ask(Call.post("/v1/channels", request, Repeat.IF_NOT_DONE), ChannelView.class);
    }

    /// The direct-message channel of the caller and 1 to 8 others; the same set of people gets the same channel.
    public ChannelView openDm(List<UserId> others) {
        return caller.ask(Call.post("/v1/dms", new OpenDm(others), Repeat.SAFE), ChannelView.class);
    }

    /// A page of members.
    public MemberList members(ChannelId channel, Listing listing) {
        return caller.ask(Call.get(path(channel) + "/members?" + listing.query()), MemberList.class);
    }

    /// Joins a public channel. Who is a member already stays one; that is refused as `already-a-member`.
    public MemberView join(ChannelId channel) {
        return caller.ask(Call.post(path(channel) + "/members/me", Repeat.IF_NOT_DONE), MemberView.class);
    }

    /// Makes somebody a member.
    public MemberView invite(ChannelId channel, UserId user) {
        return caller.ask(Call.post(path(channel) + "/members/" + user.text(), Repeat.IF_NOT_DONE), MemberView.class);
    }

    public void leave(ChannelId channel) {
        caller.tell(Call.delete(path(channel) + "/members/me", Repeat.IF_NOT_DONE));
    }

    /// Ends somebody's membership.
    public void remove(ChannelId channel, UserId user) {
        caller.tell(Call.delete(path(channel) + "/members/" + user.text(), Repeat.IF_NOT_DONE));
    }

    /// A page of the workspace's users.
    public UserList users(Listing listing) {
        return caller.ask(Call.get("/v1/users?" + listing.query()), UserList.class);
    }

    public UserView user(UserId user) {
        return caller.ask(Call.get("/v1/users/" + user.text()), UserView.class);
    }

    /// The user of a handle, with or without `@`.
    public Optional<UserView> userNamed(String handle) {
        String bare = handle.startsWith("@") ? handle.substring(1) : handle;
        return caller.ask(Call.get("/v1/users?handle=" + Endpoint.encode(bare)), UserList.class).users().stream()
                .filter(user -> user.handle().equals(bare))
                .findFirst();
    }

    /// Which of the caller's channels moved on.
    public SyncAnswer sync(SyncRequest request) {
        return caller.ask(Call.post("/v1/sync", request, Repeat.SAFE), SyncAnswer.class);
    }

    /// True if the server whose turn it is runs; false also if it cannot be reached.
    public boolean live() {
        return caller.succeeds("/health/live");
    }

    /// True if the server whose turn it is can do its work.
    public boolean ready() {
        return caller.succeeds("/health/ready");
    }

    /// True if this refusal means that the channel or user is not there, or not for the caller.
    public static boolean notFound(ApiException refusal) {
        return refusal.is(ErrorCode.NOT_FOUND);
    }

    private EventPage events(ChannelId channel, String where, int limit) {
        return caller.ask(Call.get(path(channel) + "/events?" + where + "&limit=" + limit), EventPage.class);
    }

    private static String message(ChannelId channel, Seq seq) {
        return path(channel) + "/messages/" + seq;
    }

    private static String reaction(ChannelId channel, Seq seq, String emoji) {
        return message(channel, seq) + "/reactions/" + Endpoint.encode(Texts.checkEmoji(emoji));
    }

    private static String path(ChannelId channel) {
        return "/v1/channels/" + channel.text();
    }
}
