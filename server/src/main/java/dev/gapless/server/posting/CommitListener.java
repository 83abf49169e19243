package dev.gapless.server.posting;

import dev.gapless.protocol.event.EncodedEvent;
import java.util.List;

/// Hears of events that this process has committed, before they are published to Kafka: the tails of local readers.
public interface CommitListener {
    /// Called on a lane's thread right after commit; must neither block nor throw.
    ///
    /// @param events of any channels, in seq order per channel
    void committed(List<EncodedEvent> events);
}
