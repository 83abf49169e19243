package dev.gapless.schema.global;

import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.workspace.WorkspaceState;
import java.time.Instant;

/// Where a workspace is.
///
/// @param slug unique short name
/// @param workspace its id
/// @param keyspace the sharded keyspace that holds it
/// @param state whether it may be used
/// @param createdAt when the slug was taken
/// @param version rises with each change
public record DirectoryEntry(
        String slug, WorkspaceId workspace, String keyspace, WorkspaceState state, Instant createdAt, long version) {}
