package dev.gapless.schema.workspace;

import dev.gapless.protocol.id.WorkspaceId;
import java.time.Instant;

/// A tenant.
///
/// @param workspace its id
/// @param slug unique short name, as in the directory
/// @param name as shown
/// @param plan what it pays for
/// @param state whether it may be used
/// @param createdAt when it was made
/// @param version rises with each change
public record WorkspaceRow(
        WorkspaceId workspace,
        String slug,
        String name,
        String plan,
        WorkspaceState state,
        Instant createdAt,
        long version) {}
