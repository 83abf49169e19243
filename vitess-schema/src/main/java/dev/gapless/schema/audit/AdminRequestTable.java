package dev.gapless.schema.audit;

import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.statement.Prepared;
import dev.gapless.schema.statement.Reach;
import dev.gapless.schema.statement.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Table `admin_request`: what was answered to writes that came with an idempotency key, so that the same key gets the same answer
/// and nothing is done twice.
public final class AdminRequestTable {
    /// Old rows that one insert takes away: more than it adds.
    private static final int FORGOTTEN = 16;

    private static final Statement INSERT = Statement.single("admin_request.insert", Reach.ONE_SHARD, "-", "1 row", """
            INSERT INTO admin_request (workspace_id, request_key, request_hash, status, answer, created_ms)
            VALUES (:workspace_id, :request_key, :request_hash, :status, :answer, :created_ms)""");

    private static final Statement FIND =
            Statement.single("admin_request.find", Reach.ONE_SHARD, "PRIMARY", "1 row", """
            SELECT request_hash, status, answer FROM admin_request
            WHERE workspace_id = :workspace_id AND request_key = :request_key""");

    private static final Statement OLD = Statement.single(
            "admin_request.old", Reach.ONE_SHARD, "ix_admin_request_created", ":limit rows", """
            SELECT request_key FROM admin_request FORCE INDEX (ix_admin_request_created)
            WHERE workspace_id = :workspace_id AND created_ms < :created_ms ORDER BY created_ms LIMIT :limit""");

    private static final Statement DELETE =
            Statement.family("admin_request.delete", Reach.ONE_SHARD, "PRIMARY", """
            DELETE FROM admin_request WHERE (workspace_id, request_key) IN (<rows>)""", "(?,?)");

    /// For the catalogue.
    public static final List<Statement> STATEMENTS = List.of(INSERT, FIND, OLD, DELETE);

    private AdminRequestTable() {}

    /// An answer under a key.
    ///
    /// @param requestHash SHA-256 of what was asked for
    /// @param status HTTP status of the answer
    /// @param answer its body
    @SuppressWarnings("ArrayRecordComponent") // The hash goes in and out of statements; rows are not compared.
    public record Remembered(byte[] requestHash, int status, String answer) {}

    /// Remembers an answer, and forgets some old ones.
    ///
    /// @param key SHA-256 of actor and key
    /// @param forgetBefore answers older than this may go
    public static void insert(
            Handle handle, WorkspaceId workspace, byte[] key, Remembered answer, Instant at, Instant forgetBefore) {
        handle.createUpdate(INSERT.sql())
                .bind("workspace_id", workspace.value())
                .bind("request_key", key)
                .bind("request_hash", answer.requestHash())
                .bind("status", answer.status())
                .bind("answer", answer.answer())
                .bind("created_ms", at.toEpochMilli())
                .execute();
        List<byte[]> old = handle.createQuery(OLD.sql())
                .bind("workspace_id", workspace.value())
                .bind("created_ms", forgetBefore.toEpochMilli())
                .bind("limit", FORGOTTEN)
                .map((row, context) -> row.getBytes(1))
                .list();
        Prepared.updateKeys(
                handle, DELETE, old, (prepared, oldKey) -> prepared.add(workspace.value()).add(oldKey));
    }

    public static Optional<Remembered> find(Handle handle, WorkspaceId workspace, byte[] key) {
        return handle.createQuery(FIND.sql())
                .bind("workspace_id", workspace.value())
                .bind("request_key", key)
                .map((row, context) -> new Remembered(row.getBytes(1), row.getInt(2), row.getString(3)))
                .findOne();
    }
}
