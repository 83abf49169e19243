package dev.gapless.client.store;

import dev.gapless.client.session.OutgoingMessage;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.IdempotencyKey;
import java.util.List;

/// Sends that have no definite answer yet, so that a crash of the client loses none and repeats none: they are put here
/// before the first try and go out again, with the same keys, in the next run. Any thread may call.
public interface OutboxStore extends AutoCloseable {
    /// What is kept, in the order in which it was put; a copy.
    List<OutgoingMessage> all();

    /// Keeps a send; on return it survives a crash. A send with the key of a kept one changes nothing.
    ///
    /// @throws StoreException if it could not be written; then the send must not be tried
    void put(OutgoingMessage message);

    /// Forgets a settled send. Losing this with a crash is harmless: the send goes out again and the key decides.
    void settle(ChannelId channel, IdempotencyKey key);

    @Override
    void close();
}
