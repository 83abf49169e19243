package dev.gapless.schema.message;

import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.schema.statement.Prepared;
import dev.gapless.schema.statement.Reach;
import dev.gapless.schema.statement.Statement;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Table `thread_reply`: the replies of each thread with their own ordinals.
public final class ThreadReplyTable {
    private static final Statement PUT = Statement.family("thread_reply.put", Reach.ONE_SHARD, "-", """
            INSERT INTO thread_reply (workspace_id, channel_id, root_seq, seq, thread_ordinal, deleted)
            VALUES <rows>
            ON DUPLICATE KEY UPDATE deleted = VALUES(deleted)""", "(?,?,?,?,?,?)");

    private static final Statement PAGE_AFTER = Statement.single(
            "thread_reply.page-after", Reach.ONE_SHARD, "PRIMARY", ":limit rows", """
            SELECT seq, thread_ordinal, deleted FROM thread_reply FORCE INDEX (PRIMARY)
            WHERE workspace_id = :workspace_id AND channel_id = :channel_id AND root_seq = :root AND seq > :after
            ORDER BY seq LIMIT :limit""");

    private static final Statement LAST_AT = Statement.single(
            "thread_reply.last-at", Reach.ONE_SHARD, "PRIMARY", "1 row", """
            SELECT seq, thread_ordinal, deleted FROM thread_reply FORCE INDEX (PRIMARY)
            WHERE workspace_id = :workspace_id AND channel_id = :channel_id AND root_seq = :root AND seq <= :at
            ORDER BY seq DESC LIMIT 1""");

    private static final Statement COUNT_DELETED = Statement.ranges(
            "thread_reply.count-deleted", Reach.ONE_SHARD, "PRIMARY", "replies in the ranges", """
            SELECT workspace_id, channel_id, root_seq, COUNT(*) FROM thread_reply FORCE INDEX (PRIMARY)
            WHERE (workspace_id, channel_id) IN (<rows>) AND (<ranges>) AND deleted = 1
            GROUP BY workspace_id, channel_id, root_seq""", "(?,?)",
            "(workspace_id = ? AND channel_id = ? AND root_seq = ? AND seq > ? AND seq <= ?)");

    /// For the catalogue.
    public static final List<Statement> STATEMENTS = List.of(PUT, PAGE_AFTER, LAST_AT, COUNT_DELETED);

    private ThreadReplyTable() {}

    /// A reply.
    ///
    /// @param root the message that it answers
    /// @param seq its own seq
    /// @param threadOrdinal 1 for the first reply
    /// @param deleted true if it was deleted
    public record Row(MessageKey root, long seq, long threadOrdinal, boolean deleted) {}

    /// The replies that somebody has not read.
    ///
    /// @param root of which thread
    /// @param after the last seq before them
    /// @param upTo the last of them
    public record ThreadSpan(MessageKey root, long after, long upTo) {}

    /// Writes rows of channels that this transaction has locked.
    public static void put(Handle handle, List<Row> rows) {
        Prepared.insertAll(handle, PUT, rows, (insert, row) -> {
            MessageKey.bind(insert, row.root());
            insert.add(row.seq()).add(row.threadOrdinal()).add(row.deleted() ? 1 : 0);
        });
    }

    /// Replies with seq above `after`, in order.
    public static List<Row> pageAfter(Handle handle, MessageKey root, long after, int limit) {
        return handle.createQuery(PAGE_AFTER.sql())
                .bind("workspace_id", root.channel().workspace().value())
                .bind("channel_id", root.channel().channel().value())
                .bind("root", root.seq())
                .bind("after", after)
                .bind("limit", limit)
                .map((row, context) -> new Row(root, row.getLong(1), row.getLong(2), row.getInt(3) == 1))
                .list();
    }

    /// The last reply at or before a seq: its ordinal is that of a cursor there.
    public static Optional<Row> lastAt(Handle handle, MessageKey root, long seq) {
        return handle.createQuery(LAST_AT.sql())
                .bind("workspace_id", root.channel().workspace().value())
                .bind("channel_id", root.channel().channel().value())
                .bind("root", root.seq())
                .bind("at", seq)
                .map((row, context) -> new Row(root, row.getLong(1), row.getLong(2), row.getInt(3) == 1))
                .findOne();
    }

    /// How many replies in each span are deleted; threads without any are left out. One span per thread, all on one shard.
    public static Map<MessageKey, Long> countDeleted(Handle handle, Collection<ThreadSpan> spans) {
        Map<MessageKey, Long> counts = new HashMap<>();
        Prepared.queryRanges(
                handle, COUNT_DELETED, List.copyOf(spans),
                (prepared, span) -> MessageKey.bindChannel(prepared, span.root().channel()),
                (prepared, span) -> {
                    MessageKey.bind(prepared, span.root());
                    prepared.add(span.after()).add(span.upTo());
                },
                row -> counts.merge(
                        new MessageKey(ChannelKey.of(row.getLong(1), row.getLong(2)), row.getLong(3)),
                        row.getLong(4), Long::sum));
        return counts;
    }
}
