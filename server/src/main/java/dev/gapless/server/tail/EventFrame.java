package dev.gapless.server.tail;

import dev.gapless.protocol.codec.EventCodec;
import dev.gapless.protocol.event.ChannelClass;
import dev.gapless.protocol.event.EncodedEvent;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.event.EventKind;
import java.util.Optional;

/// An event as it goes to the socket, made once for all readers of a gateway.
///
/// @param seq place in the channel
/// @param ordinal countable events up to and including this one
/// @param kind number of the event kind
/// @param subject user of a member event, else 0
/// @param changedTo class that the channel has from here on, if this changed it
/// @param bytes WebSocket frame; not to be changed by anyone
/// @param times when it came and was written
@SuppressWarnings("ArrayRecordComponent") // Shared on purpose: framed once. Equality is not asked for.
record EventFrame(
        long seq, long ordinal, int kind, long subject, Optional<ChannelClass> changedTo, byte[] bytes,
        FrameTimes times) {
    static EventFrame of(EncodedEvent event, FrameTimes times) {
        return new EventFrame(
                event.seq(), event.ordinal(), event.kind(), event.subject(), changedTo(event),
                TextFrame.of(event.json()), times);
    }

    private static Optional<ChannelClass> changedTo(EncodedEvent event) {
        if (event.kind() != EventKind.CHANNEL_CHANGED.number()) {
            return Optional.empty();
        }
        return EventCodec.decode(event.json()).body() instanceof EventBody.ChannelChanged changed
                ? Optional.ofNullable(changed.changes().get("class")).flatMap(ChannelClass::find)
                : Optional.empty();
    }

    /// True for what comes in bursts and can wait a moment, to leave together.
    boolean reaction() {
        return kind == EventKind.REACTION_ADDED.number() || kind == EventKind.REACTION_REMOVED.number();
    }

    boolean endsMembership() {
        return kind == EventKind.MEMBER_LEFT.number();
    }
}
