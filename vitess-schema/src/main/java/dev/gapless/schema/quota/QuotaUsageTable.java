package dev.gapless.schema.quota;

import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.protocol.quota.QuotaDimension;
import dev.gapless.schema.statement.Prepared;
import dev.gapless.schema.statement.Reach;
import dev.gapless.schema.statement.Statement;
import java.time.Duration;
import java.util.List;
import org.jdbi.v3.core.Handle;

/// Table `quota_usage`: what workspaces used, in slots of ten seconds, for a day.
public final class QuotaUsageTable {
    public static final Duration SLOT = Duration.ofSeconds(10);
    /// How long it is kept.
    public static final Duration KEPT = Duration.ofDays(1);
    /// Slots of one dimension at most.
    public static final int MAX_SLOTS = (int) KEPT.dividedBy(SLOT) + 1;

    private static final int FORGOTTEN = 64;

    private static final Statement ADD = Statement.family("quota_usage.add", Reach.ONE_SHARD, "-", """
            INSERT INTO quota_usage (workspace_id, dimension, slot_ms, used, over_limit) VALUES <rows>
            ON DUPLICATE KEY UPDATE used = used + VALUES(used), over_limit = over_limit + VALUES(over_limit)""",
            "(?,?,?,?,?)");

    private static final Statement SINCE =
            Statement.single("quota_usage.since", Reach.ONE_SHARD, "PRIMARY", ":limit rows", """
            SELECT slot_ms, used, over_limit FROM quota_usage FORCE INDEX (PRIMARY)
            WHERE workspace_id = :workspace_id AND dimension = :dimension AND slot_ms >= :slot_ms
            ORDER BY slot_ms LIMIT :limit""");

    private static final Statement FORGET =
            Statement.single("quota_usage.forget", Reach.ONE_SHARD, "PRIMARY", ":limit rows", """
            DELETE FROM quota_usage
            WHERE workspace_id = :workspace_id AND dimension = :dimension AND slot_ms < :slot_ms LIMIT :limit""");

    /// For the catalogue.
    public static final List<Statement> STATEMENTS = List.of(ADD, SINCE, FORGET);

    private QuotaUsageTable() {}

    /// What was used in a slot.
    ///
    /// @param slotMs when it began
    /// @param used how many
    /// @param over how many of them were over the limit
    public record Slot(long slotMs, long used, long over) {}

    /// What a gateway adds to a slot.
    public record Used(WorkspaceId workspace, QuotaDimension dimension, Slot slot) {}

    /// Adds what was used. All of workspaces of one shard.
    public static void add(Handle handle, List<Used> used) {
        Prepared.insertAll(
                handle, ADD, used, (insert, one) -> insert.add(one.workspace().value())
                        .add(one.dimension().number())
                        .add(one.slot().slotMs())
                        .add(one.slot().used())
                        .add(one.slot().over()));
    }

    /// Slots from a time on, in order.
    public static List<Slot> since(Handle handle, WorkspaceId workspace, QuotaDimension dimension, long fromMs) {
        return handle.createQuery(SINCE.sql())
                .bind("workspace_id", workspace.value())
                .bind("dimension", dimension.number())
                .bind("slot_ms", fromMs)
                .bind("limit", MAX_SLOTS)
                .map((row, context) -> new Slot(row.getLong(1), row.getLong(2), row.getLong(3)))
                .list();
    }

    /// Forgets some old slots.
    public static void forget(Handle handle, WorkspaceId workspace, QuotaDimension dimension, long beforeMs) {
        handle.createUpdate(FORGET.sql())
                .bind("workspace_id", workspace.value())
                .bind("dimension", dimension.number())
                .bind("slot_ms", beforeMs)
                .bind("limit", FORGOTTEN)
                .execute();
    }
}
