package dev.gapless.schema.quota;

import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.statement.Prepared;
import dev.gapless.schema.statement.Reach;
import dev.gapless.schema.statement.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/// Table `quota_socket`: how many sockets each gateway has open for a workspace or a user. A gateway tells again before [#FRESH] is
/// over; what a dead one told counts for that long.
public final class QuotaSocketTable {
    /// For how long it counts what a gateway told.
    public static final Duration FRESH = Duration.ofSeconds(30);
    /// Rows that one call writes or reads at most.
    public static final int MAX = 256;

    private static final long TELLING_PART = 1_000;
    /// Rows of gateways that have not told for so long are removed by whoever asks.
    private static final Duration FORGOTTEN = Duration.ofMinutes(10);

    private static final Statement PUT = Statement.family("quota_socket.put", Reach.ONE_SHARD, "-", """
            INSERT INTO quota_socket (workspace_id, subject, slot, sockets, updated_ms) VALUES <rows>
            ON DUPLICATE KEY UPDATE sockets = VALUES(sockets), updated_ms = VALUES(updated_ms)""", "(?,?,?,?,?)");

    private static final Statement COUNT =
            Statement.single("quota_socket.count", Reach.ONE_SHARD, "PRIMARY", "1 row, from one per gateway", """
            SELECT COALESCE(SUM(sockets), 0) FROM quota_socket FORCE INDEX (PRIMARY)
            WHERE workspace_id = :workspace_id AND subject = :subject AND slot <> :slot AND updated_ms >= :since_ms""");

    private static final Statement FORGET =
            Statement.single("quota_socket.forget", Reach.ONE_SHARD, "PRIMARY", ":limit rows", """
            DELETE FROM quota_socket
            WHERE workspace_id = :workspace_id AND updated_ms < :before_ms LIMIT :limit""");

    /// For the catalogue.
    public static final List<Statement> STATEMENTS = List.of(PUT, COUNT, FORGET);

    /// In place of a gateway's slot: count all of them.
    private static final int NO_SLOT = -1;

    private QuotaSocketTable() {}

    /// What a gateway has open.
    ///
    /// @param subject [QuotaLimitRow#WORKSPACE] or the id of a user
    public record Open(WorkspaceId workspace, long subject, long sockets) {}

    /// How many sockets a gateway may have open without telling, so that workspaces far below their limit cost no writing.
    public static long untold(long limit) {
        return limit / TELLING_PART;
    }

    /// Tells what a gateway has open.
    ///
    /// @param open 1 to [#MAX], all of workspaces of one shard
    public static void put(Handle handle, int slot, List<Open> open, Instant at) {
        Prepared.insertAll(handle, PUT, open, (insert, one) -> insert.add(one.workspace().value())
                .add(one.subject())
                .add(slot)
                .add(one.sockets())
                .add(at.toEpochMilli()));
    }

    /// What all gateways have open.
    public static long all(Handle handle, WorkspaceId workspace, long subject, Instant at) {
        return others(handle, workspace, subject, NO_SLOT, at);
    }

    /// What the other gateways have open.
    ///
    /// @param slot of the gateway that asks
    public static long others(Handle handle, WorkspaceId workspace, long subject, int slot, Instant at) {
        return handle.createQuery(COUNT.sql())
                .bind("workspace_id", workspace.value())
                .bind("subject", subject)
                .bind("slot", slot)
                .bind("since_ms", at.minus(FRESH).toEpochMilli())
                .mapTo(Long.class)
                .one();
    }

    /// Removes some rows of gateways that have been gone for long.
    public static void forget(Handle handle, WorkspaceId workspace, Instant at) {
        handle.createUpdate(FORGET.sql())
                .bind("workspace_id", workspace.value())
                .bind("before_ms", at.minus(FORGOTTEN).toEpochMilli())
                .bind("limit", MAX)
                .execute();
    }
}
