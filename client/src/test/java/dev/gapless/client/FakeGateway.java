package dev.gapless.client;

import dev.gapless.protocol.api.EventPage;
import dev.gapless.protocol.api.Problem;
import dev.gapless.protocol.api.SendAnswer;
import dev.gapless.protocol.api.SendRequest;
import dev.gapless.protocol.codec.ApiCodec;
import dev.gapless.protocol.codec.FrameCodec;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.frame.ClientFrame;
import dev.gapless.protocol.frame.ServerFrame;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Epoch;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Ordinal;
import dev.gapless.protocol.id.Position;
import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.websocket.WsRouting;
import io.helidon.websocket.WsListener;
import io.helidon.websocket.WsSession;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/// A gateway of one process and no disk, over real sockets: enough of the protocol to test the client against, and knobs to
/// misbehave with.
public final class FakeGateway implements AutoCloseable {
    public static final ChannelId CHANNEL = new ChannelId(7);
    public static final UserId USER = new UserId(5);
    public static final String TOKEN = "gpl_W0000000000001_secret";

    private static final int PUSHED_BACKLOG = 10;

    /// Answers to the next requests instead of the right ones.
    private final Deque<ErrorCode> refuseHttp = new ArrayDeque<>();
    volatile boolean losePushes;
    volatile boolean loseAcks;

    private final WebServer server;
    private final List<Event> log = new ArrayList<>();
    private final Map<IdempotencyKey, Event> byKey = new HashMap<>();
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private long epoch = 1;
    private int hidden;

    private FakeGateway(int port) {
        server = WebServer.builder()
                .host("127.0.0.1")
                .port(port)
                .shutdownHook(false)
                .routing(HttpRouting.builder()
                        .get("/v1/channels/{id}/events", this::events)
                        .post("/v1/channels/{id}/messages", this::post)
                        .get("/health/live", (request, response) -> response.send()))
                .addRouting(WsRouting.builder().endpoint("/v1/connect", Connection::new))
                .build()
                .start();
    }

    public static FakeGateway start() {
        return new FakeGateway(0);
    }

    public static FakeGateway start(int port) {
        return new FakeGateway(port);
    }

    public int port() {
        return server.port();
    }

    public Endpoint endpoint() {
        return Endpoint.of("http://127.0.0.1:" + port());
    }

    /// Posts a message, as somebody else would.
    public Event post(String text) {
        return append(new UserId(99), new IdempotencyKey("other-" + size()), text);
    }

    public synchronized int size() {
        return log.size();
    }

    /// Answers the next request over HTTP with an error instead, one more for each call.
    public void refuseNextHttp(ErrorCode code) {
        synchronized (refuseHttp) {
            refuseHttp.add(code);
        }
    }

    /// Leaves an event out of all pages, as a broken server would.
    public synchronized void hideFromPages(int seq) {
        hidden = seq;
    }

    public synchronized List<Event> log() {
        return List.copyOf(log);
    }

    synchronized void rewind(int keep) {
        log.subList(keep, log.size()).clear();
        epoch++;
    }

    /// Ends all connections without a goodbye.
    void dropConnections() {
        connections.forEach(Connection::terminate);
    }

    void closeConnections(int code) {
        connections.forEach(connection -> connection.close(code));
    }

    void sendToAll(String text) {
        connections.forEach(connection -> connection.sendText(text));
    }

    int connected() {
        return connections.size();
    }

    @Override
    public void close() {
        server.stop();
    }

    private synchronized Event append(UserId actor, IdempotencyKey key, String text) {
        long seq = log.size() + 1L;
        Event event = new Event(
                CHANNEL,
                new Seq(seq),
                new Ordinal(seq),
                actor,
                Instant.ofEpochMilli(1_000 + seq),
                EventBody.MessagePosted.of(text, key));
        log.add(event);
        byKey.put(key, event);
        if (!losePushes) {
            connections.stream()
                    .filter(connection -> connection.subscribed)
                    .forEach(connection -> connection.send(new ServerFrame.Pushed(event)));
        }
        return event;
    }

    private void events(ServerRequest request, ServerResponse response) {
        if (refused(response)) {
            return;
        }
        long after = request.query().first("after").map(Long::parseLong).orElse(0L);
        int limit = request.query().first("limit").map(Integer::parseInt).orElse(100);
        synchronized (this) {
            long from = Math.min(after, log.size());
            long to = Math.min(log.size(), from + limit);
            answer(
                    response,
                    new EventPage(
                            CHANNEL,
                            new Epoch(epoch),
                            after + 1,
                            Math.max(after, to),
                            new Position(log.size()),
                            new Ordinal(log.size()),
                            1,
                            log.subList((int) from, (int) to).stream()
                                    .filter(event -> event.seq().value() != hidden)
                                    .toList()));
        }
    }

    private void post(ServerRequest request, ServerResponse response) {
        SendRequest body = ApiCodec.read(request.content().as(byte[].class), SendRequest.class);
        IdempotencyKey key = new IdempotencyKey(
                request.headers().first(HeaderNames.create("Idempotency-Key")).orElseThrow());
        synchronized (this) {
            Optional<Event> known = Optional.ofNullable(byKey.get(key));
            Event event = known.orElseGet(() -> append(USER, key, body.text()));
            if (refused(response)) {
                return;
            }
            answer(
                    response,
                    new SendAnswer(
                            CHANNEL,
                            event.seq(),
                            event.ordinal(),
                            event.at().toEpochMilli(),
                            key.value(),
                            known.isPresent()));
        }
    }

    private boolean refused(ServerResponse response) {
        ErrorCode code;
        synchronized (refuseHttp) {
            code = refuseHttp.poll();
        }
        if (code == null) {
            return false;
        }
        response.status(Status.create(code.httpStatus()));
        answer(
                response,
                new Problem(
                        "about:" + code.text(),
                        code.doc(),
                        code.httpStatus(),
                        "fake: " + code.text(),
                        code.text(),
                        code.definite(),
                        Optional.of(7L),
                        Optional.of("r-1")));
        return true;
    }

    private static void answer(ServerResponse response, Object body) {
        response.header(HeaderNames.CONTENT_TYPE, "application/json").send(ApiCodec.write(body));
    }

    /// One socket. Helidon 4.3 does not guard a session against two senders at a time, so a lock does.
    private final class Connection implements WsListener {
        private final ReentrantLock lock = new ReentrantLock();
        private final StringBuilder parts = new StringBuilder();
        private volatile boolean subscribed;
        private volatile Optional<WsSession> session = Optional.empty();

        @Override
        public Optional<Headers> onHttpUpgrade(HttpPrologue prologue, Headers headers) {
            WritableHeaders<?> answer = WritableHeaders.create();
            answer.set(HeaderNames.create("Sec-WebSocket-Protocol"), "gapless.v1");
            return Optional.of(answer);
        }

        @Override
        public void onOpen(WsSession opened) {
            session = Optional.of(opened);
            connections.add(this);
        }

        @Override
        public void onClose(WsSession closed, int status, String reason) {
            connections.remove(this);
        }

        @Override
        public void onError(WsSession broken, Throwable error) {
            connections.remove(this);
        }

        @Override
        public void onMessage(WsSession from, String text, boolean last) {
            parts.append(text);
            if (!last) {
                return;
            }
            FrameCodec.Reading reading = FrameCodec.readClient(parts.toString());
            parts.setLength(0);
            serve(reading.frame().orElseThrow());
        }

        private void serve(ClientFrame frame) {
            synchronized (FakeGateway.this) {
                switch (frame) {
                    case ClientFrame.Hello hello -> greet(hello);
                    case ClientFrame.Sub sub -> subscribe(sub);
                    case ClientFrame.Unsub unsub -> subscribed = false;
                    case ClientFrame.Send send -> commit(send);
                    case ClientFrame.Read read -> {}
                    case ClientFrame.Ping(long nonce) -> send(new ServerFrame.Pong(nonce));
                }
            }
        }

        private void greet(ClientFrame.Hello hello) {
            if (!hello.token().equals(Optional.of(TOKEN))) {
                ErrorCode code = ErrorCode.UNAUTHENTICATED;
                send(new ServerFrame.Error(Optional.empty(), code.text(), code.doc(), true, Optional.empty()));
                return;
            }
            send(new ServerFrame.Welcome(
                    USER, new WorkspaceId(1), "fake", Duration.ofSeconds(20), List.of(), List.of()));
        }

        private void subscribe(ClientFrame.Sub sub) {
            subscribed = true;
            long head = log.size();
            send(new ServerFrame.Subscribed(
                    sub.ref(),
                    new ServerFrame.ChannelHead(
                            sub.channel(), new Epoch(epoch), new Position(head), new Ordinal(head))));
            long after = sub.after().map(Position::value).orElse(head);
            if (head - after > PUSHED_BACKLOG) {
                send(new ServerFrame.Gap(sub.channel(), new Seq(after + 1), new Seq(head)));
            } else {
                for (long seq = after + 1; seq <= head; seq++) {
                    send(new ServerFrame.Pushed(log.get((int) seq - 1)));
                }
            }
            send(new ServerFrame.CaughtUp(sub.channel(), new Position(head)));
        }

        private void commit(ClientFrame.Send send) {
            Optional<Event> known = Optional.ofNullable(byKey.get(send.key()));
            Event event = known.orElseGet(() -> append(USER, send.key(), send.text()));
            if (!loseAcks) {
                send(new ServerFrame.Sent(
                        send.ref(), send.channel(), event.seq(), event.ordinal(), event.at(), known.isPresent()));
            }
        }

        private void send(ServerFrame frame) {
            sendText(new String(FrameCodec.write(frame), StandardCharsets.UTF_8));
        }

        private void sendText(String text) {
            lock.lock();
            try {
                session.orElseThrow().send(text, true);
            } catch (RuntimeException e) {
                connections.remove(this);
            } finally {
                lock.unlock();
            }
        }

        private void close(int code) {
            lock.lock();
            try {
                session.orElseThrow().close(code, "fake");
            } finally {
                lock.unlock();
                connections.remove(this);
            }
        }

        private void terminate() {
            connections.remove(this);
            try {
                session.orElseThrow().terminate();
            } catch (RuntimeException e) {
                // So Helidon ends a connection from another thread: the socket is closed by now.
                connections.remove(this);
            }
        }
    }
}
