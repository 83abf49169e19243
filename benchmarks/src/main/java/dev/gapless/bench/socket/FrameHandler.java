package dev.gapless.bench.socket;

/// Takes the text frames of one connection. Called on the loop's thread; must not block.
public interface FrameHandler {
    /// The upgrade was accepted: frames may be sent.
    void opened(LoadConnection connection);

    /// A whole text frame.
    ///
    /// @param connection where it came from
    /// @param bytes holds the payload; valid during the call only
    /// @param offset of the first byte
    /// @param length bytes of the payload
    void frame(LoadConnection connection, byte[] bytes, int offset, int length);

    /// The connection ended.
    ///
    /// @param reason in words
    void closed(LoadConnection connection, String reason);
}
