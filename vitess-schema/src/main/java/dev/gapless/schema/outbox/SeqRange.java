package dev.gapless.schema.outbox;

import dev.gapless.protocol.id.ChannelKey;

/// A run of events of one channel.
///
/// @param channel which
/// @param from first seq in it
/// @param to last seq in it
public record SeqRange(ChannelKey channel, long from, long to) {
    public SeqRange {
        if (from < 1 || to < from) {
            throw new IllegalArgumentException("seq range: " + from + " to " + to + " (expected: 1 <= from <= to)");
        }
    }
}
