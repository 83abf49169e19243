package dev.gapless.server.gateway;

import dev.gapless.server.auth.Identity;

/// Decides whether somebody who has signed in may have one more socket. Any thread may call; may block for a read of one shard.
public interface SocketGate {
    /// Lets everybody in.
    SocketGate OPEN = caller -> () -> {};

    /// Counts a socket.
    ///
    /// @return to be closed with the socket
    /// @throws dev.gapless.protocol.error.GaplessException `rate-limited`, with when to try again
    Opened open(Identity caller);

    /// A socket that is counted until this is closed; closing it again does nothing.
    @FunctionalInterface
    interface Opened extends AutoCloseable {
        @Override
        void close();
    }
}
