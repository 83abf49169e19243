package dev.gapless.client.transport;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;

/// Opens WebSockets with subprotocol `gapless.v1`. Any thread may call.
public interface WebSocketTransport extends AutoCloseable {
    /// The subprotocol asked for. A server that names another one is refused.
    String SUBPROTOCOL = "gapless.v1";
    /// Bytes of one message from a server at most: a page's worth of events. A longer one closes the connection.
    int MAX_MESSAGE_BYTES = 8 * 1024 * 1024;
    /// Frames of one connection that wait to be written at most; one more and the connection is given up as stuck.
    int MAX_WAITING_FRAMES = 4_096;

    /// Opens a connection; blocks until the server has answered the upgrade.
    ///
    /// @param address `ws://…` or `wss://…`
    /// @param within bound of connecting and upgrading
    /// @param listener may be called before this method returns
    /// @throws HandshakeException if the server answered with something else than 101
    /// @throws IOException if it could not be reached
    WebSocketConnection open(URI address, Duration within, WebSocketListener listener)
            throws IOException, InterruptedException;

    /// Closes what is open. No listener is promised a call after this.
    @Override
    void close();
}
