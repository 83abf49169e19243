package dev.gapless.client.session;

import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Seq;
import java.util.Optional;

/// A message to be sent: the same key at every try, so that it enters the log once.
///
/// @param channel where
/// @param key the device's name for this send, unique among its sends in the channel
/// @param text 1 byte to 16 KiB of UTF-8
/// @param threadRoot the message that this one answers
/// @param alsoToChannel true for a reply that is to be shown in the channel too
public record OutgoingMessage(
        ChannelId channel, IdempotencyKey key, String text, Optional<Seq> threadRoot, boolean alsoToChannel) {
    /// A message to the channel, or a reply that stays in its thread.
    public OutgoingMessage(ChannelId channel, IdempotencyKey key, String text, Optional<Seq> threadRoot) {
        this(channel, key, text, threadRoot, false);
    }

    public static OutgoingMessage of(ChannelId channel, IdempotencyKey key, String text) {
        return new OutgoingMessage(channel, key, text, Optional.empty());
    }

    /// The text stays out of logs.
    @Override
    public String toString() {
        return "OutgoingMessage[channel=" + channel + ", key=" + key + "]";
    }
}
