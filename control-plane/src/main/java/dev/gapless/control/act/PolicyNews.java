package dev.gapless.control.act;

import dev.gapless.protocol.id.WorkspaceId;

/// Tells gateways that something about a workspace changed that they must know. A hint: it may get lost, since they also look by
/// themselves. Must not block.
@FunctionalInterface
public interface PolicyNews {
    /// For a control plane without Kafka.
    PolicyNews UNTOLD = workspace -> {};

    /// Called after the change is committed.
    void changed(WorkspaceId workspace);
}
