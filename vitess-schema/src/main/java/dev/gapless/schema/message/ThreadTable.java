package dev.gapless.schema.message;

import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.schema.statement.Prepared;
import dev.gapless.schema.statement.Reach;
import dev.gapless.schema.statement.Statement;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;

/// Table `thread`: the messages that have replies, and how their threads stand.
public final class ThreadTable {
    private static final Statement FIND = Statement.family("thread.find", Reach.ONE_SHARD, "PRIMARY", """
            SELECT workspace_id, channel_id, root_seq, last_seq, last_ordinal, replies, updated_ms
            FROM thread FORCE INDEX (PRIMARY)
            WHERE (workspace_id, channel_id, root_seq) IN (<rows>)""", "(?,?,?)");

    private static final Statement PUT = Statement.family("thread.put", Reach.ONE_SHARD, "-", """
            INSERT INTO thread (workspace_id, channel_id, root_seq, last_seq, last_ordinal, replies, updated_ms)
            VALUES <rows>
            ON DUPLICATE KEY UPDATE last_seq = VALUES(last_seq), last_ordinal = VALUES(last_ordinal),
              replies = VALUES(replies), updated_ms = VALUES(updated_ms)""", "(?,?,?,?,?,?,?)");

    /// For the catalogue.
    public static final List<Statement> STATEMENTS = List.of(FIND, PUT);

    private ThreadTable() {}

    /// A thread.
    ///
    /// @param root the message that is answered
    /// @param lastSeq seq of the last reply, 0 if there is none
    /// @param lastOrdinal replies ever made
    /// @param replies those that are not deleted
    /// @param updatedMs time of the last change, ms since 1970
    public record Row(MessageKey root, long lastSeq, long lastOrdinal, long replies, long updatedMs) {
        /// A thread without replies.
        public static Row fresh(MessageKey root) {
            return new Row(root, 0, 0, 0, 0);
        }
    }

    /// Those of the threads that have had a reply, in no particular order. All on one shard.
    public static List<Row> find(Handle handle, Collection<MessageKey> roots) {
        return Prepared.queryKeys(handle, FIND, List.copyOf(roots), MessageKey::bind, row -> new Row(
                new MessageKey(ChannelKey.of(row.getLong(1), row.getLong(2)), row.getLong(3)),
                row.getLong(4),
                row.getLong(5),
                row.getLong(6),
                row.getLong(7)));
    }

    /// Writes rows of channels that this transaction has locked.
    public static void put(Handle handle, List<Row> rows) {
        Prepared.insertAll(handle, PUT, rows, (insert, row) -> {
            MessageKey.bind(insert, row.root());
            insert.add(row.lastSeq()).add(row.lastOrdinal()).add(row.replies()).add(row.updatedMs());
        });
    }
}
