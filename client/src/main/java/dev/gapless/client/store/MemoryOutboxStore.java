package dev.gapless.client.store;

import dev.gapless.client.session.OutgoingMessage;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.IdempotencyKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Unsettled sends for as long as the process lives.
public final class MemoryOutboxStore implements OutboxStore {
    private final Map<SendId, OutgoingMessage> messages = new LinkedHashMap<>(2);

    @Override
    public synchronized List<OutgoingMessage> all() {
        return List.copyOf(messages.values());
    }

    @Override
    public synchronized void put(OutgoingMessage message) {
        messages.putIfAbsent(SendId.of(message), message);
    }

    @Override
    public synchronized void settle(ChannelId channel, IdempotencyKey key) {
        messages.remove(new SendId(channel, key));
    }

    @Override
    public void close() {}
}
