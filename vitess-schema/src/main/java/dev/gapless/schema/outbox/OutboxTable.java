package dev.gapless.schema.outbox;

import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.schema.statement.Prepared;
import dev.gapless.schema.statement.Reach;
import dev.gapless.schema.statement.Statement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jdbi.v3.core.Handle;

/// Table `outbox`: one row per append transaction, deleted once its events are published.
///
/// Deleted, not passed by a high-water mark: ids do not commit in order, so a mark would skip late ones.
public final class OutboxTable {
    /// Buckets are 0 to 255.
    public static final int BUCKETS = 256;

    private static final Statement INSERT = Statement.single("outbox.insert", Reach.ONE_SHARD, "-", "1 row", """
            INSERT INTO outbox (workspace_id, channel_id, outbox_id, bucket, created_ms, payload)
            VALUES (:workspace_id, :channel_id, :outbox_id, :bucket, :created_ms, :payload)""");

    private static final Statement OLDEST = Statement.single(
            "outbox.oldest", Reach.PER_SHARD, "ix_outbox_bucket", "rows of the buckets; :limit rows told", """
            SELECT workspace_id, channel_id, outbox_id, bucket, created_ms, payload
            FROM outbox FORCE INDEX (ix_outbox_bucket)
            WHERE bucket >= :first AND bucket <= :last AND created_ms < :before_ms
            ORDER BY bucket, outbox_id LIMIT :limit""");

    private static final Statement DELETE = Statement.family("outbox.delete", Reach.ONE_SHARD, "PRIMARY", """
            DELETE FROM outbox WHERE (workspace_id, channel_id, outbox_id) IN (<rows>)""", "(?,?,?)");

    private static final Statement BACKLOG = Statement.single(
            "outbox.backlog", Reach.PER_SHARD, "ix_outbox_bucket", "1,000 index entries", """
            SELECT outbox_id FROM outbox FORCE INDEX (ix_outbox_bucket)
            WHERE bucket >= 0 AND bucket <= 255 LIMIT 1000""");

    /// For the catalogue.
    public static final List<Statement> STATEMENTS = List.of(INSERT, OLDEST, DELETE, BACKLOG);

    private OutboxTable() {}

    /// Adds the row of a transaction, inside it.
    public static void insert(Handle handle, OutboxRow row) {
        handle.createUpdate(INSERT.sql())
                .bind("workspace_id", row.key().channel().workspace().value())
                .bind("channel_id", row.key().channel().channel().value())
                .bind("outbox_id", row.key().id())
                .bind("bucket", row.bucket())
                .bind("created_ms", row.createdAt().toEpochMilli())
                .bind("payload", row.payload())
                .execute();
    }

    /// Rows that were committed before a time and are still there, by bucket and then by id.
    ///
    /// @param first first bucket, 0 or more
    /// @param last last bucket, 255 or less
    public static List<OutboxRow> oldest(Handle handle, int first, int last, Instant before, int limit) {
        return handle.createQuery(OLDEST.sql())
                .bind("first", first)
                .bind("last", last)
                .bind("before_ms", before.toEpochMilli())
                .bind("limit", limit)
                .map((row, context) -> readRow(row))
                .list();
    }

    /// As above, of all buckets of the shard.
    public static List<OutboxRow> oldest(Handle handle, Instant before, int limit) {
        return oldest(handle, 0, BUCKETS - 1, before, limit);
    }

    /// Deletes rows; those that are gone already do no harm. All on one shard.
    /// In key order, so that two that delete the same rows do not wait in a circle.
    public static void delete(Handle handle, Collection<OutboxKey> keys) {
        List<OutboxKey> sorted = keys.stream()
                .sorted(Comparator.comparing(OutboxKey::channel).thenComparingLong(OutboxKey::id))
                .toList();
        Prepared.updateKeys(handle, DELETE, sorted, (delete, key) -> delete.add(key.channel().workspace().value())
                .add(key.channel().channel().value())
                .add(key.id()));
    }

    /// How many rows wait, counted up to 1,000, for alarms.
    public static int backlog(Handle handle) {
        return handle.createQuery(BACKLOG.sql()).mapTo(Long.class).list().size();
    }

    private static OutboxRow readRow(ResultSet row) throws SQLException {
        ChannelKey channel = ChannelKey.of(row.getLong(1), row.getLong(2));
        return new OutboxRow(
                new OutboxKey(channel, row.getLong(3)),
                row.getInt(4),
                Instant.ofEpochMilli(row.getLong(5)),
                OutboxRow.ranges(row.getBytes(6)));
    }
}
