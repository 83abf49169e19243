package dev.gapless.client.transport;

/// What comes from one WebSocket: any number of texts, in order and never two at a time, then one end. A listener that
/// blocks stops the reading, and so in the end the server's writing.
public interface WebSocketListener {
    /// A text message, whole.
    void text(String text);

    /// The connection is gone, however it ended. Comes once, last.
    ///
    /// @param code close code of the peer, or 1006 if there was none
    /// @param reason for people
    void closed(int code, String reason);
}
