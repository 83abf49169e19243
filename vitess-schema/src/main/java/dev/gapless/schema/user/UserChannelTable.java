package dev.gapless.schema.user;

import dev.gapless.protocol.event.MemberRole;
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
import java.util.List;
import org.jdbi.v3.core.Handle;

/// Table `user_channel`: the channels of a user, projected from the member events of the log. It may lag behind
/// `channel_member`, which decides; it never goes back, since an older version does not override a newer one.
public final class UserChannelTable {
    private static final String COLUMNS =
            "workspace_id, channel_id, user_id, role, state, joined_seq, joined_ordinal, version,"
                    + " updated_ms";

    /// Assignments run from left to right, so the version comes last.
    private static final Statement PUT_NEWER = Statement.family("user_channel.put-newer", Reach.ONE_SHARD, "-", """
            INSERT INTO user_channel (workspace_id, user_id, channel_id, role, state, joined_seq, joined_ordinal, version,
              updated_ms)
            VALUES <rows>
            ON DUPLICATE KEY UPDATE role = IF(VALUES(version) > version, VALUES(role), role),
              state = IF(VALUES(version) > version, VALUES(state), state),
              joined_seq = IF(VALUES(version) > version, VALUES(joined_seq), joined_seq),
              joined_ordinal = IF(VALUES(version) > version, VALUES(joined_ordinal), joined_ordinal),
              updated_ms = IF(VALUES(version) > version, VALUES(updated_ms), updated_ms),
              version = GREATEST(version, VALUES(version))""", "(?,?,?,?,?,?,?,?,?)");

    private static final Statement PAGE = Statement.single(
            "user_channel.page", Reach.ONE_SHARD, "PRIMARY", ":limit rows, and channels left between them", """
            SELECT %s FROM user_channel
            WHERE workspace_id = :workspace_id AND user_id = :user_id AND channel_id > :after AND state = 1
            ORDER BY channel_id LIMIT :limit""".formatted(COLUMNS));

    private static final Statement LEFT_SINCE = Statement.single(
            "user_channel.left-since", Reach.ONE_SHARD, "PRIMARY", ":limit rows, and the user's other channels", """
            SELECT workspace_id, channel_id FROM user_channel
            WHERE workspace_id = :workspace_id AND user_id = :user_id AND state = 0 AND updated_ms >= :since_ms
            ORDER BY channel_id LIMIT :limit""");

    private static final Statement COUNT_JOINED = Statement.single(
            "user_channel.count-joined", Reach.ONE_SHARD, "PRIMARY", "1 row, counted over the user's channels", """
            SELECT COUNT(*) FROM user_channel
            WHERE workspace_id = :workspace_id AND user_id = :user_id AND state = 1""");

    /// For the catalogue.
    public static final List<Statement> STATEMENTS = List.of(PUT_NEWER, PAGE, LEFT_SINCE, COUNT_JOINED);

    private UserChannelTable() {}

    /// Writes rows unless newer ones are there. All of users of one shard.
    public static void putNewer(Handle handle, Collection<UserChannelRow> rows) {
        List<UserChannelRow> all = List.copyOf(rows);
        for (int from = 0; from < all.size(); from += Statement.MAX_ROWS) {
            List<UserChannelRow> some = all.subList(from, Math.min(all.size(), from + Statement.MAX_ROWS));
            try (Prepared insert = Prepared.of(handle, PUT_NEWER, some.size())) {
                for (UserChannelRow row : some) {
                    insert.add(row.channel().workspace().value())
                            .add(row.user().value())
                            .add(row.channel().channel().value())
                            .add(row.role().number())
                            .add(row.member() ? 1 : 0)
                            .add(row.joinedSeq())
                            .add(row.joinedOrdinal())
                            .add(row.version())
                            .add(row.updatedAt().toEpochMilli());
                }
                insert.update();
            }
        }
    }

    /// Channels that a user is in, in id order.
    ///
    /// @param after channel id that the page begins behind, 0 for the first page
    public static List<UserChannelRow> page(Handle handle, WorkspaceId workspace, UserId user, long after, int limit) {
        return handle.createQuery(PAGE.sql())
                .bind("workspace_id", workspace.value())
                .bind("user_id", user.value())
                .bind("after", after)
                .bind("limit", limit)
                .map((row, context) -> readRow(row))
                .list();
    }

    /// Channels that a user has left at or after a time and not joined again, in id order.
    public static List<ChannelKey> leftSince(
            Handle handle, WorkspaceId workspace, UserId user, long sinceMs, int limit) {
        return handle.createQuery(LEFT_SINCE.sql())
                .bind("workspace_id", workspace.value())
                .bind("user_id", user.value())
                .bind("since_ms", sinceMs)
                .bind("limit", limit)
                .map((row, context) -> ChannelKey.of(row.getLong(1), row.getLong(2)))
                .list();
    }

    /// How many channels a user is in.
    public static int countJoined(Handle handle, WorkspaceId workspace, UserId user) {
        return handle.createQuery(COUNT_JOINED.sql())
                .bind("workspace_id", workspace.value())
                .bind("user_id", user.value())
                .mapTo(int.class)
                .one();
    }

    private static UserChannelRow readRow(ResultSet row) throws SQLException {
        return new UserChannelRow(
                ChannelKey.of(row.getLong(1), row.getLong(2)),
                new UserId(row.getLong(3)),
                MemberRole.find(row.getInt(4)).orElse(MemberRole.MEMBER),
                row.getInt(5) == 1,
                row.getLong(6),
                row.getLong(7),
                row.getLong(8),
                Instant.ofEpochMilli(row.getLong(9)));
    }
}
