package dev.gapless.server.tail;

import dev.gapless.protocol.id.Epoch;

/// Where a tail stands: everything at or below `seq` is readable from the log, everything above comes as a push.
///
/// @param epoch identity of the channel's numbering
/// @param seq 0 or more
/// @param ordinal countable events up to and including `seq`
public record Mark(Epoch epoch, long seq, long ordinal) {}
