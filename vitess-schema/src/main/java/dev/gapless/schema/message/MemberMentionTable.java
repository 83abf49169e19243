package dev.gapless.schema.message;

import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.UserId;
import dev.gapless.schema.channel.MemberKey;
import dev.gapless.schema.statement.Prepared;
import dev.gapless.schema.statement.Reach;
import dev.gapless.schema.statement.Statement;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/// Table `member_mention`: messages that mention a member by name.
public final class MemberMentionTable {
    private static final Statement PUT = Statement.family("member_mention.put", Reach.ONE_SHARD, "-", """
            INSERT INTO member_mention (workspace_id, channel_id, user_id, seq, actor_id)
            VALUES <rows>
            ON DUPLICATE KEY UPDATE actor_id = VALUES(actor_id)""", "(?,?,?,?,?)");

    private static final Statement DELETE = Statement.family("member_mention.delete", Reach.ONE_SHARD, "PRIMARY", """
            DELETE FROM member_mention WHERE (workspace_id, channel_id, user_id, seq) IN (<rows>)""", "(?,?,?,?)");

    private static final Statement COUNT = Statement.ranges(
            "member_mention.count", Reach.ONE_SHARD, "PRIMARY", "those in the ranges", """
            SELECT workspace_id, channel_id, user_id, COUNT(*) FROM member_mention FORCE INDEX (PRIMARY)
            WHERE (workspace_id, channel_id) IN (<rows>) AND (<ranges>)
            GROUP BY workspace_id, channel_id, user_id""", "(?,?)",
            "(workspace_id = ? AND channel_id = ? AND user_id = ? AND seq > ? AND seq <= ?)");

    /// For the catalogue.
    public static final List<Statement> STATEMENTS = List.of(PUT, DELETE, COUNT);

    private MemberMentionTable() {}

    /// Names a row.
    public record Key(MessageKey message, UserId user) {}

    /// A member's mention.
    public record Row(Key key, UserId actor) {}

    /// The messages that a member has not read.
    public record MemberSpan(UserId user, SeqSpan span) {}

    /// Adds rows of channels that this transaction has locked.
    public static void put(Handle handle, List<Row> rows) {
        Prepared.insertAll(handle, PUT, rows, (insert, row) -> {
            bindKey(insert, row.key());
            insert.add(row.actor().value());
        });
    }

    /// Deletes rows of channels that this transaction has locked.
    public static void delete(Handle handle, List<Key> keys) {
        Prepared.updateKeys(handle, DELETE, keys, MemberMentionTable::bindKey);
    }

    /// How many there are in each span; members without any are left out. One span per member, all on one shard.
    public static Map<MemberKey, Long> count(Handle handle, Collection<MemberSpan> spans) {
        Map<MemberKey, Long> counts = new HashMap<>();
        Prepared.queryRanges(
                handle, COUNT, List.copyOf(spans),
                (prepared, member) -> SeqSpan.bindKey(prepared, member.span()),
                (prepared, member) -> {
                    MessageKey.bindChannel(prepared, member.span().channel());
                    prepared.add(member.user().value())
                            .add(member.span().after())
                            .add(member.span().upTo());
                },
                row -> counts.merge(
                        new MemberKey(
                                ChannelKey.of(row.getLong(1), row.getLong(2)), new UserId(row.getLong(3))),
                        row.getLong(4), Long::sum));
        return counts;
    }

    private static void bindKey(Prepared prepared, Key key) {
        MessageKey.bindChannel(prepared, key.message().channel());
        prepared.add(key.user().value()).add(key.message().seq());
    }
}
