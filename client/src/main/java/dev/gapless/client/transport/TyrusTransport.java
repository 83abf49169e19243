package dev.gapless.client.transport;

import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.CloseReason;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import org.glassfish.tyrus.client.ClientManager;
import org.glassfish.tyrus.client.ClientProperties;
import org.glassfish.tyrus.client.SslEngineConfigurator;
import org.glassfish.tyrus.client.exception.DeploymentHandshakeException;
import org.glassfish.tyrus.container.jdk.client.JdkClientContainer;

/// WebSockets by Tyrus, the Jakarta WebSocket reference: complete (TLS, proxies), and some hundred KB and several threads per
/// connection, which one person's terminal can afford. Its start costs a few hundred ms the first time.
public final class TyrusTransport implements WebSocketTransport {
    private final ClientManager manager;

    /// Believes whom the JDK believes.
    public TyrusTransport() {
        this(Map.of());
    }

    /// @param trust whom it believes, for `wss` addresses
    public TyrusTransport(SSLContext trust) {
        this(Map.of(ClientProperties.SSL_ENGINE_CONFIGURATOR, new SslEngineConfigurator(trust, true, false, false)));
    }

    private TyrusTransport(Map<String, Object> properties) {
        manager = ClientManager.createClient(JdkClientContainer.class.getName());
        manager.setDefaultMaxTextMessageBufferSize(MAX_MESSAGE_BYTES);
        manager.setDefaultMaxSessionIdleTimeout(0);
        manager.getProperties().putAll(properties);
    }

    @Override
    public WebSocketConnection open(URI address, Duration within, WebSocketListener listener)
            throws IOException, InterruptedException {
        ClientEndpointConfig config = ClientEndpointConfig.Builder.create()
                .preferredSubprotocols(List.of(SUBPROTOCOL))
                .build();
        config.getUserProperties().put(ClientProperties.HANDSHAKE_TIMEOUT, (int) within.toMillis());
        Adapter adapter = new Adapter(listener);
        try {
            Session session = manager.connectToServer(adapter, config, address);
            String agreed = session.getNegotiatedSubprotocol();
            if (agreed != null && !agreed.isEmpty() && !agreed.equals(SUBPROTOCOL)) {
                session.close(new CloseReason(CloseReason.CloseCodes.PROTOCOL_ERROR, "subprotocol"));
                throw new HandshakeException(
                        101, "subprotocol: " + agreed + " (expected: " + SUBPROTOCOL + ")");
            }
            return new Connection(session, adapter);
        } catch (DeploymentException e) {
            if (e instanceof DeploymentHandshakeException refused) {
                throw new HandshakeException(
                        refused.getHttpStatusCode(), "upgrade of " + address + ": " + refused.getMessage());
            }
            throw new IOException(address + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        manager.shutdown();
    }

    /// Turns Jakarta's callbacks into ours, and sees to it that the end is told once.
    private static final class Adapter extends Endpoint {
        private final WebSocketListener listener;
        private final AtomicBoolean ended = new AtomicBoolean();

        Adapter(WebSocketListener listener) {
            this.listener = listener;
        }

        @Override
        public void onOpen(Session session, EndpointConfig config) {
            session.addMessageHandler(String.class, new Texts(listener));
        }

        @Override
        public void onClose(Session session, CloseReason reason) {
            end(reason.getCloseCode().getCode(), String.valueOf(reason.getReasonPhrase()));
        }

        @Override
        public void onError(Session session, Throwable thrown) {
            end(1006, String.valueOf(thrown.getMessage()));
        }

        void end(int code, String reason) {
            if (ended.compareAndSet(false, true)) {
                listener.closed(code, reason);
            }
        }
    }

    /// A named class: Tyrus reads the message type from the class that implements the handler.
    private record Texts(WebSocketListener listener) implements MessageHandler.Whole<String> {
        @Override
        public void onMessage(String text) {
            listener.text(text);
        }
    }

    private static final class Connection implements WebSocketConnection {
        private final Session session;
        private final Adapter adapter;
        private final FrameWriter<String> writer;

        Connection(Session session, Adapter adapter) {
            this.session = session;
            this.adapter = adapter;
            this.writer = new FrameWriter<>(this::write, this::abort);
        }

        @Override
        public void send(String text) {
            writer.add(text);
        }

        @Override
        public void close(int code, String reason) {
            writer.stop();
            Thread.ofVirtual().name("ws-close").start(() -> end(code, reason));
        }

        @Override
        public void abort() {
            adapter.end(1006, "aborted");
            close(1001, "abort");
        }

        private void write(List<String> texts) throws IOException {
            for (String text : texts) {
                session.getBasicRemote().sendText(text);
            }
        }

        private void end(int code, String reason) {
            try {
                session.close(new CloseReason(CloseReason.CloseCodes.getCloseCode(code), reason));
            } catch (IOException | IllegalStateException e) {
                adapter.end(1006, String.valueOf(e.getMessage()));
            }
            adapter.end(code, reason);
        }
    }
}
