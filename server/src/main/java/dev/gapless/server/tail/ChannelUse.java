package dev.gapless.server.tail;

import dev.gapless.protocol.id.ChannelKey;

/// What readers of this gateway had of a channel of late.
///
/// @param channel which
/// @param deliveries events written to readers since it was asked before
/// @param readers subscriptions now
public record ChannelUse(ChannelKey channel, long deliveries, int readers) {}
