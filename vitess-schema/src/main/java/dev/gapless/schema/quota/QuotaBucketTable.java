package dev.gapless.schema.quota;

import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.statement.Prepared;
import dev.gapless.schema.statement.Reach;
import dev.gapless.schema.statement.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Table `quota_bucket`: what is left of each limit, for all gateways together.
final class QuotaBucketTable {
    private static final Statement LOCK = Statement.family("quota_bucket.lock", Reach.ONE_SHARD, "PRIMARY", """
            SELECT workspace_id, subject, dimension, level, updated_ms FROM quota_bucket FORCE INDEX (PRIMARY)
            WHERE (workspace_id, subject, dimension) IN (<rows>) FOR UPDATE""", "(?,?,?)");

    private static final Statement FIND = Statement.single("quota_bucket.find", Reach.ONE_SHARD, "PRIMARY", "1 row", """
            SELECT level, updated_ms FROM quota_bucket
            WHERE workspace_id = :workspace_id AND subject = :subject AND dimension = :dimension""");

    private static final Statement PUT = Statement.family("quota_bucket.put", Reach.ONE_SHARD, "-", """
            INSERT INTO quota_bucket (workspace_id, subject, dimension, level, updated_ms) VALUES <rows>
            ON DUPLICATE KEY UPDATE level = VALUES(level), updated_ms = VALUES(updated_ms)""", "(?,?,?,?,?)");

    /// For the catalogue.
    static final List<Statement> STATEMENTS = List.of(LOCK, FIND, PUT);

    private QuotaBucketTable() {}

    /// What is in a bucket.
    ///
    /// @param level thousandths of a token
    record Level(long level, long updatedMs) {}

    private record Found(QuotaLedger.BucketKey key, Level level) {}

    /// Those of the buckets that exist, locked until the transaction ends. All on one shard.
    static Map<QuotaLedger.BucketKey, Level> lock(Handle handle, List<QuotaLedger.BucketKey> keys) {
        Map<QuotaLedger.BucketKey, Level> levels = new HashMap<>();
        for (Found found : Prepared.queryKeys(
                handle,
                LOCK,
                keys,
                (prepared, key) -> prepared.add(key.workspace().value())
                        .add(key.subject())
                        .add(key.dimension()),
                row -> new Found(
                        new QuotaLedger.BucketKey(new WorkspaceId(row.getLong(1)), row.getLong(2), row.getInt(3)),
                        new Level(row.getLong(4), row.getLong(5))))) {
            levels.put(found.key(), found.level());
        }
        return levels;
    }

    static void put(Handle handle, Map<QuotaLedger.BucketKey, Level> levels) {
        Prepared.insertAll(
                handle, PUT, List.copyOf(levels.entrySet()),
                (insert, entry) -> insert.add(entry.getKey().workspace().value())
                        .add(entry.getKey().subject())
                        .add(entry.getKey().dimension())
                        .add(entry.getValue().level())
                        .add(entry.getValue().updatedMs()));
    }

    static Optional<Level> find(Handle handle, QuotaLedger.BucketKey key) {
        return handle.createQuery(FIND.sql())
                .bind("workspace_id", key.workspace().value())
                .bind("subject", key.subject())
                .bind("dimension", key.dimension())
                .map((row, context) -> new Level(row.getLong(1), row.getLong(2)))
                .findOne();
    }
}
