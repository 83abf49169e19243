package dev.gapless.schema.quota;

import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.protocol.quota.QuotaDimension;
import dev.gapless.protocol.quota.QuotaLimit;
import dev.gapless.protocol.quota.QuotaState;
import dev.gapless.schema.statement.Reach;
import dev.gapless.schema.statement.Statement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Table `quota_limit`: limits that differ from those of the plan.
public final class QuotaLimitTable {
    /// Limits of one workspace at most.
    public static final int MAX = 1_000;

    private static final Statement PUT = Statement.single("quota_limit.put", Reach.ONE_SHARD, "-", "1 row", """
            INSERT INTO quota_limit (workspace_id, subject, dimension, state, amount, version, updated_ms)
            VALUES (:workspace_id, :subject, :dimension, :state, :amount, 1, :updated_ms)
            ON DUPLICATE KEY UPDATE state = VALUES(state), amount = VALUES(amount), version = version + 1,
              updated_ms = VALUES(updated_ms)""");

    private static final Statement DELETE =
            Statement.single("quota_limit.delete", Reach.ONE_SHARD, "PRIMARY", "1 row", """
            DELETE FROM quota_limit
            WHERE workspace_id = :workspace_id AND subject = :subject AND dimension = :dimension""");

    private static final Statement ALL =
            Statement.single("quota_limit.all", Reach.ONE_SHARD, "PRIMARY", ":limit rows", """
            SELECT workspace_id, subject, dimension, state, amount, version
            FROM quota_limit FORCE INDEX (PRIMARY) WHERE workspace_id = :workspace_id
            ORDER BY subject, dimension LIMIT :limit""");

    /// For the catalogue.
    public static final List<Statement> STATEMENTS = List.of(PUT, DELETE, ALL);

    private QuotaLimitTable() {}

    /// Sets a limit.
    public static void put(
            Handle handle, WorkspaceId workspace, long subject, QuotaDimension dimension, QuotaLimit limit,
            Instant at) {
        handle.createUpdate(PUT.sql())
                .bind("workspace_id", workspace.value())
                .bind("subject", subject)
                .bind("dimension", dimension.number())
                .bind("state", limit.state().number())
                .bind("amount", limit.amount())
                .bind("updated_ms", at.toEpochMilli())
                .execute();
    }

    /// Takes a limit away, so that the next wider one holds.
    ///
    /// @return false if there was none
    public static boolean delete(Handle handle, WorkspaceId workspace, long subject, QuotaDimension dimension) {
        return handle.createUpdate(DELETE.sql())
                .bind("workspace_id", workspace.value())
                .bind("subject", subject)
                .bind("dimension", dimension.number())
                .execute()
                == 1;
    }

    /// The limits of a workspace.
    public static List<QuotaLimitRow> all(Handle handle, WorkspaceId workspace) {
        return handle.createQuery(ALL.sql())
                .bind("workspace_id", workspace.value())
                .bind("limit", MAX)
                .map((row, context) -> read(row))
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /// One that a later version wrote and this one does not know is left out.
    private static Optional<QuotaLimitRow> read(ResultSet row) throws SQLException {
        WorkspaceId workspace = new WorkspaceId(row.getLong(1));
        long subject = row.getLong(2);
        long amount = Math.clamp(row.getLong(5), 1, QuotaLimit.MAX);
        long version = row.getLong(6);
        Optional<QuotaState> state = QuotaState.find(row.getInt(4));
        return QuotaDimension.find(row.getInt(3))
                .flatMap(dimension -> state.map(found -> new QuotaLimitRow(
                        workspace, subject, dimension, new QuotaLimit(found, amount), version)));
    }
}
