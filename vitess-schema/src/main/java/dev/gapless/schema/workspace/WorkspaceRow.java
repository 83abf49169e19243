package dev.gapless.schema.workspace;

import dev.gapless.protocol.id.WorkspaceId;
import java.time.Instant;
import java.util.Optional;

/// A tenant.
///
/// @param workspace its id
/// @param slug unique short name, as in the directory
/// @param name as shown
/// @param plan what it pays for
/// @param state whether it may be used
/// @param createdAt when it was made
/// @param version rises with each change
/// @param purgeAt for a deleted one: when its rows may go
/// @param policyVersion rises with whatever gateways have to hear of: state, quotas, ended tokens
public record WorkspaceRow(
        WorkspaceId workspace,
        String slug,
        String name,
        String plan,
        WorkspaceState state,
        Instant createdAt,
        long version,
        Optional<Instant> purgeAt,
        long policyVersion) {
    /// A new one.
    public WorkspaceRow(
            WorkspaceId workspace, String slug, String name, String plan, WorkspaceState state, Instant createdAt,
            long version) {
        this(workspace, slug, name, plan, state, createdAt, version, Optional.empty(), 0);
    }
}
