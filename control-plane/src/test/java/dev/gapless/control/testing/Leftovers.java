package dev.gapless.control.testing;

import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.shard.Shards;
import java.util.List;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/// What the databases still have of a workspace.
public final class Leftovers {
    private Leftovers() {}

    /// The tables, of all that have a column `workspace_id`, also those of later changes.
    public static List<String> of(Shards shards, WorkspaceId workspace) {
        return Stream.concat(
                shards.all().stream()
                        .flatMap(shard -> shard.read("test", handle -> of(handle, workspace)).stream()),
                shards.global().read("test", handle -> of(handle, workspace)).stream())
                .toList();
    }

    private static List<String> of(Handle handle, WorkspaceId workspace) {
        return handle.createQuery("SELECT table_name FROM information_schema.columns"
                + " WHERE table_schema = DATABASE() AND column_name = 'workspace_id'")
                .mapTo(String.class)
                .list()
                .stream()
                .filter(table -> handle
                        .createQuery("SELECT COUNT(*) FROM " + table + " WHERE workspace_id = " + workspace.value())
                        .mapTo(Long.class)
                        .one() > 0)
                .toList();
    }
}
