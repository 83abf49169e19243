package dev.gapless.schema.workspace;

import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.statement.Prepared;
import dev.gapless.schema.statement.Reach;
import dev.gapless.schema.statement.Statement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
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

    private static final String COLUMNS =
            "workspace_id, slug, name, plan, state, created_ms, version, purge_ms, policy_version";

    private static final Statement FIND = Statement.single("workspace.find", Reach.ONE_SHARD, "PRIMARY", "1 row", """
            SELECT %s FROM workspace WHERE workspace_id = :workspace_id""".formatted(COLUMNS));

    private static final Statement FIND_MANY =
            Statement.family("workspace.find-many", Reach.ONE_SHARD, "PRIMARY", """
            SELECT %s FROM workspace FORCE INDEX (PRIMARY) WHERE workspace_id IN (<rows>)""".formatted(COLUMNS), "?");

    private static final Statement LOCK = Statement.single("workspace.lock", Reach.ONE_SHARD, "PRIMARY", "1 row", """
            SELECT %s FROM workspace WHERE workspace_id = :workspace_id FOR UPDATE""".formatted(COLUMNS));

    private static final Statement SET = Statement.single("workspace.set", Reach.ONE_SHARD, "PRIMARY", "1 row", """
            UPDATE workspace SET name = :name, plan = :plan, state = :state, purge_ms = :purge_ms, version = version + 1
            WHERE workspace_id = :workspace_id AND version = :version""");

    private static final Statement RAISE_POLICY =
            Statement.single("workspace.raise-policy", Reach.ONE_SHARD, "PRIMARY", "1 row", """
            UPDATE workspace SET policy_version = policy_version + 1 WHERE workspace_id = :workspace_id""");

    /// For the catalogue.
    public static final List<Statement> STATEMENTS = List.of(INSERT, FIND, FIND_MANY, LOCK, SET, RAISE_POLICY);

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
        return query(handle, FIND, workspace);
    }

    /// The same, locked until the transaction ends.
    public static Optional<WorkspaceRow> lock(Handle handle, WorkspaceId workspace) {
        return query(handle, LOCK, workspace);
    }

    /// Those of the workspaces that exist, in no particular order. All on one shard.
    public static List<WorkspaceRow> findMany(Handle handle, Collection<WorkspaceId> workspaces) {
        return Prepared.queryKeys(
                handle,
                FIND_MANY,
                List.copyOf(workspaces),
                (prepared, workspace) -> prepared.add(workspace.value()),
                WorkspaceTable::readRow);
    }

    /// Changes name, plan, state and purge time.
    ///
    /// @param row with the version that the caller has read
    /// @return false if somebody else changed the workspace first
    public static boolean set(Handle handle, WorkspaceRow row) {
        return handle.createUpdate(SET.sql())
                .bind("workspace_id", row.workspace().value())
                .bind("name", row.name())
                .bind("plan", row.plan())
                .bind("state", row.state().number())
                .bind("purge_ms", row.purgeAt().map(Instant::toEpochMilli).orElse(0L))
                .bind("version", row.version())
                .execute()
                == 1;
    }

    /// Tells gateways, by the next time they look, that something about the workspace changed.
    public static void raisePolicy(Handle handle, WorkspaceId workspace) {
        handle.createUpdate(RAISE_POLICY.sql())
                .bind("workspace_id", workspace.value())
                .execute();
    }

    private static Optional<WorkspaceRow> query(Handle handle, Statement statement, WorkspaceId workspace) {
        return handle.createQuery(statement.sql())
                .bind("workspace_id", workspace.value())
                .map((row, context) -> readRow(row))
                .findOne();
    }

    private static WorkspaceRow readRow(ResultSet row) throws SQLException {
        long purgeMs = row.getLong(8);
        return new WorkspaceRow(
                new WorkspaceId(row.getLong(1)),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                WorkspaceState.find(row.getInt(5)).orElse(WorkspaceState.SUSPENDED),
                Instant.ofEpochMilli(row.getLong(6)),
                row.getLong(7),
                purgeMs == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(purgeMs)),
                row.getLong(9));
    }
}
