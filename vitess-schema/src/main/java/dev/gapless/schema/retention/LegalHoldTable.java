package dev.gapless.schema.retention;

import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.statement.Reach;
import dev.gapless.schema.statement.Statement;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/// Table `legal_hold`: what nothing may remove. Written, and read by whoever removes, under the lock of the workspace's row.
public final class LegalHoldTable {
    /// Holds of one workspace at most.
    public static final int MAX = 1_000;

    /// A second hold on the same subject changes nothing.
    private static final Statement PUT = Statement.single("legal_hold.put", Reach.ONE_SHARD, "-", "1 row", """
            INSERT INTO legal_hold (workspace_id, kind, subject_id, reason, actor, created_ms)
            VALUES (:workspace_id, :kind, :subject_id, :reason, :actor, :created_ms)
            ON DUPLICATE KEY UPDATE created_ms = created_ms""");

    private static final Statement DELETE =
            Statement.single("legal_hold.delete", Reach.ONE_SHARD, "PRIMARY", "1 row", """
            DELETE FROM legal_hold
            WHERE workspace_id = :workspace_id AND kind = :kind AND subject_id = :subject_id""");

    private static final Statement ALL =
            Statement.single("legal_hold.all", Reach.ONE_SHARD, "PRIMARY", ":limit rows", """
            SELECT kind, subject_id, reason, actor, created_ms FROM legal_hold FORCE INDEX (PRIMARY)
            WHERE workspace_id = :workspace_id ORDER BY kind, subject_id LIMIT :limit""");

    /// For the catalogue.
    public static final List<Statement> STATEMENTS = List.of(PUT, DELETE, ALL);

    private LegalHoldTable() {}

    public static void put(Handle handle, WorkspaceId workspace, LegalHold hold) {
        handle.createUpdate(PUT.sql())
                .bind("workspace_id", workspace.value())
                .bind("kind", hold.kind().number())
                .bind("subject_id", hold.subject())
                .bind("reason", hold.reason())
                .bind("actor", hold.actor())
                .bind("created_ms", hold.at().toEpochMilli())
                .execute();
    }

    public static void delete(Handle handle, WorkspaceId workspace, HoldKind kind, long subject) {
        handle.createUpdate(DELETE.sql())
                .bind("workspace_id", workspace.value())
                .bind("kind", kind.number())
                .bind("subject_id", subject)
                .execute();
    }

    /// The holds of a workspace. One of a later release, of which this one does not know what it is on, holds all of it.
    public static List<LegalHold> all(Handle handle, WorkspaceId workspace) {
        return handle.createQuery(ALL.sql())
                .bind("workspace_id", workspace.value())
                .bind("limit", MAX)
                .map((row, context) -> new LegalHold(
                        HoldKind.find(row.getInt(1)).orElse(HoldKind.WORKSPACE),
                        row.getLong(2),
                        row.getString(3),
                        row.getString(4),
                        Instant.ofEpochMilli(row.getLong(5))))
                .list();
    }
}
