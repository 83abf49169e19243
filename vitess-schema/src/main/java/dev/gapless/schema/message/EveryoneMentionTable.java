package dev.gapless.schema.message;

import dev.gapless.protocol.event.MentionTarget;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.schema.statement.Prepared;
import dev.gapless.schema.statement.Reach;
import dev.gapless.schema.statement.Statement;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/// Table `everyone_mention`: messages that mention all members by one word, one row each, however many members there are.
public final class EveryoneMentionTable {
    /// Rows told by one [#latest] at most, for each 256 channels.
    public static final int LATEST_MAX = 500;

    private static final Statement PUT = Statement.family("everyone_mention.put", Reach.ONE_SHARD, "-", """
            INSERT INTO everyone_mention (workspace_id, channel_id, seq, kind)
            VALUES <rows>
            ON DUPLICATE KEY UPDATE kind = VALUES(kind)""", "(?,?,?,?)");

    private static final Statement DELETE = Statement.family("everyone_mention.delete", Reach.ONE_SHARD, "PRIMARY", """
            DELETE FROM everyone_mention WHERE (workspace_id, channel_id, seq) IN (<rows>)""", "(?,?,?)");

    private static final Statement COUNT = Statement.ranges(
            "everyone_mention.count", Reach.ONE_SHARD, "PRIMARY", "those in the ranges", """
            SELECT workspace_id, channel_id, COUNT(*) FROM everyone_mention FORCE INDEX (PRIMARY)
            WHERE (workspace_id, channel_id) IN (<rows>) AND (<ranges>)
            GROUP BY workspace_id, channel_id""", "(?,?)",
            "(workspace_id = ? AND channel_id = ? AND seq > ? AND seq <= ?)");

    private static final Statement SEQS = Statement.single(
            "everyone_mention.seqs-after", Reach.ONE_SHARD, "PRIMARY", ":limit rows", """
            SELECT seq FROM everyone_mention FORCE INDEX (PRIMARY)
            WHERE workspace_id = :workspace_id AND channel_id = :channel_id AND seq > :after
            ORDER BY seq LIMIT :limit""");

    private static final Statement LATEST = Statement.family("everyone_mention.latest", Reach.ONE_SHARD, "PRIMARY", """
            SELECT workspace_id, channel_id, seq FROM everyone_mention FORCE INDEX (PRIMARY)
            WHERE (workspace_id, channel_id) IN (<rows>)
            ORDER BY seq DESC LIMIT %d""".formatted(LATEST_MAX), "(?,?)");

    /// For the catalogue.
    public static final List<Statement> STATEMENTS = List.of(PUT, DELETE, COUNT, SEQS, LATEST);

    private EveryoneMentionTable() {}

    /// A message that mentions all.
    public record Row(MessageKey key, MentionTarget.Audience audience) {}

    /// Adds rows of channels that this transaction has locked.
    public static void put(Handle handle, List<Row> rows) {
        Prepared.insertAll(handle, PUT, rows, (insert, row) -> {
            MessageKey.bind(insert, row.key());
            insert.add(row.audience().number());
        });
    }

    /// Deletes rows of channels that this transaction has locked.
    public static void delete(Handle handle, List<MessageKey> keys) {
        Prepared.updateKeys(handle, DELETE, keys, MessageKey::bind);
    }

    /// How many there are in each span; channels without any are left out. One span per channel, all on one shard.
    public static Map<ChannelKey, Long> count(Handle handle, Collection<SeqSpan> spans) {
        return Counts.of(handle, COUNT, spans);
    }

    /// The last messages of these channels that mention all, up to [#LATEST_MAX] for each 256 channels. All on one shard.
    public static List<MessageKey> latest(Handle handle, Collection<ChannelKey> channels) {
        return Prepared.queryKeys(
                handle, LATEST, List.copyOf(channels),
                (prepared, channel) -> prepared.add(channel.workspace().value())
                        .add(channel.channel().value()),
                row -> new MessageKey(ChannelKey.of(row.getLong(1), row.getLong(2)), row.getLong(3)));
    }

    /// Seqs above `after`, in order.
    public static List<Long> seqsAfter(Handle handle, ChannelKey channel, long after, int limit) {
        return Counts.seqs(handle, SEQS, channel, after, limit);
    }
}
