package dev.gapless.schema.audit;

import dev.gapless.protocol.audit.AuditHead;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.statement.Reach;
import dev.gapless.schema.statement.Statement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Table `audit_head`: where the record of each workspace ends.
public final class AuditHeadTable {
    private static final Statement BEGIN = Statement.single("audit_head.begin", Reach.ONE_SHARD, "-", "1 row", """
            INSERT INTO audit_head (workspace_id, last_seq, last_hash) VALUES (:workspace_id, 0, :last_hash)
            ON DUPLICATE KEY UPDATE last_seq = last_seq""");

    private static final Statement FIND = Statement.single("audit_head.find", Reach.ONE_SHARD, "PRIMARY", "1 row", """
            SELECT last_seq, last_hash FROM audit_head WHERE workspace_id = :workspace_id""");

    private static final Statement LOCK = Statement.single("audit_head.lock", Reach.ONE_SHARD, "PRIMARY", "1 row", """
            SELECT last_seq, last_hash FROM audit_head WHERE workspace_id = :workspace_id FOR UPDATE""");

    private static final Statement MOVE = Statement.single("audit_head.move", Reach.ONE_SHARD, "PRIMARY", "1 row", """
            UPDATE audit_head SET last_seq = :last_seq, last_hash = :last_hash WHERE workspace_id = :workspace_id""");

    /// For the catalogue.
    public static final List<Statement> STATEMENTS = List.of(BEGIN, FIND, LOCK, MOVE);

    private AuditHeadTable() {}

    /// Where the record ends; [AuditHead#START] if nothing was recorded.
    public static AuditHead find(Handle handle, WorkspaceId workspace) {
        return query(handle, FIND, workspace).orElse(AuditHead.START);
    }

    /// The same, locked until the transaction ends.
    static AuditHead lock(Handle handle, WorkspaceId workspace) {
        Optional<AuditHead> head = query(handle, LOCK, workspace);
        if (head.isPresent()) {
            return head.get();
        }
        handle.createUpdate(BEGIN.sql())
                .bind("workspace_id", workspace.value())
                .bind("last_hash", AuditHead.START.hash().bytes())
                .execute();
        return query(handle, LOCK, workspace).orElse(AuditHead.START);
    }

    static void move(Handle handle, WorkspaceId workspace, AuditHead head) {
        handle.createUpdate(MOVE.sql())
                .bind("workspace_id", workspace.value())
                .bind("last_seq", head.seq())
                .bind("last_hash", head.hash().bytes())
                .execute();
    }

    private static Optional<AuditHead> query(Handle handle, Statement statement, WorkspaceId workspace) {
        return handle.createQuery(statement.sql())
                .bind("workspace_id", workspace.value())
                .map((row, context) -> read(row))
                .findOne();
    }

    private static AuditHead read(ResultSet row) throws SQLException {
        return new AuditHead(row.getLong(1), dev.gapless.protocol.audit.AuditHash.of(row.getBytes(2)));
    }
}
