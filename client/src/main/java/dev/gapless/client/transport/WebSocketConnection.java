package dev.gapless.client.transport;

/// One open WebSocket. Any thread may call; no call blocks on the network.
public interface WebSocketConnection {
    /// Queues a text message. If the connection is gone, nothing happens: the listener has been, or will be, told. A peer
    /// that takes nothing while [WebSocketTransport#MAX_WAITING_FRAMES] wait is given up.
    void send(String text);

    /// Says goodbye and closes. The listener is told once more.
    ///
    /// @param code a close code, 1000 for a normal end
    void close(int code, String reason);

    /// Drops the socket without a word, as a lost network would.
    void abort();
}
