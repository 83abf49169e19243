package dev.gapless.server.owner;

import java.util.List;

/// Who may own channels.
@FunctionalInterface
interface Fleet {
    /// The gateways that run, say where they are reached, and are not told to send their connections elsewhere; with this one. Blocks.
    ///
    /// @throws RuntimeException if it cannot be read
    List<Peer> gateways();
}
