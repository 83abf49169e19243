package dev.gapless.schema.audit;

import dev.gapless.protocol.audit.AuditEntry;
import dev.gapless.protocol.audit.AuditHash;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.statement.Reach;
import dev.gapless.schema.statement.Statement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Table `audit_event`: one row per act or refused act. Rows are added by [AuditLog] and never changed.
public final class AuditEventTable {
    private static final String COLUMNS =
            "workspace_id, seq, at_ms, action, outcome, actor, session, target, reason, request_id, before_text, after_text, hash";

    private static final Statement INSERT = Statement.single("audit_event.insert", Reach.ONE_SHARD, "-", "1 row", """
            INSERT INTO audit_event (%s)
            VALUES (:workspace_id, :seq, :at_ms, :action, :outcome, :actor, :session, :target, :reason, :request_id,
              :before_text, :after_text, :hash)""".formatted(COLUMNS));

    private static final Statement FIND = Statement.single("audit_event.find", Reach.ONE_SHARD, "PRIMARY", "1 row", """
            SELECT %s FROM audit_event WHERE workspace_id = :workspace_id AND seq = :seq""".formatted(COLUMNS));

    private static final Statement PAGE_AFTER =
            Statement.single("audit_event.page-after", Reach.ONE_SHARD, "PRIMARY", ":limit rows", """
            SELECT %s FROM audit_event FORCE INDEX (PRIMARY)
            WHERE workspace_id = :workspace_id AND seq > :seq ORDER BY seq LIMIT :limit""".formatted(COLUMNS));

    private static final Statement PAGE_BEFORE =
            Statement.single("audit_event.page-before", Reach.ONE_SHARD, "PRIMARY", ":limit rows", """
            SELECT %s FROM audit_event FORCE INDEX (PRIMARY)
            WHERE workspace_id = :workspace_id AND seq < :seq ORDER BY seq DESC LIMIT :limit""".formatted(COLUMNS));

    /// For the catalogue.
    public static final List<Statement> STATEMENTS = List.of(INSERT, FIND, PAGE_AFTER, PAGE_BEFORE);

    private AuditEventTable() {}

    static void insert(Handle handle, AuditEntry entry) {
        handle.createUpdate(INSERT.sql())
                .bind("workspace_id", entry.workspace().value())
                .bind("seq", entry.seq())
                .bind("at_ms", entry.atMs())
                .bind("action", entry.action())
                .bind("outcome", entry.outcome())
                .bind("actor", entry.actor())
                .bind("session", entry.session())
                .bind("target", entry.target())
                .bind("reason", entry.reason())
                .bind("request_id", entry.requestId())
                .bind("before_text", entry.before())
                .bind("after_text", entry.after())
                .bind("hash", entry.hash().bytes())
                .execute();
    }

    public static Optional<AuditEntry> find(Handle handle, WorkspaceId workspace, long seq) {
        return handle.createQuery(FIND.sql())
                .bind("workspace_id", workspace.value())
                .bind("seq", seq)
                .map((row, context) -> read(row))
                .findOne();
    }

    /// Entries in order.
    ///
    /// @param after seq that the page begins behind, 0 for the first page
    public static List<AuditEntry> pageAfter(Handle handle, WorkspaceId workspace, long after, int limit) {
        return page(handle, PAGE_AFTER, workspace, after, limit);
    }

    /// Entries, newest first.
    ///
    /// @param before seq that the page ends before
    public static List<AuditEntry> pageBefore(Handle handle, WorkspaceId workspace, long before, int limit) {
        return page(handle, PAGE_BEFORE, workspace, before, limit);
    }

    private static List<AuditEntry> page(
            Handle handle, Statement statement, WorkspaceId workspace, long seq, int limit) {
        return handle.createQuery(statement.sql())
                .bind("workspace_id", workspace.value())
                .bind("seq", seq)
                .bind("limit", limit)
                .map((row, context) -> read(row))
                .list();
    }

    private static AuditEntry read(ResultSet row) throws SQLException {
        return new AuditEntry(
                new WorkspaceId(row.getLong(1)),
                row.getLong(2),
                row.getLong(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getString(9),
                row.getString(10),
                row.getString(11),
                row.getString(12),
                AuditHash.of(row.getBytes(13)));
    }
}
