package dev.gapless.server.tail;

import dev.gapless.protocol.event.InterestLevel;
import dev.gapless.protocol.id.ChannelKey;

/// Tells the fan-out what this gateway wants.
public interface InterestDoor {
    /// Announces interest and waits until the fan-out has confirmed that every later event is pushed here: the subscribe barrier.
    /// Waits a bounded time, and not at all while the fan-out is known to be out of reach; then the channel's head is polled.
    ///
    /// @param channel which
    /// @param level head or full
    /// @return true if it was confirmed
    boolean announce(ChannelKey channel, InterestLevel level);

    /// Lowers or withdraws interest. Returns at once.
    void lower(ChannelKey channel, InterestLevel level);
}
