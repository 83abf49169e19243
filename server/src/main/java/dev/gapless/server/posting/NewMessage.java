package dev.gapless.server.posting;

import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Seq;
import java.util.Optional;

/// A message that somebody wants to post.
///
/// @param channel where
/// @param key the caller's name for the send
/// @param text checked by [dev.gapless.protocol.codec.Texts#checkMessage]
/// @param threadRoot the message it answers
/// @param alsoToChannel true for a reply that is to be shown in the channel too
/// @param receivedNanos when it came; 0 if that is not known
public record NewMessage(
        ChannelId channel, IdempotencyKey key, String text, Optional<Seq> threadRoot, boolean alsoToChannel,
        long receivedNanos) {
    /// Without the time at which it came.
    public NewMessage(
            ChannelId channel, IdempotencyKey key, String text, Optional<Seq> threadRoot, boolean alsoToChannel) {
        this(channel, key, text, threadRoot, alsoToChannel, 0);
    }

    /// The text stays out of logs.
    @Override
    public String toString() {
        return "NewMessage[" + channel + ", " + key + "]";
    }
}
