package dev.gapless.schema.message;

import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.UserId;
import dev.gapless.schema.statement.Prepared;
import dev.gapless.schema.statement.Reach;
import dev.gapless.schema.statement.Statement;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;

/// Table `pin`: the pinned messages of a channel, at most [dev.gapless.protocol.codec.Limits#MAX_PINS].
public final class PinTable {
    private static final Statement OF_CHANNELS = Statement.family("pin.of-channels", Reach.ONE_SHARD, "PRIMARY", """
            SELECT workspace_id, channel_id, target_seq, seq, actor_id FROM pin FORCE INDEX (PRIMARY)
            WHERE (workspace_id, channel_id) IN (<rows>)""", "(?,?)");

    private static final Statement PUT = Statement.family("pin.put", Reach.ONE_SHARD, "-", """
            INSERT INTO pin (workspace_id, channel_id, target_seq, seq, actor_id)
            VALUES <rows>
            ON DUPLICATE KEY UPDATE seq = VALUES(seq), actor_id = VALUES(actor_id)""", "(?,?,?,?,?)");

    private static final Statement DELETE = Statement.family("pin.delete", Reach.ONE_SHARD, "PRIMARY", """
            DELETE FROM pin WHERE (workspace_id, channel_id, target_seq) IN (<rows>)""", "(?,?,?)");

    /// For the catalogue.
    public static final List<Statement> STATEMENTS = List.of(OF_CHANNELS, PUT, DELETE);

    private PinTable() {}

    /// A pinned message.
    ///
    /// @param message which
    /// @param seq of the event that pinned it
    /// @param actor who pinned it
    public record Row(MessageKey message, long seq, UserId actor) {}

    /// The pins of channels. All on one shard.
    public static List<Row> ofChannels(Handle handle, Collection<ChannelKey> channels) {
        return Prepared.queryKeys(
                handle, OF_CHANNELS, List.copyOf(channels), MessageKey::bindChannel, row -> new Row(
                        new MessageKey(ChannelKey.of(row.getLong(1), row.getLong(2)), row.getLong(3)),
                        row.getLong(4),
                        new UserId(row.getLong(5))));
    }

    /// Writes rows of channels that this transaction has locked.
    public static void put(Handle handle, List<Row> rows) {
        Prepared.insertAll(handle, PUT, rows, (insert, row) -> {
            MessageKey.bind(insert, row.message());
            insert.add(row.seq()).add(row.actor().value());
        });
    }

    /// Deletes rows of channels that this transaction has locked; those that are not there do no harm.
    public static void delete(Handle handle, List<MessageKey> messages) {
        Prepared.updateKeys(handle, DELETE, messages, MessageKey::bind);
    }
}
