package dev.gapless.fanout;

import dev.gapless.protocol.event.EventHeader;
import dev.gapless.protocol.event.Interest;

/// What a fan-out task takes in for a channel.
sealed interface FanoutInput {
    /// A committed event.
    ///
    /// @param header routing facts
    /// @param json the event's only text; passed on untouched
    @SuppressWarnings("ArrayRecordComponent") // Shared on purpose: encode once.
    record Committed(EventHeader header, byte[] json) implements FanoutInput {}

    /// A gateway says what it wants.
    ///
    /// @param interest who and what
    record Wanted(Interest interest) implements FanoutInput {}
}
