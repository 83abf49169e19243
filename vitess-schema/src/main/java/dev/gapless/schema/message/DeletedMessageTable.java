package dev.gapless.schema.message;

import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.schema.statement.Prepared;
import dev.gapless.schema.statement.Reach;
import dev.gapless.schema.statement.Statement;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/// Table `deleted_message`: countable messages that were deleted, which unread counts take off.
public final class DeletedMessageTable {
    private static final Statement PUT = Statement.family("deleted_message.put", Reach.ONE_SHARD, "-", """
            INSERT INTO deleted_message (workspace_id, channel_id, seq, ordinal, delete_seq)
            VALUES <rows>
            ON DUPLICATE KEY UPDATE delete_seq = VALUES(delete_seq)""", "(?,?,?,?,?)");

    private static final Statement COUNT = Statement.ranges(
            "deleted_message.count", Reach.ONE_SHARD, "PRIMARY", "those deleted in the ranges", """
            SELECT workspace_id, channel_id, COUNT(*) FROM deleted_message FORCE INDEX (PRIMARY)
            WHERE (workspace_id, channel_id) IN (<rows>) AND (<ranges>)
            GROUP BY workspace_id, channel_id""", "(?,?)",
            "(workspace_id = ? AND channel_id = ? AND seq > ? AND seq <= ?)");

    private static final Statement SEQS = Statement.single(
            "deleted_message.seqs-after", Reach.ONE_SHARD, "PRIMARY", ":limit rows", """
            SELECT seq FROM deleted_message FORCE INDEX (PRIMARY)
            WHERE workspace_id = :workspace_id AND channel_id = :channel_id AND seq > :after
            ORDER BY seq LIMIT :limit""");

    /// For the catalogue.
    public static final List<Statement> STATEMENTS = List.of(PUT, COUNT, SEQS);

    private DeletedMessageTable() {}

    /// A message that was deleted.
    ///
    /// @param key which
    /// @param ordinal its ordinal
    /// @param deleteSeq seq of the event that deleted it
    public record Row(MessageKey key, long ordinal, long deleteSeq) {}

    /// Adds rows of channels that this transaction has locked.
    public static void put(Handle handle, List<Row> rows) {
        Prepared.insertAll(handle, PUT, rows, (insert, row) -> {
            MessageKey.bind(insert, row.key());
            insert.add(row.ordinal()).add(row.deleteSeq());
        });
    }

    /// How many there are in each span; channels without any are left out. One span per channel, all on one shard.
    public static Map<ChannelKey, Long> count(Handle handle, Collection<SeqSpan> spans) {
        return Counts.of(handle, COUNT, spans);
    }

    /// Seqs above `after`, in order.
    public static List<Long> seqsAfter(Handle handle, ChannelKey channel, long after, int limit) {
        return Counts.seqs(handle, SEQS, channel, after, limit);
    }
}
