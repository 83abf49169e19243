package dev.gapless.protocol.event;

import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.id.UserId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What happened, by kind.
public sealed interface EventBody {
    /// The kind's text on the wire.
    String kindText();

    /// True if the event makes its channel unread, so that it takes an ordinal of its own.
    default boolean countable() {
        return false;
    }

    /// The message that the event is about: the one changed, reacted to or pinned; for a reply the root of its thread.
    default Optional<Seq> about() {
        return Optional.empty();
    }

    /// A message. In the log a row holds its current state: `changedSeq` points at the last edit or delete.
    ///
    /// It is countable unless it is a reply that stays in its thread.
    ///
    /// @param text 1 byte to 16 KiB of UTF-8; empty if the message was deleted
    /// @param key the sender's idempotency key
    /// @param threadRoot the message that this one answers
    /// @param alsoToChannel true for a reply that is shown in the channel too
    /// @param changedSeq seq of the last edit or delete of this message
    /// @param deleted true if the text is gone
    /// @param mentions who is named in the text, by place
    record MessagePosted(
            String text,
            IdempotencyKey key,
            Optional<Seq> threadRoot,
            boolean alsoToChannel,
            Optional<Seq> changedSeq,
            boolean deleted,
            List<Mention> mentions)
            implements EventBody {
        public MessagePosted {
            mentions = List.copyOf(mentions);
        }

        /// A message as it is at first.
        public static MessagePosted of(String text, IdempotencyKey key) {
            return new MessagePosted(text, key, Optional.empty(), false, Optional.empty(), false, List.of());
        }

        /// A reply as it is at first: in its thread only.
        public static MessagePosted reply(String text, IdempotencyKey key, Seq threadRoot) {
            return new MessagePosted(text, key, Optional.of(threadRoot), false, Optional.empty(), false, List.of());
        }

        /// The same message, also shown in the channel.
        public MessagePosted alsoInChannel() {
            return new MessagePosted(text, key, threadRoot, true, changedSeq, deleted, mentions);
        }

        /// The same message with these names in it.
        public MessagePosted mentioning(List<Mention> named) {
            return new MessagePosted(text, key, threadRoot, alsoToChannel, changedSeq, deleted, named);
        }

        @Override
        public String kindText() {
            return EventKind.MESSAGE_POSTED.text();
        }

        @Override
        public boolean countable() {
            return threadRoot.isEmpty() || alsoToChannel;
        }

        @Override
        public Optional<Seq> about() {
            return threadRoot;
        }
    }

    /// A message has another text.
    ///
    /// Live it carries the new text. Read from the log later it carries the *current* text of its target, since a row of an edit
    /// holds none; `changedSeq` then says by which event that text came about. A reader applies it if the larger of its own
    /// seq and `changedSeq` is above the change that the reader knows of; a delete wins for ever.
    ///
    /// @param target which message
    /// @param text the text; empty if the message was deleted since
    /// @param mentions who is named in that text
    /// @param changedSeq seq of the target's last change when this was read; empty: this one
    /// @param deleted true if the message was deleted since
    record MessageEdited(
            Seq target, String text, List<Mention> mentions, Optional<Seq> changedSeq, boolean deleted)
            implements EventBody {
        public MessageEdited {
            mentions = List.copyOf(mentions);
        }

        /// An edit as it is at first.
        public static MessageEdited of(Seq target, String text, List<Mention> mentions) {
            return new MessageEdited(target, text, mentions, Optional.empty(), false);
        }

        @Override
        public String kindText() {
            return EventKind.MESSAGE_EDITED.text();
        }

        @Override
        public Optional<Seq> about() {
            return Optional.of(target);
        }
    }

    /// A message's text is gone, for ever and everywhere; its seq stays.
    ///
    /// @param target which message
    record MessageDeleted(Seq target) implements EventBody {
        @Override
        public String kindText() {
            return EventKind.MESSAGE_DELETED.text();
        }

        @Override
        public Optional<Seq> about() {
            return Optional.of(target);
        }
    }

    /// The actor reacts to a message. Per (message, emoji, actor) the latest seq decides.
    ///
    /// @param target which message
    /// @param emoji 1 to 64 bytes of UTF-8 without blanks and control characters
    record ReactionAdded(Seq target, String emoji) implements EventBody {
        @Override
        public String kindText() {
            return EventKind.REACTION_ADDED.text();
        }

        @Override
        public Optional<Seq> about() {
            return Optional.of(target);
        }
    }

    /// The actor takes a reaction back.
    ///
    /// @param target which message
    /// @param emoji as it was added
    record ReactionRemoved(Seq target, String emoji) implements EventBody {
        @Override
        public String kindText() {
            return EventKind.REACTION_REMOVED.text();
        }

        @Override
        public Optional<Seq> about() {
            return Optional.of(target);
        }
    }

    /// A message is pinned.
    ///
    /// @param target which message
    record MessagePinned(Seq target) implements EventBody {
        @Override
        public String kindText() {
            return EventKind.MESSAGE_PINNED.text();
        }

        @Override
        public Optional<Seq> about() {
            return Optional.of(target);
        }
    }

    /// A message is pinned no more.
    ///
    /// @param target which message
    record MessageUnpinned(Seq target) implements EventBody {
        @Override
        public String kindText() {
            return EventKind.MESSAGE_UNPINNED.text();
        }

        @Override
        public Optional<Seq> about() {
            return Optional.of(target);
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
