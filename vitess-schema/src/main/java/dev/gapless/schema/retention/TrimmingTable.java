package dev.gapless.schema.retention;

import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.statement.Reach;
import dev.gapless.schema.statement.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Table `trimming`: channels whose first events are taken from sight and not removed yet.
public final class TrimmingTable {
    private static final String COLUMNS = "workspace_id, channel_id, from_seq, from_ordinal, raised_ms";

    /// Where the removal begins stays; only the time moves.
    private static final Statement PUT = Statement.single("trimming.put", Reach.ONE_SHARD, "-", "1 row", """
            INSERT INTO trimming (workspace_id, channel_id, from_seq, from_ordinal, raised_ms)
            VALUES (:workspace_id, :channel_id, :from_seq, :from_ordinal, :raised_ms)
            ON DUPLICATE KEY UPDATE raised_ms = VALUES(raised_ms)""");

    private static final Statement MOVE = Statement.single("trimming.move", Reach.ONE_SHARD, "PRIMARY", "1 row", """
            UPDATE trimming SET from_seq = :from_seq, from_ordinal = :from_ordinal
            WHERE workspace_id = :workspace_id AND channel_id = :channel_id""");

    private static final Statement DELETE =
            Statement.single("trimming.delete", Reach.ONE_SHARD, "PRIMARY", "1 row", """
            DELETE FROM trimming WHERE workspace_id = :workspace_id AND channel_id = :channel_id""");

    private static final Statement LOCK = Statement.single("trimming.lock", Reach.ONE_SHARD, "PRIMARY", "1 row", """
            SELECT %s FROM trimming
            WHERE workspace_id = :workspace_id AND channel_id = :channel_id FOR UPDATE""".formatted(COLUMNS));

    private static final Statement PAGE = Statement.single(
            "trimming.page", Reach.WORKSPACE, "PRIMARY", ":limit rows, per shard of the workspace", """
            SELECT %s FROM trimming FORCE INDEX (PRIMARY)
            WHERE workspace_id = :workspace_id AND channel_id > :after ORDER BY channel_id LIMIT :limit"""
                    .formatted(COLUMNS));

    /// For the catalogue.
    public static final List<Statement> STATEMENTS = List.of(PUT, MOVE, DELETE, LOCK, PAGE);

    private TrimmingTable() {}

    /// A channel that is trimmed.
    ///
    /// @param channel which
    /// @param fromSeq first seq that may still be there
    /// @param fromOrdinal countable events before it
    /// @param raisedAt when its first seq was raised last
    public record Row(ChannelKey channel, long fromSeq, long fromOrdinal, Instant raisedAt) {}

    /// Says that the events from `row.fromSeq` on are to go; of a channel that is trimmed already only the time moves.
    public static void put(Handle handle, Row row) {
        handle.createUpdate(PUT.sql())
                .bind("workspace_id", row.channel().workspace().value())
                .bind("channel_id", row.channel().channel().value())
                .bind("from_seq", row.fromSeq())
                .bind("from_ordinal", row.fromOrdinal())
                .bind("raised_ms", row.raisedAt().toEpochMilli())
                .execute();
    }

    /// Says how far the removal is.
    public static void move(Handle handle, ChannelKey channel, long fromSeq, long fromOrdinal) {
        handle.createUpdate(MOVE.sql())
                .bind("workspace_id", channel.workspace().value())
                .bind("channel_id", channel.channel().value())
                .bind("from_seq", fromSeq)
                .bind("from_ordinal", fromOrdinal)
                .execute();
    }

    /// Says that all is removed.
    public static void delete(Handle handle, ChannelKey channel) {
        handle.createUpdate(DELETE.sql())
                .bind("workspace_id", channel.workspace().value())
                .bind("channel_id", channel.channel().value())
                .execute();
    }

    /// Locks a channel's row, so that one transaction removes at a time.
    public static Optional<Row> lock(Handle handle, ChannelKey channel) {
        return handle.createQuery(LOCK.sql())
                .bind("workspace_id", channel.workspace().value())
                .bind("channel_id", channel.channel().value())
                .map((row, context) -> read(row))
                .findOne();
    }

    /// Channels of a workspace on this shard that are trimmed, in id order.
    ///
    /// @param after id that the page begins behind, 0 for the first page
    public static List<Row> page(Handle handle, WorkspaceId workspace, long after, int limit) {
        return handle.createQuery(PAGE.sql())
                .bind("workspace_id", workspace.value())
                .bind("after", after)
                .bind("limit", limit)
                .map((row, context) -> read(row))
                .list();
    }

    private static Row read(java.sql.ResultSet row) throws java.sql.SQLException {
        return new Row(
                new ChannelKey(new WorkspaceId(row.getLong(1)), new ChannelId(row.getLong(2))),
                row.getLong(3),
                row.getLong(4),
                Instant.ofEpochMilli(row.getLong(5)));
    }
}
