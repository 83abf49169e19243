package dev.gapless.client.store;

import dev.gapless.client.session.SavedPosition;
import dev.gapless.protocol.id.ChannelId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Positions for as long as the process lives.
public final class MemoryPositionStore implements PositionStore {
    private final Map<ChannelId, SavedPosition> positions = new HashMap<>(4);

    @Override
    public synchronized Map<ChannelId, SavedPosition> all() {
        return Map.copyOf(positions);
    }

    @Override
    public synchronized Optional<SavedPosition> find(ChannelId channel) {
        return Optional.ofNullable(positions.get(channel));
    }

    @Override
    public synchronized void put(ChannelId channel, SavedPosition position) {
        positions.put(channel, position);
    }

    @Override
    public synchronized void remove(ChannelId channel) {
        positions.remove(channel);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
