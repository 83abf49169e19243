package dev.gapless.client.store;

import dev.gapless.client.session.SavedPosition;
import dev.gapless.protocol.id.ChannelId;
import java.util.Map;
import java.util.Optional;

/// Where a device stands in each channel. A position is put here only after the application has taken the event; losing
/// the last ones costs a repetition after a restart, never a hole. Any thread may call.
public interface PositionStore extends AutoCloseable {
    /// All positions, as put; a copy.
    Map<ChannelId, SavedPosition> all();

    Optional<SavedPosition> find(ChannelId channel);

    /// Keeps a position. It may reach the disk with the next [#flush] only.
    void put(ChannelId channel, SavedPosition position);

    void remove(ChannelId channel);

    /// Makes what was put survive a crash. Cheap if nothing was put since the last time.
    ///
    /// @throws StoreException if it could not be written; what was put before is kept
    void flush();

    /// Flushes, and lets go of the file.
    @Override
    void close();
}
