package dev.gapless.server.gateway;

import dev.gapless.protocol.codec.FrameCodec;
import dev.gapless.protocol.codec.Limits;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.error.RateLimit;
import dev.gapless.protocol.event.InterestLevel;
import dev.gapless.protocol.frame.ClientFrame;
import dev.gapless.protocol.frame.ServerFrame;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.Ordinal;
import dev.gapless.protocol.id.Position;
import dev.gapless.protocol.id.Seq;
import dev.gapless.schema.cursor.CursorRow;
import dev.gapless.schema.cursor.UserKey;
import dev.gapless.server.auth.Identity;
import dev.gapless.server.cursor.CursorOutcome;
import dev.gapless.server.cursor.ReadMark;
import dev.gapless.server.log.Head;
import dev.gapless.server.posting.NewMessage;
import dev.gapless.server.posting.PostOutcome;
import dev.gapless.server.posting.SendOrder;
import dev.gapless.server.tail.ChannelTails;
import dev.gapless.server.tail.Mark;
import dev.gapless.server.tail.Subscription;
import dev.gapless.server.tail.SubscriptionOwner;
import dev.gapless.server.tail.TextFrame;
import dev.gapless.server.userstream.UserReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a connection says: answers each client frame, in one switch.
///
/// Frames come on the connection's thread, one after the other. Setting up a subscription may wait for the fan-out and for shards, so
/// each runs on a thread of its own; [Underway] keeps those of one channel in order and bounds their number.
final class Session implements SubscriptionOwner, UserReader {
    private static final Logger log = LoggerFactory.getLogger(Session.class);
    private static final Duration HELLO_PATIENCE = Duration.ofSeconds(2);

    private final GatewayParts parts;
    private final Outbound out;
    private final Optional<String> headerToken;
    private final Map<ChannelId, Subscription> subscriptions = new ConcurrentHashMap<>(2);
    private final Underway underway = new Underway();
    private final SendOrders orders = new SendOrders();
    private volatile @Nullable Identity identity;
    private volatile boolean closed;
    /// Touched by the connection's thread only.
    private SocketGate.@Nullable Opened opened;

    /// @param headerToken the token of the upgrade request
    Session(GatewayParts parts, Outbound out, Optional<String> headerToken) {
        this.parts = parts;
        this.out = out;
        this.headerToken = headerToken;
    }

    /// True once the client has said a valid hello.
    boolean signedIn() {
        return identity != null;
    }

    /// Who it is, once the client has said a valid hello.
    Optional<Identity> identity() {
        return Optional.ofNullable(identity);
    }

    /// What to tell a client whose token was ended.
    static byte[] tokenEnded() {
        return TextFrame.of(error(
                Optional.empty(),
                new GaplessException(ErrorCode.UNAUTHENTICATED, "token: ended (expected: one that is valid)")));
    }

    /// Answers one text message.
    void message(String text) {
        FrameCodec.Reading reading = read(text);
        if (reading.frame().isEmpty()) {
            refuse(reading.ref(), reading.refusal().orElseThrow());
            if (identity == null) {
                out.finish(CloseCode.UNAUTHENTICATED);
            }
            return;
        }
        ClientFrame frame = reading.frame().get();
        try {
            Identity caller = identity;
            if (caller == null) {
                signIn(frame);
            } else {
                answer(caller, frame);
            }
        } catch (RuntimeException e) {
            refuse(ref(frame), reason(frame, e));
        }
    }

    private static FrameCodec.Reading read(String text) {
        try {
            return FrameCodec.readClient(text);
        } catch (RuntimeException e) {
            // The codec answers every mistake with a value, so this is a bug of ours; the client hears a code all the same.
            log.error("frame of {} characters cannot be read", text.length(), e);
            return new FrameCodec.Reading(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(new GaplessException(ErrorCode.INTERNAL, ErrorCode.INTERNAL.doc())));
        }
    }

    /// What to tell a client that has not said hello in time.
    static byte[] helloOverdue(Duration timeout) {
        return TextFrame.of(error(
                Optional.empty(),
                new GaplessException(ErrorCode.HELLO_REQUIRED, "hello: none within " + timeout.toMillis() + " ms")));
    }

    /// Refuses a message that could not be read at all.
    void refuse(ErrorCode code, String message) {
        refuse(Optional.empty(), new GaplessException(code, message));
    }

    /// Ends all subscriptions. Nothing is called back after it.
    void close() {
        closed = true;
        subscriptions.values().forEach(Subscription::end);
        subscriptions.clear();
        Identity caller = identity;
        if (caller != null) {
            parts.users().detach(userKey(caller), this);
        }
        SocketGate.Opened socket = opened;
        if (socket != null) {
            socket.close();
        }
    }

    @Override
    public void push(long revision, byte[] frame) {
        out.push(revision, frame);
    }

    @Override
    public void dirty(Subscription subscription) {
        out.dirty(subscription);
    }

    @Override
    public boolean mayStillRead(Subscription subscription) {
        Identity caller = identity;
        if (caller == null) {
            return false;
        }
        try {
            parts.access().requireReadable(caller, subscription.channel().channel());
            return true;
        } catch (GaplessException e) {
            return false;
        } catch (RuntimeException e) {
            log.error("access check failed channel={} user={}", subscription.channel(), caller.user(), e);
            return false;
        }
    }

    private void answer(Identity caller, ClientFrame frame) {
        switch (frame) {
            case ClientFrame.Hello hello ->
                throw new GaplessException(ErrorCode.HELLO_REQUIRED, "hello: a second one (expected: one, first)");
            case ClientFrame.Sub sub -> subscribeAside(caller, sub);
            case ClientFrame.Unsub unsub -> unsubscribe(unsub);
            case ClientFrame.Send send -> post(caller, send);
            case ClientFrame.Read read -> mark(caller, read);
            case ClientFrame.Ping ping -> say(new ServerFrame.Pong(ping.nonce()));
        }
    }

    // ---- hello ----------------------------------------------------------------------------------------------------

    private void signIn(ClientFrame frame) {
        if (!(frame instanceof ClientFrame.Hello hello)) {
            refuse(ref(frame), new GaplessException(
                    ErrorCode.HELLO_REQUIRED, "frame: not hello (expected: hello first)"));
            out.finish(CloseCode.UNAUTHENTICATED);
            return;
        }
        if (!admitted()) {
            refuse(Optional.empty(), new GaplessException(
                    ErrorCode.OVERLOADED, "hello: too many sign-ins at a time", parts.retryAfter()));
            out.finish(CloseCode.TRY_LATER);
            return;
        }
        try {
            String token = hello.token().or(() -> headerToken).orElseThrow(() -> new GaplessException(
                    ErrorCode.UNAUTHENTICATED, "token: missing (expected: in Authorization or in hello)"));
            Identity caller = parts.authenticator().authenticate(token);
            identify(caller, token, hello);
        } catch (RuntimeException e) {
            GaplessException reason = reason(frame, e);
            refuse(Optional.empty(), reason);
            out.finish(
                    reason.code() == ErrorCode.UNAUTHENTICATED ? CloseCode.UNAUTHENTICATED : CloseCode.TRY_LATER);
        } finally {
            parts.hellos().release();
        }
    }

    /// The connection hears of the user's stream before the revision is read, and writes of it after the welcome.
    private void identify(Identity caller, String token, ClientFrame.Hello hello) {
        opened = parts.sockets().open(caller);
        long revision = parts.users().attach(userKey(caller), this);
        try {
            ServerFrame.Welcome welcome = welcome(caller, hello.resume(), revision);
            identity = caller;
            // Who ends tokens looks at those who are signed in; one that was ended before this one was among them is found here.
            parts.authenticator().authenticate(token);
            say(welcome);
            out.openPushes();
        } catch (RuntimeException e) {
            identity = null;
            parts.users().detach(userKey(caller), this);
            throw e;
        }
    }

    private static UserKey userKey(Identity caller) {
        return new UserKey(caller.workspace(), caller.user());
    }

    private boolean admitted() {
        try {
            return parts.hellos().tryAcquire(HELLO_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private ServerFrame.Welcome welcome(
            Identity caller, Map<ChannelId, Position> resume, long userRevision) {
        Map<ChannelId, ChannelKey> readable =
                resume.isEmpty() ? Map.of() : parts.access().readable(caller, resume.keySet());
        Map<ChannelKey, Head> heads = readable.isEmpty() ? Map.of() : parts.log().heads(readable.values());
        List<ServerFrame.ChannelHead> moved = new ArrayList<>();
        List<ChannelId> unknown = new ArrayList<>();
        resume.forEach((channel, position) -> {
            ChannelKey key = readable.get(channel);
            Head head = key == null ? null : heads.get(key);
            if (head == null) {
                unknown.add(channel);
            } else if (head.seq() != position.value()) {
                moved.add(channelHead(new Mark(head.epoch(), head.seq(), head.ordinal()), channel));
            }
        });
        return new ServerFrame.Welcome(
                caller.user(),
                caller.workspace(),
                parts.gateway().toString(),
                parts.config().pingEvery(),
                moved,
                unknown,
                userRevision);
    }

    // ---- subscriptions --------------------------------------------------------------------------------------------

    private void subscribeAside(Identity caller, ClientFrame.Sub sub) {
        underway.begin(sub.channel());
        Thread.startVirtualThread(() -> {
            try {
                subscribe(caller, sub);
            } catch (RuntimeException e) {
                refuse(Optional.of(sub.ref()), reason(sub, e));
            } finally {
                underway.end(sub.channel());
            }
        });
    }

    private void subscribe(Identity caller, ClientFrame.Sub sub) {
        boolean another = !subscriptions.containsKey(sub.channel());
        if (another && liveSubscriptions() >= Limits.SUBSCRIPTIONS) {
            throw new GaplessException(
                    ErrorCode.LIMIT_REACHED,
                    "sub: " + subscriptions.size() + " channels (expected: at most " + Limits.SUBSCRIPTIONS + ")");
        }
        parts.subscribes().acquireUninterruptibly();
        try {
            ChannelKey key = new ChannelKey(caller.workspace(), sub.channel());
            if (!parts.tails().live(key, sub.level())) {
                key = parts.access().requireReadable(caller, sub.channel());
            }
            ChannelTails.Attachment place = parts.tails().attach(key, caller.user(), sub.level(), this);
            try {
                parts.access().requireReadable(caller, sub.channel());
                open(key, sub, place);
            } catch (RuntimeException e) {
                place.subscription().end();
                throw e;
            }
        } finally {
            parts.subscribes().release();
        }
    }

    private int liveSubscriptions() {
        subscriptions.values().removeIf(Subscription::ended);
        return subscriptions.size();
    }

    /// Answers, and starts writing. The earlier subscription of the channel ends before the answer is queued, and the new one starts
    /// after it, so that the answer parts what belongs to the one from what belongs to the other.
    private void open(ChannelKey key, ClientFrame.Sub sub, ChannelTails.Attachment place) {
        Subscription subscription = place.subscription();
        Mark mark = place.mark();
        long after = sub.after().map(Position::value).orElse(mark.seq());
        if (after > mark.seq()) {
            Head head = parts.log().head(key);
            place.learnHead(head);
            mark = new Mark(head.epoch(), Math.max(head.seq(), mark.seq()), head.ordinal());
            after = Math.min(after, mark.seq());
        }
        boolean backlog = sub.after().isPresent() && sub.level() == InterestLevel.FULL;
        boolean little = mark.seq() - after <= Limits.PUSHED_BACKLOG;
        if (backlog && little && after < mark.seq()) {
            place.reachBackTo(after + 1);
        }
        Subscription earlier = subscriptions.put(sub.channel(), subscription);
        if (earlier != null) {
            earlier.end();
        }
        say(new ServerFrame.Subscribed(sub.ref(), channelHead(mark, sub.channel())));
        if (!backlog) {
            subscription.openAt(mark);
        } else if (little) {
            subscription.openWithBacklog(after, mark);
        } else {
            subscription.openWithGap(after, mark);
        }
        if (closed) {
            subscription.end();
        }
    }

    private void unsubscribe(ClientFrame.Unsub unsub) {
        underway.begin(unsub.channel());
        try {
            Subscription subscription = subscriptions.remove(unsub.channel());
            if (subscription != null) {
                subscription.end();
            }
            say(new ServerFrame.Unsubscribed(unsub.ref(), unsub.channel()));
        } finally {
            underway.end(unsub.channel());
        }
    }

    private static ServerFrame.ChannelHead channelHead(Mark mark, ChannelId channel) {
        return new ServerFrame.ChannelHead(
                channel, mark.epoch(), new Position(mark.seq()), new Ordinal(mark.ordinal()));
    }

    // ---- sends ----------------------------------------------------------------------------------------------------

    private void post(Identity caller, ClientFrame.Send send) {
        long received = parts.nanoTime().getAsLong();
        SendOrder order = orders.of(send);
        if (!out.reserveAck(Limits.IN_FLIGHT_SENDS)) {
            GaplessException reason = new GaplessException(
                    ErrorCode.OVERLOADED,
                    "send: over " + Limits.IN_FLIGHT_SENDS + " sends of this connection wait for their answer",
                    parts.retryAfter());
            order.refused(reason);
            throw reason;
        }
        try {
            parts.posting().submit(
                    caller,
                    new NewMessage(
                            send.channel(), send.key(), send.text(), send.threadRoot(), send.alsoToChannel(), received),
                    order,
                    outcome -> out.ack(TextFrame.of(result(send, outcome))));
        } catch (RuntimeException e) {
            GaplessException reason = reason(send, e);
            order.refused(reason);
            out.ack(TextFrame.of(error(Optional.of(send.ref()), reason)));
        }
    }

    private void mark(Identity caller, ClientFrame.Read read) {
        if (!out.reserveAck(Limits.IN_FLIGHT_SENDS)) {
            throw new GaplessException(
                    ErrorCode.OVERLOADED,
                    "read: over " + Limits.IN_FLIGHT_SENDS + " requests of this connection wait for their answer",
                    parts.retryAfter());
        }
        try {
            ChannelKey channel = new ChannelKey(caller.workspace(), read.channel());
            parts.cursors().submit(
                    new ReadMark(
                            caller.user(), channel, read.threadRoot(), read.seq(),
                            new ReadMark.Intent.Read(read.generation())),
                    outcome -> out.ack(TextFrame.of(result(read, outcome))));
        } catch (RuntimeException e) {
            out.ack(TextFrame.of(error(Optional.of(read.ref()), reason(read, e))));
        }
    }

    private static ServerFrame result(ClientFrame.Read read, CursorOutcome outcome) {
        return switch (outcome) {
            case CursorOutcome.Stands(CursorRow cursor) -> cursor.frame().answering(read.ref());
            case CursorOutcome.Refused(GaplessException reason) -> error(Optional.of(read.ref()), reason);
        };
    }

    private static ServerFrame result(ClientFrame.Send send, PostOutcome outcome) {
        return switch (outcome) {
            case PostOutcome.Posted posted ->
                new ServerFrame.Sent(
                        send.ref(),
                        send.channel(),
                        new Seq(posted.seq()),
                        new Ordinal(posted.ordinal()),
                        posted.at(),
                        posted.duplicate());
            case PostOutcome.Refused refused -> error(Optional.of(send.ref()), refused.reason());
        };
    }

    // ---- answers --------------------------------------------------------------------------------------------------

    private void say(ServerFrame frame) {
        out.answer(TextFrame.of(frame));
    }

    private void refuse(Optional<Long> ref, GaplessException reason) {
        say(error(ref, reason));
    }

    private static ServerFrame.Error error(Optional<Long> ref, GaplessException reason) {
        return new ServerFrame.Error(
                ref,
                reason.code().text(),
                reason.text(),
                reason.code().definite(),
                reason.retryAfter(),
                reason.rateLimit().map(RateLimit::header),
                reason.rateLimit().map(RateLimit::policyHeader));
    }

    /// The one place where what went wrong becomes what the client hears. What nobody expected is logged here and not told.
    private GaplessException reason(ClientFrame frame, RuntimeException failure) {
        if (failure instanceof GaplessException expected) {
            return expected;
        }
        Identity caller = identity;
        log.error("frame failed frame={} user={}", frame, caller == null ? "none" : caller.user(), failure);
        return new GaplessException(ErrorCode.INTERNAL, ErrorCode.INTERNAL.doc());
    }

    private static Optional<Long> ref(ClientFrame frame) {
        return switch (frame) {
            case ClientFrame.Hello hello -> Optional.empty();
            case ClientFrame.Sub sub -> Optional.of(sub.ref());
            case ClientFrame.Unsub unsub -> Optional.of(unsub.ref());
            case ClientFrame.Send send -> Optional.of(send.ref());
            case ClientFrame.Read read -> Optional.of(read.ref());
            case ClientFrame.Ping ping -> Optional.empty();
        };
    }
}
