package dev.gapless.protocol.event;

import dev.gapless.protocol.id.ChannelKey;
import java.time.Instant;

/// An event with its JSON text, made once. All stages pass on the same bytes.
///
/// @param key channel with tenant
/// @param seq place in the channel, 1 or more
/// @param ordinal countable events up to and including this one
/// @param kind number of the kind ([EventKind#number])
/// @param subject for member events the id of the user who joined or left, else 0
/// @param at commit time
/// @param json the `event` frame in UTF-8, exactly as readers get it; not to be changed by anyone
@SuppressWarnings("ArrayRecordComponent") // Shared on purpose: encode once. Equality is not asked for.
public record EncodedEvent(
        ChannelKey key, long seq, long ordinal, int kind, long subject, Instant at, byte[] json) {
    public EncodedEvent {
        if (seq < 1) {
            throw new IllegalArgumentException("seq: " + seq + " (expected: >= 1)");
        }
    }

    @Override
    public String toString() {
        return key + "#" + seq;
    }
}
