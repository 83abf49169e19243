package dev.gapless.server.userstream;

/// A connection of the user whose stream it is.
public interface UserReader {
    /// Takes a frame to be written. Must neither block nor throw.
    ///
    /// @param revision of the user's stream
    /// @param frame WebSocket frame, shared: not to be changed
    void push(long revision, byte[] frame);
}
