package dev.gapless.server.gateway;

import dev.gapless.protocol.codec.Limits;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.server.auth.Identity;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.spi.ServerConnection;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One WebSocket connection, after the upgrade. Its socket's virtual thread runs [#handle] from the first byte to the last, so that
/// whatever ends the connection (a close, a vanished peer, an interrupt by the sweep) ends in the same `finally`.
final class Connection implements ServerConnection {
    private static final Logger log = LoggerFactory.getLogger(Connection.class);
    /// How long the peer may take to answer a close frame.
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);
    /// How long after its turn a client that was told to go elsewhere may still be here.
    private static final Duration LEAVE_PATIENCE = Duration.ofSeconds(2);

    private final GatewayParts parts;
    private final Connections connections;
    private final Outbound out;
    private final Session session;
    private final MessageReader in;
    private final long openedNanos;
    private volatile @Nullable Thread thread;
    private volatile long heardNanos;
    private volatile long closingSinceNanos;
    private volatile boolean closing;
    private volatile long leaveNanos;
    private volatile boolean leaving;

    Connection(GatewayParts parts, Connections connections, ConnectionContext socket, Optional<String> headerToken) {
        this.parts = parts;
        this.connections = connections;
        this.out = new Outbound(socket.dataWriter(), parts.config().writeBytes(), this::interrupt, parts.nanoTime());
        this.session = new Session(parts, out, headerToken);
        this.in = new MessageReader(socket.dataReader(), Limits.FRAME_BYTES);
        this.openedNanos = parts.nanoTime().getAsLong();
        this.heardNanos = openedNanos;
    }

    @Override
    public void handle(Limit limit) {
        thread = Thread.currentThread();
        try {
            Optional<ErrorCode> refusal = connections.admit(this);
            if (refusal.isPresent()) {
                out.answer(connections.refusal(refusal.get()));
                close(CloseCode.TRY_LATER);
            }
            converse();
        } catch (RuntimeException e) {
            // A vanished peer is no fault of ours, and the only thing that throws in here is the socket.
            log.debug("connection ended: {}", e.toString());
        } finally {
            connections.forget(this);
            session.close();
            out.abandon();
            thread = null;
        }
    }

    private void converse() {
        while (true) {
            Incoming incoming = in.next();
            heardNanos = parts.nanoTime().getAsLong();
            if (out.finishing()) {
                switch (incoming) {
                    case Incoming.Close close -> {
                        return;
                    }
                    case Incoming.TooLarge tooLarge -> in.skipRest();
                    case Incoming.Violation violation -> in.drain();
                    case Incoming.Text text -> {}
                    case Incoming.Binary binary -> {}
                    case Incoming.NotUtf8 notUtf8 -> {}
                    case Incoming.Ping ping -> {}
                    case Incoming.Pong pong -> {}
                }
                continue;
            }
            switch (incoming) {
                case Incoming.Text(String text) -> session.message(text);
                case Incoming.Binary binary ->
                    session.refuse(ErrorCode.BINARY_FRAME, "frame: binary (expected: text)");
                case Incoming.NotUtf8 notUtf8 ->
                    session.refuse(ErrorCode.INVALID_UTF8, "frame: bytes that are not UTF-8 (expected: JSON in UTF-8)");
                case Incoming.Ping(byte[] payload) -> out.answer(ControlFrame.pong(payload));
                case Incoming.Pong pong -> {}
                case Incoming.Close close -> {
                    close(CloseCode.NORMAL);
                    out.awaitOver(CLOSE_PATIENCE);
                    return;
                }
                case Incoming.TooLarge(long bytes) -> {
                    session.refuse(
                            ErrorCode.FRAME_TOO_LARGE,
                            "frame: " + bytes + " bytes (expected: at most " + Limits.FRAME_BYTES + ")");
                    close(CloseCode.TOO_LARGE);
                    in.skipRest();
                }
                case Incoming.Violation(String what) -> {
                    log.debug("websocket violation: {}", what);
                    close(CloseCode.PROTOCOL_ERROR);
                    in.drain();
                }
            }
            if (out.finishing() && !closing) {
                close(CloseCode.NORMAL);
            }
        }
    }

    /// Says goodbye; the connection ends when the peer has answered or [#CLOSE_PATIENCE] has passed. Never blocks.
    void close(CloseCode code) {
        closingSinceNanos = parts.nanoTime().getAsLong();
        closing = true;
        out.finish(code);
    }

    /// Who is signed in.
    Optional<Identity> identity() {
        return session.identity();
    }

    /// Ends it because its token was ended. Never blocks.
    void shutOut() {
        announce(Session.tokenEnded());
        close(CloseCode.UNAUTHENTICATED);
    }

    /// Tells the client to connect elsewhere, and closes the connection if it is still here a little after its turn. Never blocks.
    void leave(Duration spread, Duration turn) {
        leaveNanos = parts.nanoTime().getAsLong() + turn.plus(LEAVE_PATIENCE).toNanos();
        leaving = true;
        announce(Connections.drainNotice(spread, turn));
    }

    /// It may stay after all. Never blocks.
    void stay() {
        leaving = false;
    }

    /// Says something out of turn. Never blocks.
    void announce(byte[] frame) {
        out.announce(frame);
    }

    /// Ends the connection if it is dead, silent or overdue. Called every second or so.
    void sweep(long nowNanos) {
        GatewayConfig config = parts.config();
        if (closing) {
            if (nowNanos - closingSinceNanos > CLOSE_PATIENCE.toNanos()) {
                interrupt();
            }
        } else if (leaving && nowNanos - leaveNanos > 0) {
            close(CloseCode.GOING_AWAY);
        } else if (nowNanos - heardNanos > config.idleTimeout().toNanos()) {
            close(CloseCode.IDLE);
        } else if (!session.signedIn() && nowNanos - openedNanos > config.helloTimeout().toNanos()) {
            announce(Session.helloOverdue(config.helloTimeout()));
            close(CloseCode.UNAUTHENTICATED);
        }
    }

    /// Ends it at once. Interrupting a virtual thread that reads a socket closes the socket, which also frees a blocked writer.
    void interrupt() {
        Thread reading = thread;
        if (reading != null) {
            reading.interrupt();
        }
    }

    /// Silence is our own matter ([#sweep]), not the web server's.
    @Override
    public Duration idleTime() {
        return Duration.ZERO;
    }

    @Override
    public void close(boolean interrupt) {
        interrupt();
    }
}
