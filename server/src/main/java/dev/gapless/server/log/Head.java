package dev.gapless.server.log;

import dev.gapless.protocol.event.ChannelClass;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.Epoch;

/// Where a channel stands.
///
/// @param channel which
/// @param epoch identity of its numbering
/// @param seq last seq, 0 if there is none
/// @param ordinal last ordinal
/// @param minSeq first seq that retention has left
/// @param channelClass fan-out class
public record Head(
        ChannelKey channel, Epoch epoch, long seq, long ordinal, long minSeq, ChannelClass channelClass) {}
