package dev.gapless.server.policy;

import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.workspace.WorkspaceRow;
import dev.gapless.schema.workspace.WorkspaceState;

/// What holds for a workspace.
///
/// @param workspace which
/// @param state whether it may be used
/// @param plan what it pays for
/// @param version rises with every change that gateways must know, ended tokens included
public record WorkspacePolicy(WorkspaceId workspace, WorkspaceState state, String plan, long version) {
    static WorkspacePolicy of(WorkspaceRow row) {
        return new WorkspacePolicy(row.workspace(), row.state(), row.plan(), row.policyVersion());
    }
}
