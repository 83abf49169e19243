package dev.gapless.protocol.event;

import dev.gapless.protocol.id.ChannelKey;
import java.time.Instant;
import java.util.Optional;

/// An event with its JSON text, made once. All stages pass on the same bytes.
///
/// @param key channel with tenant
/// @param seq place in the channel, 1 or more
/// @param ordinal countable events up to and including this one
/// @param kind number of the kind ([EventKind#number], or one of [UserStream])
/// @param subject for member events the id of the user who joined or left, else 0
/// @param at commit time
/// @param json the `event` frame in UTF-8, exactly as readers get it; not to be changed by anyone
/// @param actor id of who did it, 0 if not known
/// @param target seq of the message that it is about ([EventBody#about]), 0 for none
/// @param flags facts for those who count, see [EventHeader]
/// @param mentionChange what it does to who is mentioned by the message
@SuppressWarnings("ArrayRecordComponent") // Shared on purpose: encode once. Equality is not asked for.
public record EncodedEvent(
        ChannelKey key,
        long seq,
        long ordinal,
        int kind,
        long subject,
        Instant at,
        byte[] json,
        long actor,
        long target,
        int flags,
        Optional<MentionChange> mentionChange) {
    public EncodedEvent {
        if (seq < 1) {
            throw new IllegalArgumentException("seq: " + seq + " (expected: >= 1)");
        }
    }

    /// An event of which no more than its place is known.
    public EncodedEvent(ChannelKey key, long seq, long ordinal, int kind, long subject, Instant at, byte[] json) {
        this(key, seq, ordinal, kind, subject, at, json, 0, 0, EventHeader.usualFlags(kind), Optional.empty());
    }

    /// The same event, with what only the writer of the log knows about its target.
    public EncodedEvent with(int moreFlags, Optional<MentionChange> change) {
        return new EncodedEvent(
                key, seq, ordinal, kind, subject, at, json, actor, target, flags | moreFlags, change);
    }

    @Override
    public String toString() {
        return key + "#" + seq;
    }
}
