package dev.gapless.protocol.api;

import dev.gapless.protocol.id.WorkspaceId;
import java.util.List;

/// Where the rows of a workspace are.
///
/// @param workspace which
/// @param range all keyspace ids that its rows may have
/// @param home shard of its own row, its tokens and its record
/// @param shards those that may hold its channels and users; more than one if it is split
public record Placement(WorkspaceId workspace, String range, String home, List<String> shards) {
    public Placement {
        shards = List.copyOf(shards);
    }
}
