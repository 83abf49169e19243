package dev.gapless.schema.channel;

import dev.gapless.protocol.event.MemberRole;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.statement.Prepared;
import dev.gapless.schema.statement.Reach;
import dev.gapless.schema.statement.Statement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Table `channel_member`: who is in a channel. The truth; written only by the transaction that appends the member event.
public final class ChannelMemberTable {
    private static final String COLUMNS =
            "workspace_id, channel_id, user_id, role, state, joined_seq, joined_ordinal, version, updated_ms";

    private static final Statement FIND =
            Statement.single("channel_member.find", Reach.ONE_SHARD, "PRIMARY", "1 row", """
            SELECT %s FROM channel_member
            WHERE workspace_id = :workspace_id AND channel_id = :channel_id AND user_id = :user_id"""
                    .formatted(COLUMNS));

    private static final Statement FIND_MANY =
            Statement.family("channel_member.find-many", Reach.ONE_SHARD, "PRIMARY", """
            SELECT %s FROM channel_member FORCE INDEX (PRIMARY)
            WHERE (workspace_id, channel_id, user_id) IN (<rows>)""".formatted(COLUMNS), "(?,?,?)");

    private static final Statement PAGE = Statement.single(
            "channel_member.page", Reach.ONE_SHARD, "PRIMARY", ":limit rows, and those who have left between them", """
            SELECT %s FROM channel_member
            WHERE workspace_id = :workspace_id AND channel_id = :channel_id AND user_id > :after AND state = 1
            ORDER BY user_id LIMIT :limit""".formatted(COLUMNS));

    private static final Statement EVERYBODY = Statement.single(
            "channel_member.everybody", Reach.ONE_SHARD, "PRIMARY", ":limit rows", """
            SELECT %s FROM channel_member FORCE INDEX (PRIMARY)
            WHERE workspace_id = :workspace_id AND channel_id = :channel_id AND user_id > :after
            ORDER BY user_id LIMIT :limit""".formatted(COLUMNS));

    private static final Statement PUT = Statement.family("channel_member.put", Reach.ONE_SHARD, "-", """
            INSERT INTO channel_member (workspace_id, channel_id, user_id, role, state, joined_seq, joined_ordinal, version,
              updated_ms)
            VALUES <rows>
            ON DUPLICATE KEY UPDATE role = VALUES(role), state = VALUES(state), joined_seq = VALUES(joined_seq),
              joined_ordinal = VALUES(joined_ordinal), version = VALUES(version), updated_ms = VALUES(updated_ms)""",
            "(?,?,?,?,?,?,?,?,?)");

    private static final Statement LAST_POSTS =
            Statement.family("channel_member.last-posts", Reach.ONE_SHARD, "PRIMARY", """
            SELECT workspace_id, channel_id, user_id, last_post_ms FROM channel_member FORCE INDEX (PRIMARY)
            WHERE (workspace_id, channel_id, user_id) IN (<rows>)""", "(?,?,?)");

    private static final Statement POSTED =
            Statement.single("channel_member.posted", Reach.ONE_SHARD, "PRIMARY", "1 row", """
            UPDATE channel_member SET last_post_ms = :last_post_ms
            WHERE workspace_id = :workspace_id AND channel_id = :channel_id AND user_id = :user_id""");

    /// For the catalogue.
    public static final List<Statement> STATEMENTS = List.of(FIND, FIND_MANY, PAGE, EVERYBODY, PUT, LAST_POSTS, POSTED);

    private ChannelMemberTable() {}

    /// The row of a user, also if the user has left: look at [MemberRow#member].
    public static Optional<MemberRow> find(Handle handle, MemberKey key) {
        return handle.createQuery(FIND.sql())
                .bind("workspace_id", key.channel().workspace().value())
                .bind("channel_id", key.channel().channel().value())
                .bind("user_id", key.user().value())
                .map((row, context) -> readRow(row))
                .findOne();
    }

    /// Rows of those who are or were members, in no particular order. All on one shard.
    public static List<MemberRow> findMany(Handle handle, Collection<MemberKey> keys) {
        return Prepared.queryKeys(
                handle, FIND_MANY, List.copyOf(keys), ChannelMemberTable::bindKey, ChannelMemberTable::readRow);
    }

    /// Members of a channel in id order.
    ///
    /// @param after user id that the page begins behind, 0 for the first page
    public static List<MemberRow> page(Handle handle, ChannelKey channel, long after, int limit) {
        return handle.createQuery(PAGE.sql())
                .bind("workspace_id", channel.workspace().value())
                .bind("channel_id", channel.channel().value())
                .bind("after", after)
                .bind("limit", limit)
                .map((row, context) -> readRow(row))
                .list();
    }

    /// Members of a channel and those who have left, in id order.
    ///
    /// @param after user id that the page begins behind, 0 for the first page
    public static List<MemberRow> everybody(Handle handle, ChannelKey channel, long after, int limit) {
        return handle.createQuery(EVERYBODY.sql())
                .bind("workspace_id", channel.workspace().value())
                .bind("channel_id", channel.channel().value())
                .bind("after", after)
                .bind("limit", limit)
                .map((row, context) -> readRow(row))
                .list();
    }

    /// Writes rows of channels that this transaction has locked.
    ///
    /// @param rows 1 to [Statement#MAX_ROWS], one per member at most
    public static void put(Handle handle, Collection<MemberRow> rows) {
        try (Prepared insert = Prepared.of(handle, PUT, rows.size())) {
            for (MemberRow row : rows) {
                bindKey(insert, new MemberKey(row.channel(), row.user()));
                insert.add(row.role().number())
                        .add(row.member() ? 1 : 0)
                        .add(row.joinedSeq())
                        .add(row.joinedOrdinal())
                        .add(row.version())
                        .add(row.updatedAt().toEpochMilli());
            }
            insert.update();
        }
    }

    /// When members of slow channels posted last; 0 for those who have not. All on one shard, their channels locked.
    public static Map<MemberKey, Long> lastPosts(Handle handle, Collection<MemberKey> keys) {
        Map<MemberKey, Long> last = new HashMap<>();
        Prepared.queryKeys(
                handle, LAST_POSTS, List.copyOf(keys), ChannelMemberTable::bindKey,
                row -> Map.entry(
                        new MemberKey(
                                new ChannelKey(new WorkspaceId(row.getLong(1)), new ChannelId(row.getLong(2))),
                                new UserId(row.getLong(3))),
                        row.getLong(4)))
                .forEach(entry -> last.put(entry.getKey(), entry.getValue()));
        return last;
    }

    /// A member of a slow channel has posted.
    public static void posted(Handle handle, MemberKey key, long atMs) {
        handle.createUpdate(POSTED.sql())
                .bind("workspace_id", key.channel().workspace().value())
                .bind("channel_id", key.channel().channel().value())
                .bind("user_id", key.user().value())
                .bind("last_post_ms", atMs)
                .execute();
    }

    private static void bindKey(Prepared prepared, MemberKey key) {
        prepared.add(key.channel().workspace().value())
                .add(key.channel().channel().value())
                .add(key.user().value());
    }

    private static MemberRow readRow(ResultSet row) throws SQLException {
        return new MemberRow(
                new ChannelKey(new WorkspaceId(row.getLong(1)), new ChannelId(row.getLong(2))),
                new UserId(row.getLong(3)),
                MemberRole.find(row.getInt(4)).orElse(MemberRole.MEMBER),
                row.getInt(5) == 1,
                row.getLong(6),
                row.getLong(7),
                row.getLong(8),
                Instant.ofEpochMilli(row.getLong(9)));
    }
}
