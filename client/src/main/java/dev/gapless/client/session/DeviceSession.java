package dev.gapless.client.session;

import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.frame.ClientFrame;
import dev.gapless.protocol.frame.ServerFrame;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.planted.PlantedBug;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The protocol of one device as a state machine: each input gives the effects it asks for, in order.
///
/// What it promises, whatever the network does: every event of a followed channel is delivered once and in seq order, and
/// every send is tried with the same key until it is settled; what was read is told, and what other devices read is learnt. It needs of its driver that timers fire, that fetches end
/// (well or badly), and that a `Connect` is answered by `SocketOpened`, `SocketClosed` or `SocketRefused`.
///
/// No I/O, no clock, no threads: the same inputs and random numbers give the same effects. Confined to one thread at a time.
public final class DeviceSession {
    private static final Duration MIN_PING = Duration.ofSeconds(1);

    private final SessionContext context;
    private final Optional<String> device;
    private final Subscriptions subscriptions;
    private final Outbox outbox;
    private final Cursors cursors;
    private Phase phase = Phase.OFFLINE;
    private ConnectionState state = new ConnectionState.Offline();
    private long connection;
    private int server;
    private int attempt;
    private @Nullable UserId self;
    private Duration pingEvery = MIN_PING;
    private boolean heardSincePing;
    private boolean draining;
    private boolean answersArmed;
    private long answersMark;

    /// @param device the device's stable name for itself, at most 64 characters, as people see it; may be blank
    /// @param random source of jitter
    public DeviceSession(String device, SessionLimits limits, RandomGenerator random) {
        this(device, limits, random, Optional.empty());
    }

    /// As the other, with a bug in it.
    public DeviceSession(String device, SessionLimits limits, RandomGenerator random, Optional<PlantedBug> bug) {
        this.context = new SessionContext(limits, random, bug);
        this.device = device.isBlank() ? Optional.empty() : Optional.of(device);
        this.outbox = new Outbox(context);
        this.cursors = new Cursors(context);
        this.subscriptions = new Subscriptions(context, this::delivered);
    }

    private enum Phase {
        /// Not wanted online.
        OFFLINE,
        /// Refused for good: not wanted by the server.
        REFUSED,
        /// A socket is being opened.
        CONNECTING,
        /// `hello` was sent.
        GREETING,
        /// `welcome` came.
        LIVE,
        /// A timer runs until the next attempt.
        WAITING
    }

    /// Takes one input.
    ///
    /// @return what is to be done, in this order
    public List<SessionEffect> on(SessionInput input) {
        switch (input) {
            case SessionInput.GoOnline online -> goOnline();
            case SessionInput.GoOffline offline -> goOffline();
            case SessionInput.ReconnectNow now -> reconnectNow();
            case SessionInput.SocketOpened(long number) -> opened(number);
            case SessionInput.SocketClosed(long number, String reason) -> {
                if (number == connection) {
                    lost(reason, Optional.empty());
                }
            }
            case SessionInput.SocketRefused(long number, Refusal refusal) -> {
                if (number == connection) {
                    refusedConnection(refusal);
                }
            }
            case SessionInput.FrameReceived(long number, ServerFrame frame) -> {
                if (number == connection) {
                    heardSincePing = true;
                    received(frame);
                }
            }
            case SessionInput.TimerFired(SessionTimer timer) -> fired(timer);
            case SessionInput.PageFetched(long fetch, var page) -> subscriptions.fetched(fetch, page);
            case SessionInput.PageFailed(long fetch, Refusal refusal) -> pageFailed(fetch, refusal);
            case SessionInput.Subscribe(ChannelId channel, var level, StartAt start) ->
                subscriptions.subscribe(channel, level, start);
            case SessionInput.Unsubscribe(ChannelId channel) -> subscriptions.unsubscribe(channel);
            case SessionInput.Send(OutgoingMessage message) -> outbox.add(message);
            case SessionInput.Restore(OutgoingMessage message) -> outbox.restore(message);
            case SessionInput.Read(ChannelId channel, var threadRoot, var seq) ->
                cursors.read(new CursorPlace(channel, threadRoot), seq);
            case SessionInput.RestoreCursors(long revision, var saved) -> cursors.restore(revision, saved);
            case SessionInput.CursorsFetched(long fetch, var list) -> cursors.fetched(fetch, list);
            case SessionInput.CursorsFailed(long fetch, Refusal refusal) -> cursors.fetchFailed(fetch, refusal);
        }
        watchAnswers();
        return context.takeEffects();
    }

    /// How the device stands to its server.
    public ConnectionState state() {
        return state;
    }

    /// Sends that are not settled.
    public int unsettledSends() {
        return outbox.size();
    }

    /// How far a followed channel was delivered; empty before its start is known.
    public Optional<SavedPosition> position(ChannelId channel) {
        return subscriptions.position(channel);
    }

    private void goOnline() {
        if (phase == Phase.OFFLINE || phase == Phase.REFUSED) {
            subscriptions.goOnline();
            attempt = 0;
            connect();
        }
    }

    private void goOffline() {
        if (phase == Phase.OFFLINE) {
            return;
        }
        closeSocket("offline");
        forgetConnection("offline");
        subscriptions.goOffline();
        context.emit(new SessionEffect.CancelTimer(new SessionTimer.Reconnect()));
        phase = Phase.OFFLINE;
        tell(new ConnectionState.Offline());
    }

    private void reconnectNow() {
        switch (phase) {
            case OFFLINE, REFUSED -> goOnline();
            case CONNECTING, GREETING -> {}
            case WAITING -> {
                context.emit(new SessionEffect.CancelTimer(new SessionTimer.Reconnect()));
                connect();
            }
            case LIVE -> {
                closeSocket("reconnect");
                forgetConnection("reconnect");
                connect();
            }
        }
    }

    private void connect() {
        attempt++;
        connection = context.nextNumber();
        phase = Phase.CONNECTING;
        tell(new ConnectionState.Connecting(attempt));
        context.emit(new SessionEffect.SetTimer(new SessionTimer.Greeting(), context.limits.greetingWithin()));
        context.emit(new SessionEffect.Connect(connection, server));
    }

    private void opened(long number) {
        if (number != connection) {
            context.emit(new SessionEffect.CloseSocket(number, 1000, "late"));
            return;
        }
        if (phase == Phase.CONNECTING) {
            phase = Phase.GREETING;
            context.emit(new SessionEffect.SendFrame(
                    connection, new ClientFrame.Hello(Optional.empty(), device, subscriptions.resume())));
        }
    }

    private void received(ServerFrame frame) {
        switch (frame) {
            case ServerFrame.Welcome welcome -> welcomed(welcome);
            case ServerFrame.Sent sent -> {
                if (outbox.sent(sent)) {
                    subscriptions.acknowledged(sent.channel(), sent.seq());
                }
            }
            case ServerFrame.Subscribed subscribed -> subscriptions.subscribed(subscribed);
            case ServerFrame.Unsubscribed unsubscribed -> {}
            case ServerFrame.Error error -> refused(error);
            case ServerFrame.Pushed(Event event) -> subscriptions.pushed(event);
            case ServerFrame.PushedMany(List<Event> events) -> events.forEach(subscriptions::pushed);
            case ServerFrame.Head(ChannelId channel, var head, var ordinal) ->
                subscriptions.head(channel, head, ordinal);
            case ServerFrame.Gap(ChannelId channel, var from, var to) -> subscriptions.gap(channel, to);
            case ServerFrame.CaughtUp(ChannelId channel, var head) -> subscriptions.backlogEnds(channel, head);
            case ServerFrame.Notice notice -> noticed(notice);
            case ServerFrame.CursorMoved moved -> cursors.moved(moved);
            case ServerFrame.UserHead(long revision) -> cursors.streamAt(revision);
            case ServerFrame.Pong pong -> {}
            case ServerFrame.Unknown unknown -> {}
        }
    }

    private void welcomed(ServerFrame.Welcome welcome) {
        if (phase != Phase.GREETING) {
            context.notice(
                    new Notice.Trouble("unexpected-welcome", "welcome in phase " + phase + " (expected: once, first)"));
            return;
        }
        phase = Phase.LIVE;
        self = welcome.user();
        pingEvery = welcome.pingEvery().compareTo(MIN_PING) < 0 ? MIN_PING : welcome.pingEvery();
        context.emit(new SessionEffect.CancelTimer(new SessionTimer.Greeting()));
        context.emit(new SessionEffect.SetTimer(new SessionTimer.Stable(), context.limits.stableAfter()));
        // Jitter, so that devices that came back together do not ping together.
        long every = pingEvery.toMillis();
        context.emit(new SessionEffect.SetTimer(
                new SessionTimer.Ping(), Duration.ofMillis(every - context.random.nextLong(every / 2 + 1))));
        tell(new ConnectionState.Live(welcome.user(), welcome.workspace(), welcome.gateway()));
        subscriptions.welcomed(connection, welcome);
        outbox.connected(connection);
        cursors.connected(connection, welcome.userRevision());
    }

    private void refused(ServerFrame.Error error) {
        Refusal refusal = new Refusal(error.code(), error.message(), error.definite(), error.retryAfter());
        boolean handled = error.ref().isPresent()
                && (outbox.refused(error.ref().get(), refusal)
                        || subscriptions.refused(error.ref().get(), refusal)
                        || cursors.refused(error.ref().get(), refusal));
        if (handled) {
            return;
        }
        if (phase != Phase.LIVE || refusal.is(ErrorCode.UNAUTHENTICATED)) {
            closeSocket(refusal.code());
            refusedConnection(refusal);
            return;
        }
        // With a number, it answers a request that was settled otherwise meanwhile, or that the application took back.
        if (error.ref().isEmpty()) {
            context.notice(new Notice.Trouble(refusal.code(), refusal.message()));
        }
    }

    private void noticed(ServerFrame.Notice notice) {
        switch (notice.kind()) {
            case ServerFrame.Notice.DRAIN -> {
                Duration after = notice.reconnectAfter().orElse(Duration.ZERO);
                draining = true;
                context.notice(new Notice.Draining(after));
                context.emit(new SessionEffect.SetTimer(new SessionTimer.Reconnect(), after));
            }
            case ServerFrame.Notice.ENDED -> notice.channel().ifPresent(subscriptions::ended);
            default -> context.notice(new Notice.Trouble("unknown-notice", "notice: " + notice.kind()));
        }
    }

    private void fired(SessionTimer timer) {
        switch (timer) {
            case SessionTimer.Reconnect reconnect -> {
                if (phase == Phase.WAITING) {
                    connect();
                } else if (phase == Phase.LIVE && draining) {
                    closeSocket("drain");
                    forgetConnection("drain");
                    server++;
                    connect();
                }
            }
            case SessionTimer.Greeting greeting -> {
                if (phase == Phase.CONNECTING || phase == Phase.GREETING) {
                    closeSocket("no answer");
                    lost("no answer within " + context.limits.greetingWithin().toMillis() + " ms", Optional.empty());
                }
            }
            case SessionTimer.Ping ping -> {
                if (phase == Phase.LIVE) {
                    heardSincePing = false;
                    context.emit(new SessionEffect.SendFrame(connection, new ClientFrame.Ping(context.nextNumber())));
                    context.emit(new SessionEffect.SetTimer(new SessionTimer.Pong(), context.limits.pongWithin()));
                    context.emit(new SessionEffect.SetTimer(new SessionTimer.Ping(), pingEvery));
                }
            }
            case SessionTimer.Pong pong -> {
                if (phase == Phase.LIVE && !heardSincePing) {
                    closeSocket("silence");
                    lost("silence for " + context.limits.pongWithin().toMillis() + " ms after a ping",
                            Optional.empty());
                }
            }
            case SessionTimer.Stable stable -> {
                if (phase == Phase.LIVE) {
                    attempt = 0;
                }
            }
            case SessionTimer.Answers answers -> answersDue();
            case SessionTimer.Repair(ChannelId channel) -> subscriptions.repairDue(channel);
            case SessionTimer.Resubscribe(ChannelId channel) -> subscriptions.resubscribe(channel);
            case SessionTimer.Resend(ChannelId channel) -> outbox.resume(channel);
            case SessionTimer.Reads reads -> cursors.readsDue();
            case SessionTimer.CursorPull pull -> cursors.retryDue();
        }
    }

    private void pageFailed(long fetch, Refusal refusal) {
        if (refusal.is(ErrorCode.UNAUTHENTICATED)) {
            closeSocket(refusal.code());
            refusedConnection(refusal);
            return;
        }
        subscriptions.fetchFailed(fetch, refusal);
    }

    /// The server does not want this connection: for good, or for now.
    private void refusedConnection(Refusal refusal) {
        if (!refusal.isFinal()) {
            lost(refusal.code() + ": " + refusal.message(), refusal.retryAfter());
            return;
        }
        forgetConnection(refusal.code());
        subscriptions.goOffline();
        phase = Phase.REFUSED;
        tell(new ConnectionState.Refused(refusal));
    }

    private void lost(String reason, Optional<Duration> hint) {
        boolean drained = draining;
        forgetConnection(reason);
        if (phase == Phase.OFFLINE || phase == Phase.REFUSED) {
            return;
        }
        server++;
        phase = Phase.WAITING;
        Duration delay = context.has(PlantedBug.NO_BACKOFF)
                ? Duration.ZERO
                : drained && hint.isEmpty()
                        ? Backoff.REQUEST.delay(0, context.random)
                        : context.limits.reconnect().delay(attempt, hint, context.random);
        tell(new ConnectionState.Reconnecting(delay, attempt + 1, reason));
        context.emit(new SessionEffect.SetTimer(new SessionTimer.Reconnect(), delay));
    }

    private void forgetConnection(String reason) {
        connection = 0;
        draining = false;
        answersArmed = false;
        for (SessionTimer timer : List.of(
                new SessionTimer.Greeting(),
                new SessionTimer.Ping(),
                new SessionTimer.Pong(),
                new SessionTimer.Stable(),
                new SessionTimer.Answers(),
                new SessionTimer.Reconnect())) {
            context.emit(new SessionEffect.CancelTimer(timer));
        }
        subscriptions.disconnected();
        outbox.disconnected(reason);
        cursors.disconnected();
    }

    private void closeSocket(String reason) {
        if (connection != 0) {
            context.emit(new SessionEffect.CloseSocket(connection, 1000, reason));
        }
    }

    /// Requests must be answered: what was on its way at one firing of the timer and still is at the next is given up, and
    /// the connection with it.
    private void watchAnswers() {
        boolean awaited = phase == Phase.LIVE
                && (outbox.awaitsAnswers() || subscriptions.awaitsAnswers() || cursors.awaitsAnswers());
        if (awaited && !answersArmed) {
            answersArmed = true;
            answersMark = context.nextNumber();
            context.emit(new SessionEffect.SetTimer(new SessionTimer.Answers(), context.limits.answerWithin()));
        }
    }

    private void answersDue() {
        answersArmed = false;
        if (phase == Phase.LIVE && oldestRef() < answersMark) {
            closeSocket("no answer");
            lost("no answer to a request within " + context.limits.answerWithin().toMillis() + " ms", Optional.empty());
        }
    }

    private long oldestRef() {
        return Math.min(Math.min(outbox.oldestRef(), subscriptions.oldestRef()), cursors.oldestRef());
    }

    private void delivered(Event event) {
        outbox.seen(event, self);
    }

    private void tell(ConnectionState news) {
        state = news;
        context.emit(new SessionEffect.StateChanged(news));
    }
}
