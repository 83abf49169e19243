package dev.gapless.client;

import dev.gapless.client.Mailbox.Mail;
import dev.gapless.client.session.ConnectionState;
import dev.gapless.client.session.DeviceSession;
import dev.gapless.client.session.Notice;
import dev.gapless.client.session.OutgoingMessage;
import dev.gapless.client.session.Refusal;
import dev.gapless.client.session.SendState;
import dev.gapless.client.session.SessionEffect;
import dev.gapless.client.session.SessionInput;
import dev.gapless.client.session.SessionTimer;
import dev.gapless.client.transport.HandshakeException;
import dev.gapless.client.transport.WebSocketConnection;
import dev.gapless.client.transport.WebSocketListener;
import dev.gapless.protocol.codec.FrameCodec;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.frame.ClientFrame;
import dev.gapless.protocol.frame.ServerFrame;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs a [DeviceSession] with real sockets, requests and timers, on one virtual thread. Opening a socket and reading a page
/// happen on threads of their own, which put the outcome into the mailbox.
final class SessionDriver implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(SessionDriver.class);
    private static final String PATH = "/v1/connect";
    /// Mails handled before timers are looked at, so that what has arrived counts before silence does.
    private static final int MAILS_PER_TURN = 256;
    private static final Duration FLUSH_AFTER = Duration.ofMillis(200);

    private final ChatOptions options;
    private final ChatListener listener;
    private final Mailbox mailbox;
    private final BiConsumer<OutgoingMessage, SendState> sendChanged;
    private final Runnable ended;
    private final DeviceSession session;
    private final ApiClient pages;
    private final TimerTable timers;
    private final Map<Long, WebSocketConnection> sockets = new HashMap<>(2);
    private volatile ConnectionState state = new ConnectionState.Offline();
    private long flushDueNanos;
    private boolean unflushed;
    private boolean stopping;

    SessionDriver(
            ChatOptions options,
            ChatListener listener,
            Mailbox mailbox,
            BiConsumer<OutgoingMessage, SendState> sendChanged,
            Runnable ended) {
        this.options = options;
        this.listener = listener;
        this.mailbox = mailbox;
        this.sendChanged = sendChanged;
        this.ended = ended;
        this.timers = new TimerTable(options.nanos());
        this.session = new DeviceSession(options.device(), options.limits(), options.random(), options.bug());
        this.pages = new ApiClient(options.endpoint(), options.token(), options.http().withTries(1));
    }

    ConnectionState state() {
        return state;
    }

    @Override
    public void run() {
        try {
            while (!stopping) {
                turn();
            }
            options.positions().flush();
        } catch (RuntimeException e) {
            log.error("client stopped device={}", options.device(), e);
            fail(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            mailbox.close();
            sockets.values().forEach(WebSocketConnection::abort);
            state = new ConnectionState.Offline();
            ended.run();
        }
    }

    private void turn() throws InterruptedException {
        Mail mail = mailbox.take(patience());
        for (int handled = 1; mail != null && !stopping; handled++) {
            handle(mail);
            mail = handled < MAILS_PER_TURN ? mailbox.take(Duration.ZERO) : null;
        }
        if (stopping) {
            return;
        }
        for (SessionTimer timer : timers.due()) {
            input(new SessionInput.TimerFired(timer));
        }
        if (unflushed && flushDueNanos - options.nanos().getAsLong() <= 0) {
            unflushed = false;
            options.positions().flush();
        }
    }

    private Duration patience() {
        Duration untilTimer = timers.untilNext();
        if (!unflushed) {
            return untilTimer;
        }
        Duration untilFlush = Duration.ofNanos(Math.max(0, flushDueNanos - options.nanos().getAsLong()));
        return untilFlush.compareTo(untilTimer) < 0 ? untilFlush : untilTimer;
    }

    private void handle(Mail mail) {
        switch (mail) {
            case Mail.Input(SessionInput input) -> input(input);
            case Mail.Frame(SessionInput input) -> input(input);
            case Mail.Opened(long connection, WebSocketConnection socket) -> {
                sockets.put(connection, socket);
                input(new SessionInput.SocketOpened(connection));
            }
            case Mail.Garbled(String message) -> listener.notice(new Notice.Trouble("invalid-frame", message));
            case Mail.Sever sever -> sockets.values().forEach(WebSocketConnection::abort);
            case Mail.Stop stop -> {
                input(new SessionInput.GoOffline());
                stopping = true;
            }
        }
    }

    private void input(SessionInput input) {
        if (input instanceof SessionInput.SocketClosed(long connection, String reason)) {
            sockets.remove(connection);
        }
        for (SessionEffect effect : session.on(input)) {
            perform(effect);
        }
    }

    private void perform(SessionEffect effect) {
        switch (effect) {
            case SessionEffect.Connect(long connection, int server) ->
                Thread.ofVirtual().name("ws-open").start(() -> open(connection, server));
            case SessionEffect.CloseSocket(long connection, int code, String reason) -> {
                WebSocketConnection socket = sockets.remove(connection);
                if (socket != null) {
                    socket.close(code, reason);
                }
            }
            case SessionEffect.SendFrame(long connection, ClientFrame frame) -> {
                WebSocketConnection socket = sockets.get(connection);
                if (socket != null) {
                    socket.send(FrameCodec.write(withToken(frame)));
                }
            }
            case SessionEffect.SetTimer(SessionTimer timer, Duration delay) -> timers.set(timer, delay);
            case SessionEffect.CancelTimer(SessionTimer timer) -> timers.cancel(timer);
            case SessionEffect.FetchPage fetch ->
                Thread.ofVirtual().name("page").start(() -> read(fetch));
            case SessionEffect.Deliver(var event, var position) -> {
                listener.event(event);
                options.positions().put(event.channel(), position);
                flushSoon();
            }
            case SessionEffect.KeepPosition(var channel, var position) -> {
                options.positions().put(channel, position);
                flushSoon();
            }
            case SessionEffect.FetchCursors(long fetch, long since) ->
                Thread.ofVirtual().name("cursors").start(() -> readCursors(fetch, since));
            case SessionEffect.CursorChanged(var cursor) -> listener.cursor(cursor);
            case SessionEffect.KeepRevision(long revision) -> listener.revision(revision);
            case SessionEffect.Settle(var channel, var key) -> options.outbox().settle(channel, key);
            case SessionEffect.StateChanged(ConnectionState news) -> {
                state = news;
                listener.state(news);
            }
            case SessionEffect.SendChanged(var update) -> {
                sendChanged.accept(update.message(), update.state());
                listener.send(update);
            }
            case SessionEffect.HoleChanged(var update) -> listener.hole(update);
            case SessionEffect.Noticed(Notice notice) -> listener.notice(notice);
        }
    }

    private ClientFrame withToken(ClientFrame frame) {
        return frame instanceof ClientFrame.Hello(var none, var device, var resume)
                ? new ClientFrame.Hello(Optional.of(options.token().reveal()), device, resume)
                : frame;
    }

    private void open(long connection, int server) {
        URI address = options.endpoint().resolveWebSocket(server, PATH);
        try {
            WebSocketConnection socket =
                    options.transport().open(address, options.limits().greetingWithin(), new Inbound(connection));
            if (!mailbox.add(new Mail.Opened(connection, socket))) {
                socket.abort();
            }
        } catch (HandshakeException e) {
            mailbox.add(new Mail.Input(new SessionInput.SocketRefused(connection, refusal(e))));
        } catch (IOException | RuntimeException e) {
            mailbox.add(new Mail.Input(new SessionInput.SocketClosed(connection, String.valueOf(e.getMessage()))));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            mailbox.add(new Mail.Input(new SessionInput.SocketClosed(connection, "interrupted")));
        }
    }

    private void read(SessionEffect.FetchPage fetch) {
        SessionInput outcome;
        try {
            outcome = new SessionInput.PageFetched(
                    fetch.fetch(), pages.eventsAfter(fetch.channel(), fetch.after(), fetch.limit()));
        } catch (ApiException e) {
            outcome = new SessionInput.PageFailed(fetch.fetch(), e.refusal());
        } catch (RuntimeException e) {
            Refusal refusal = new Refusal(Refusal.UNREACHABLE, String.valueOf(e.getMessage()), false, Optional.empty());
            outcome = new SessionInput.PageFailed(fetch.fetch(), refusal);
        }
        mailbox.add(new Mail.Input(outcome));
    }

    private void readCursors(long fetch, long since) {
        SessionInput outcome;
        try {
            outcome = new SessionInput.CursorsFetched(fetch, pages.cursors(since));
        } catch (ApiException e) {
            outcome = new SessionInput.CursorsFailed(fetch, e.refusal());
        } catch (RuntimeException e) {
            outcome = new SessionInput.CursorsFailed(
                    fetch,
                    new Refusal(Refusal.UNREACHABLE, String.valueOf(e.getMessage()), false, Optional.empty()));
        }
        mailbox.add(new Mail.Input(outcome));
    }

    /// Only 401 and 403 are meant for this device; anything else may be a proxy's, or a server's that is not ready.
    private static Refusal refusal(HandshakeException e) {
        String message = String.valueOf(e.getMessage());
        return switch (e.status()) {
            case 401 -> Refusal.of(ErrorCode.UNAUTHENTICATED, message);
            case 403 -> Refusal.of(ErrorCode.NOT_ALLOWED, message);
            default -> new Refusal(Refusal.UNREACHABLE, message, true, Optional.empty());
        };
    }

    private void flushSoon() {
        if (!unflushed) {
            unflushed = true;
            flushDueNanos = options.nanos().getAsLong() + FLUSH_AFTER.toNanos();
        }
    }

    private void fail(RuntimeException failure) {
        try {
            listener.failed(failure);
            options.positions().flush();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /// Reads frames on the transport's thread, so that parsing does not hold up the client's.
    private final class Inbound implements WebSocketListener {
        private final long connection;

        Inbound(long connection) {
            this.connection = connection;
        }

        @Override
        public void text(String text) {
            ServerFrame frame;
            try {
                frame = FrameCodec.readServer(text);
            } catch (IllegalArgumentException e) {
                mailbox.add(new Mail.Garbled(String.valueOf(e.getMessage())));
                return;
            }
            mailbox.addFrame(new SessionInput.FrameReceived(connection, frame));
        }

        @Override
        public void closed(int code, String reason) {
            mailbox.add(new Mail.Input(new SessionInput.SocketClosed(
                    connection, reason.isBlank() ? "closed with " + code : code + " " + reason)));
        }
    }
}
