package dev.gapless.schema.global;

import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.statement.Reach;
import dev.gapless.schema.statement.Statement;
import dev.gapless.schema.workspace.WorkspaceState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Table `workspace_directory`: from slugs to workspaces. Read when somebody names a workspace; tokens carry the id and need it not.
public final class WorkspaceDirectoryTable {
    private static final String COLUMNS = "slug, workspace_id, keyspace_name, state, created_ms, version";

    /// The first one wins; whoever comes later sees it by [#find].
    private static final Statement RESERVE =
            Statement.single("workspace_directory.reserve", Reach.GLOBAL, "-", "1 row", """
            INSERT INTO workspace_directory (slug, workspace_id, keyspace_name, state, version, created_ms)
            VALUES (:slug, :workspace_id, :keyspace_name, :state, :version, :created_ms)
            ON DUPLICATE KEY UPDATE version = version""");

    private static final Statement SET_STATE =
            Statement.single("workspace_directory.set-state", Reach.GLOBAL, "PRIMARY", "1 row", """
            UPDATE workspace_directory SET state = :state, version = version + 1
            WHERE slug = :slug AND workspace_id = :workspace_id""");

    private static final Statement FIND =
            Statement.single("workspace_directory.find", Reach.GLOBAL, "PRIMARY", "1 row", """
            SELECT %s FROM workspace_directory WHERE slug = :slug""".formatted(COLUMNS));

    private static final Statement FIND_ID = Statement.single(
            "workspace_directory.find-id", Reach.GLOBAL, "ux_workspace_directory_id", "1 row", """
            SELECT %s FROM workspace_directory WHERE workspace_id = :workspace_id""".formatted(COLUMNS));

    private static final Statement PAGE =
            Statement.single("workspace_directory.page", Reach.GLOBAL, "PRIMARY", ":limit rows", """
            SELECT %s FROM workspace_directory FORCE INDEX (PRIMARY)
            WHERE slug > :slug ORDER BY slug LIMIT :limit""".formatted(COLUMNS));

    private static final Statement DELETE =
            Statement.single("workspace_directory.delete", Reach.GLOBAL, "PRIMARY", "1 row", """
            DELETE FROM workspace_directory WHERE slug = :slug AND workspace_id = :workspace_id""");

    /// For the catalogue.
    public static final List<Statement> STATEMENTS = List.of(RESERVE, SET_STATE, FIND, FIND_ID, PAGE, DELETE);

    private WorkspaceDirectoryTable() {}

    /// Frees the slug of a workspace that is no more.
    public static void delete(Handle handle, String slug, WorkspaceId workspace) {
        handle.createUpdate(DELETE.sql())
                .bind("slug", slug)
                .bind("workspace_id", workspace.value())
                .execute();
    }

    /// Takes a slug, unless it is taken. To be run in a transaction.
    ///
    /// @return who has the slug now: the workspace given, or another
    public static DirectoryEntry reserve(Handle handle, DirectoryEntry entry) {
        handle.createUpdate(RESERVE.sql())
                .bind("slug", entry.slug())
                .bind("workspace_id", entry.workspace().value())
                .bind("keyspace_name", entry.keyspace())
                .bind("state", entry.state().number())
                .bind("version", entry.version())
                .bind("created_ms", entry.createdAt().toEpochMilli())
                .execute();
        return find(handle, entry.slug())
                .orElseThrow(
                        () -> new IllegalStateException("workspace id " + entry.workspace() + ": has another slug"));
    }

    /// Changes the state.
    ///
    /// @return false if the slug is not the workspace's
    public static boolean setState(Handle handle, String slug, WorkspaceId workspace, WorkspaceState state) {
        return handle.createUpdate(SET_STATE.sql())
                .bind("slug", slug)
                .bind("workspace_id", workspace.value())
                .bind("state", state.number())
                .execute()
                == 1;
    }

    public static Optional<DirectoryEntry> find(Handle handle, String slug) {
        return handle.createQuery(FIND.sql())
                .bind("slug", slug)
                .map((row, context) -> readRow(row))
                .findOne();
    }

    public static Optional<DirectoryEntry> find(Handle handle, WorkspaceId workspace) {
        return handle.createQuery(FIND_ID.sql())
                .bind("workspace_id", workspace.value())
                .map((row, context) -> readRow(row))
                .findOne();
    }

    /// Workspaces by slug.
    ///
    /// @param after slug that the page begins behind, empty for the first page
    public static List<DirectoryEntry> page(Handle handle, String after, int limit) {
        return handle.createQuery(PAGE.sql())
                .bind("slug", after)
                .bind("limit", limit)
                .map((row, context) -> readRow(row))
                .list();
    }

    private static DirectoryEntry readRow(ResultSet row) throws SQLException {
        return new DirectoryEntry(
                row.getString(1),
                new WorkspaceId(row.getLong(2)),
                row.getString(3),
                WorkspaceState.find(row.getInt(4)).orElse(WorkspaceState.SUSPENDED),
                Instant.ofEpochMilli(row.getLong(5)),
                row.getLong(6));
    }
}
