package dev.gapless.cli.chat;

import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Seq;
import java.util.Optional;

/// A message of one's own that is not yet in the transcript.
///
/// @param key its name, the same on every try
/// @param channel where it goes
/// @param text as typed
/// @param root of the thread that it answers in
/// @param fate what is known of it
record Outgoing(IdempotencyKey key, ChannelId channel, String text, Optional<Seq> root, Fate fate) {
    Outgoing(IdempotencyKey key, ChannelId channel, String text, Fate fate) {
        this(key, channel, text, Optional.empty(), fate);
    }

    /// What is known of a message on its way.
    sealed interface Fate {
        /// Kept here until there is a connection.
        record Queued() implements Fate {}

        /// Sent, not answered.
        record Pending() implements Fate {}

        /// Sent, and the connection broke before the answer: it may or may not be in the log. It is sent again with the same
        /// key, so it will be there once.
        record Unknown() implements Fate {}

        /// In the log; its event has not come by yet.
        record Acked(Seq seq) implements Fate {}

        /// Surely not in the log, and not tried again by itself.
        record Refused(String code, String reason) implements Fate {}
    }

    Outgoing with(Fate next) {
        return new Outgoing(key, channel, text, root, next);
    }
}
