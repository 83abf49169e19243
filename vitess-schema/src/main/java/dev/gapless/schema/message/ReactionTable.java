package dev.gapless.schema.message;

import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.UserId;
import dev.gapless.schema.statement.Prepared;
import dev.gapless.schema.statement.Reach;
import dev.gapless.schema.statement.Statement;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;

/// Table `reaction`: who reacted to which message with which emoji.
public final class ReactionTable {
    private static final Statement FIND = Statement.family("reaction.find", Reach.ONE_SHARD, "PRIMARY", """
            SELECT workspace_id, channel_id, target_seq, emoji, user_id, seq FROM reaction FORCE INDEX (PRIMARY)
            WHERE (workspace_id, channel_id, target_seq, emoji, user_id) IN (<rows>)""", "(?,?,?,?,?)");

    private static final Statement PUT = Statement.family("reaction.put", Reach.ONE_SHARD, "-", """
            INSERT INTO reaction (workspace_id, channel_id, target_seq, emoji, user_id, seq)
            VALUES <rows>
            ON DUPLICATE KEY UPDATE seq = VALUES(seq)""", "(?,?,?,?,?,?)");

    private static final Statement DELETE = Statement.family("reaction.delete", Reach.ONE_SHARD, "PRIMARY", """
            DELETE FROM reaction
            WHERE (workspace_id, channel_id, target_seq, emoji, user_id) IN (<rows>)""", "(?,?,?,?,?)");

    private static final Statement USERS = Statement.single(
            "reaction.users", Reach.ONE_SHARD, "PRIMARY", ":limit rows", """
            SELECT workspace_id, channel_id, target_seq, emoji, user_id, seq FROM reaction FORCE INDEX (PRIMARY)
            WHERE workspace_id = :workspace_id AND channel_id = :channel_id AND target_seq = :target
              AND emoji = :emoji AND user_id > :after
            ORDER BY user_id LIMIT :limit""");

    /// For the catalogue.
    public static final List<Statement> STATEMENTS = List.of(FIND, PUT, DELETE, USERS);

    private ReactionTable() {}

    /// Names a reaction.
    public record Key(MessageKey message, String emoji, UserId user) {}

    /// A reaction, with the seq of the event that added it.
    public record Row(Key key, long seq) {}

    /// Those of the reactions that are there, in no particular order. All on one shard.
    public static List<Row> find(Handle handle, Collection<Key> keys) {
        return Prepared.queryKeys(handle, FIND, List.copyOf(keys), ReactionTable::bindKey, ReactionTable::readRow);
    }

    /// Adds rows of channels that this transaction has locked.
    public static void put(Handle handle, List<Row> rows) {
        Prepared.insertAll(handle, PUT, rows, (insert, row) -> {
            bindKey(insert, row.key());
            insert.add(row.seq());
        });
    }

    /// Deletes rows of channels that this transaction has locked.
    public static void delete(Handle handle, List<Key> keys) {
        Prepared.updateKeys(handle, DELETE, keys, ReactionTable::bindKey);
    }

    /// Who reacted with an emoji, by user id.
    ///
    /// @param after user id that the page begins behind, 0 for the first page
    public static List<Row> users(Handle handle, MessageKey message, String emoji, long after, int limit) {
        return handle.createQuery(USERS.sql())
                .bind("workspace_id", message.channel().workspace().value())
                .bind("channel_id", message.channel().channel().value())
                .bind("target", message.seq())
                .bind("emoji", emoji.getBytes(StandardCharsets.UTF_8))
                .bind("after", after)
                .bind("limit", limit)
                .map((row, context) -> readRow(row))
                .list();
    }

    private static void bindKey(Prepared prepared, Key key) {
        MessageKey.bind(prepared, key.message());
        prepared.add(key.emoji().getBytes(StandardCharsets.UTF_8)).add(key.user().value());
    }

    private static Row readRow(ResultSet row) throws SQLException {
        return new Row(
                new Key(
                        new MessageKey(ChannelKey.of(row.getLong(1), row.getLong(2)), row.getLong(3)),
                        new String(row.getBytes(4), StandardCharsets.UTF_8),
                        new UserId(row.getLong(5))),
                row.getLong(6));
    }
}
