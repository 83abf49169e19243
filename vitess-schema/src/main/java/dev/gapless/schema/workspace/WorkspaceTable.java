package dev.gapless.schema.workspace;

import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.statement.Reach;
import dev.gapless.schema.statement.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Table `workspace`: tenants, each on its own shard. Slugs are looked up in the global directory.
public final class WorkspaceTable {
    /// A second insert of the same workspace changes nothing, so that a creation may be repeated.
    private static final Statement INSERT = Statement.single("workspace.insert", Reach.ONE_SHARD, "-", "1 row", """
            INSERT INTO workspace (workspace_id, slug, name, plan, state, version, created_ms)
            VALUES (:workspace_id, :slug, :name, :plan, :state, :version, :created_ms)
            ON DUPLICATE KEY UPDATE version = version""");

    private static final Statement FIND = Statement.single("workspace.find", Reach.ONE_SHARD, "PRIMARY", "1 row", """
            SELECT workspace_id, slug, name, plan, state, created_ms, version FROM workspace
            WHERE workspace_id = :workspace_id""");

    private static final Statement SET_STATE =
            Statement.single("workspace.set-state", Reach.ONE_SHARD, "PRIMARY", "1 row", """
            UPDATE workspace SET state = :state, version = version + 1
            WHERE workspace_id = :workspace_id AND version = :version""");

    /// For the catalogue.
    public static final List<Statement> STATEMENTS = List.of(INSERT, FIND, SET_STATE);

    private WorkspaceTable() {}

    /// Adds a workspace; nothing happens if it is there.
    public static void insert(Handle handle, WorkspaceRow row) {
        handle.createUpdate(INSERT.sql())
                .bind("workspace_id", row.workspace().value())
                .bind("slug", row.slug())
                .bind("name", row.name())
                .bind("plan", row.plan())
                .bind("state", row.state().number())
                .bind("version", row.version())
                .bind("created_ms", row.createdAt().toEpochMilli())
                .execute();
    }

    public static Optional<WorkspaceRow> find(Handle handle, WorkspaceId workspace) {
        return handle.createQuery(FIND.sql())
                .bind("workspace_id", workspace.value())
                .map((row, context) -> new WorkspaceRow(
                        new WorkspaceId(row.getLong(1)),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        WorkspaceState.find(row.getInt(5)).orElse(WorkspaceState.SUSPENDED),
                        Instant.ofEpochMilli(row.getLong(6)),
                        row.getLong(7)))
                .findOne();
    }

    /// Changes the state.
    ///
    /// @param version that the caller has read
    /// @return false if somebody else changed the workspace first
    public static boolean setState(Handle handle, WorkspaceId workspace, WorkspaceState state, long version) {
        return handle.createUpdate(SET_STATE.sql())
                .bind("workspace_id", workspace.value())
                .bind("state", state.number())
                .bind("version", version)
                .execute()
                == 1;
    }
}
