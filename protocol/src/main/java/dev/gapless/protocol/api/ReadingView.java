package dev.gapless.protocol.api;

import dev.gapless.protocol.id.ChannelId;

/// What the record says about a reading of messages by an operator.
///
/// @param channel which
/// @param from first seq that was shown
/// @param to last one; below `from` for none
public record ReadingView(ChannelId channel, long from, long to) {}
