package dev.gapless.protocol.event;

import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.id.UserId;
import java.util.Map;
import java.util.Optional;

/// What happened, by kind.
public sealed interface EventBody {
    /// The kind's text on the wire.
    String kindText();

    /// A message. In the log a row holds its current state: `changedSeq` points at the last edit or delete.
    ///
    /// @param text 1 byte to 16 KiB of UTF-8; empty if the message was deleted
    /// @param key the sender's idempotency key
    /// @param threadRoot the message that this one answers
    /// @param changedSeq seq of the last edit or delete of this message
    /// @param deleted true if the text is gone
    record MessagePosted(
            String text, IdempotencyKey key, Optional<Seq> threadRoot, Optional<Seq> changedSeq, boolean deleted)
            implements EventBody {
        /// A message as it is at first.
        public static MessagePosted of(String text, IdempotencyKey key) {
            return new MessagePosted(text, key, Optional.empty(), Optional.empty(), false);
        }

        @Override
        public String kindText() {
            return EventKind.MESSAGE_POSTED.text();
        }
    }

    /// @param user who is a member from this seq on
    /// @param role with which role
    record MemberJoined(UserId user, MemberRole role) implements EventBody {
        @Override
        public String kindText() {
            return EventKind.MEMBER_JOINED.text();
        }
    }

    /// @param user who is no longer a member after this seq; another actor than the user means removed
    record MemberLeft(UserId user) implements EventBody {
        @Override
        public String kindText() {
            return EventKind.MEMBER_LEFT.text();
        }
    }

    /// Name, topic, class or state of the channel changed; the first event of each channel says `state: created`.
    ///
    /// @param changes new values by name of the property: `name`, `topic`, `class`, `kind`, `state`
    record ChannelChanged(Map<String, String> changes) implements EventBody {
        public ChannelChanged {
            changes = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(changes));
        }

        @Override
        public String kindText() {
            return EventKind.CHANNEL_CHANGED.text();
        }
    }

    /// A kind that this reader does not know: it has its seq, and shows nothing.
    ///
    /// @param kindText the kind as it came
    record Other(String kindText) implements EventBody {}
}
