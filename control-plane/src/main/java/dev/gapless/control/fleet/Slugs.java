package dev.gapless.control.fleet;

import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.shard.ShardException;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.workspace.WorkspaceTable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Names of workspaces, which never change, remembered. Any thread; blocks on one shard for a name that is not known yet.
final class Slugs {
    private static final int REMEMBERED = 10_000;

    private final Shards shards;
    private final Map<WorkspaceId, String> known = new ConcurrentHashMap<>();

    Slugs(Shards shards) {
        this.shards = shards;
    }

    /// The slug, or the id if its shard does not tell.
    String of(WorkspaceId workspace) {
        String slug = known.get(workspace);
        if (slug != null) {
            return slug;
        }
        try {
            String found = shards.forWorkspace(workspace)
                    .read("workspace.find", handle -> WorkspaceTable.find(handle, workspace))
                    .map(row -> row.slug())
                    .orElse(workspace.text());
            if (known.size() >= REMEMBERED) {
                known.clear();
            }
            known.put(workspace, found);
            return found;
        } catch (ShardException e) {
            return workspace.text();
        }
    }
}
