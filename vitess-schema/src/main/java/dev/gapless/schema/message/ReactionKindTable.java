package dev.gapless.schema.message;

import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.schema.statement.Prepared;
import dev.gapless.schema.statement.Reach;
import dev.gapless.schema.statement.Statement;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;

/// Table `reaction_kind`: how many users reacted to a message with each emoji, at most
/// [dev.gapless.protocol.codec.Limits#MAX_REACTION_KINDS] rows per message.
public final class ReactionKindTable {
    private static final Statement OF_MESSAGES = Statement.family(
            "reaction_kind.of-messages", Reach.ONE_SHARD, "PRIMARY", """
            SELECT workspace_id, channel_id, target_seq, emoji, users, first_seq FROM reaction_kind FORCE INDEX (PRIMARY)
            WHERE (workspace_id, channel_id, target_seq) IN (<rows>)""", "(?,?,?)");

    private static final Statement PUT = Statement.family("reaction_kind.put", Reach.ONE_SHARD, "-", """
            INSERT INTO reaction_kind (workspace_id, channel_id, target_seq, emoji, users, first_seq)
            VALUES <rows>
            ON DUPLICATE KEY UPDATE users = VALUES(users)""", "(?,?,?,?,?,?)");

    private static final Statement DELETE = Statement.family("reaction_kind.delete", Reach.ONE_SHARD, "PRIMARY", """
            DELETE FROM reaction_kind
            WHERE (workspace_id, channel_id, target_seq, emoji) IN (<rows>)""", "(?,?,?,?)");

    /// For the catalogue.
    public static final List<Statement> STATEMENTS = List.of(OF_MESSAGES, PUT, DELETE);

    private ReactionKindTable() {}

    /// One emoji under a message.
    ///
    /// @param message which
    /// @param emoji which
    /// @param users how many
    /// @param firstSeq seq of the first reaction with it
    public record Row(MessageKey message, String emoji, long users, long firstSeq) {}

    /// What is under these messages, in no particular order. All on one shard.
    public static List<Row> ofMessages(Handle handle, Collection<MessageKey> messages) {
        return Prepared.queryKeys(
                handle, OF_MESSAGES, List.copyOf(messages), MessageKey::bind, ReactionKindTable::readRow);
    }

    /// Writes rows of channels that this transaction has locked.
    public static void put(Handle handle, List<Row> rows) {
        Prepared.insertAll(handle, PUT, rows, (insert, row) -> {
            bindKey(insert, row);
            insert.add(row.users()).add(row.firstSeq());
        });
    }

    /// Deletes rows of channels that this transaction has locked.
    public static void delete(Handle handle, List<Row> rows) {
        Prepared.updateKeys(handle, DELETE, rows, ReactionKindTable::bindKey);
    }

    private static void bindKey(Prepared prepared, Row row) {
        MessageKey.bind(prepared, row.message());
        prepared.add(row.emoji().getBytes(StandardCharsets.UTF_8));
    }

    private static Row readRow(ResultSet row) throws SQLException {
        return new Row(
                new MessageKey(ChannelKey.of(row.getLong(1), row.getLong(2)), row.getLong(3)),
                new String(row.getBytes(4), StandardCharsets.UTF_8),
                row.getLong(5),
                row.getLong(6));
    }
}
