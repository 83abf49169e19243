package dev.gapless.schema.retention;

import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.statement.Reach;
import dev.gapless.schema.statement.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Table `retention_rule`: how long workspaces and channels keep their events.
public final class RetentionRuleTable {
    /// Rules of one workspace at most.
    public static final int MAX = 10_000;

    private static final Statement PUT = Statement.single("retention_rule.put", Reach.ONE_SHARD, "-", "1 row",
            """
            INSERT INTO retention_rule (workspace_id, channel_id, keep_ms, version, updated_ms)
            VALUES (:workspace_id, :channel_id, :keep_ms, 1, :updated_ms)
            ON DUPLICATE KEY UPDATE keep_ms = VALUES(keep_ms), version = version + 1, updated_ms = VALUES(updated_ms)""");

    private static final Statement DELETE =
            Statement.single("retention_rule.delete", Reach.ONE_SHARD, "PRIMARY", "1 row", """
            DELETE FROM retention_rule WHERE workspace_id = :workspace_id AND channel_id = :channel_id""");

    private static final Statement ALL =
            Statement.single("retention_rule.all", Reach.ONE_SHARD, "PRIMARY", ":limit rows", """
            SELECT channel_id, keep_ms, version FROM retention_rule FORCE INDEX (PRIMARY)
            WHERE workspace_id = :workspace_id ORDER BY channel_id LIMIT :limit""");

    private static final Statement WORKSPACES =
            Statement.single("retention_rule.page", Reach.PER_SHARD, "PRIMARY", ":limit rows", """
            SELECT workspace_id, channel_id, keep_ms FROM retention_rule FORCE INDEX (PRIMARY)
            WHERE workspace_id > :after ORDER BY workspace_id, channel_id LIMIT :limit""");

    /// For the catalogue.
    public static final List<Statement> STATEMENTS = List.of(PUT, DELETE, ALL, WORKSPACES);

    private RetentionRuleTable() {}

    /// Sets a rule.
    ///
    /// @param channel [RetentionRule#WORKSPACE], or a channel
    /// @param keep empty for ever
    public static void put(Handle handle, WorkspaceId workspace, long channel, Optional<Duration> keep, Instant at) {
        handle.createUpdate(PUT.sql())
                .bind("workspace_id", workspace.value())
                .bind("channel_id", channel)
                .bind("keep_ms", keep.map(Duration::toMillis).orElse(0L))
                .bind("updated_ms", at.toEpochMilli())
                .execute();
    }

    /// Takes a rule away.
    public static void delete(Handle handle, WorkspaceId workspace, long channel) {
        handle.createUpdate(DELETE.sql())
                .bind("workspace_id", workspace.value())
                .bind("channel_id", channel)
                .execute();
    }

    /// The rules of a workspace, its own first.
    public static List<RetentionRule> all(Handle handle, WorkspaceId workspace) {
        return handle.createQuery(ALL.sql())
                .bind("workspace_id", workspace.value())
                .bind("limit", MAX)
                .map((row, context) -> new RetentionRule(
                        row.getLong(1),
                        Optional.of(row.getLong(2)).filter(ms -> ms > 0).map(Duration::ofMillis),
                        row.getLong(3)))
                .list();
    }

    /// Workspaces of this shard that have rules, in id order; one may come more than once.
    ///
    /// @param after the last of the page before, 0 for the first
    public static List<WorkspaceId> workspaces(Handle handle, long after, int limit) {
        return handle.createQuery(WORKSPACES.sql())
                .bind("after", after)
                .bind("limit", limit)
                .map((row, context) -> new WorkspaceId(row.getLong(1)))
                .list();
    }
}
