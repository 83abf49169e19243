package dev.gapless.server.posting;

import dev.gapless.protocol.event.EncodedEvent;
import dev.gapless.schema.log.AppendResult;
import java.util.List;

/// Hears of what a lane has committed, after the senders have their answers. Must neither block nor throw.
@FunctionalInterface
interface LaneOutput {
    /// @param outboxId the row that stands for these events until they are published
    /// @param events in the order of the batch
    /// @param appended the same, with what the publisher needs besides
    void committed(long outboxId, List<EncodedEvent> events, List<AppendResult.Appended> appended);
}
