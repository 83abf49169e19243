package dev.gapless.server.posting;

import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Seq;
import dev.gapless.server.auth.Identity;
import java.util.Optional;
import java.util.function.Consumer;

/// The door to the lanes: takes a send, tells the outcome once. Any thread may call.
public interface Posting {
    /// Queues a send and returns at once.
    ///
    /// @param caller who sends
    /// @param channel where
    /// @param key the caller's name for the send
    /// @param text checked by [dev.gapless.protocol.codec.Texts#checkMessage]
    /// @param threadRoot the message it answers
    /// @param outcome called exactly once, on a lane's thread or the caller's; must neither block nor throw
    void submit(
            Identity caller,
            ChannelId channel,
            IdempotencyKey key,
            String text,
            Optional<Seq> threadRoot,
            Consumer<PostOutcome> outcome);
}
