package dev.gapless.schema.user;

import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.statement.Prepared;
import dev.gapless.schema.statement.Reach;
import dev.gapless.schema.statement.Statement;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/// Table `user_mention`: the mention inbox of each user, projected from the log. It may lag; it never goes back, since an older
/// version does not override a newer one.
public final class UserMentionTable {
    /// Assignments run from left to right, so the version comes last. The time stays that of the first mention.
    private static final Statement PUT_NEWER = Statement.family("user_mention.put-newer", Reach.ONE_SHARD, "-", """
            INSERT INTO user_mention (workspace_id, user_id, channel_id, seq, actor_id, at_ms, version, state)
            VALUES <rows>
            ON DUPLICATE KEY UPDATE state = IF(VALUES(version) > version, VALUES(state), state),
              version = GREATEST(version, VALUES(version))""", "(?,?,?,?,?,?,?,?)");

    private static final Statement PAGE_BEFORE = Statement.single(
            "user_mention.page-before", Reach.ONE_SHARD, "ix_user_mention_at", ":limit rows, and those taken back", """
            SELECT workspace_id, user_id, channel_id, seq, actor_id, at_ms, version
            FROM user_mention FORCE INDEX (ix_user_mention_at)
            WHERE workspace_id = :workspace_id AND user_id = :user_id AND at_ms <= :at_ms AND state = 1
              AND (at_ms < :at_ms OR channel_id < :channel_id OR (channel_id = :channel_id AND seq < :seq))
            ORDER BY at_ms DESC, channel_id DESC, seq DESC LIMIT :limit""");

    private static final Statement DELETE = Statement.family("user_mention.delete", Reach.ONE_SHARD, "PRIMARY", """
            DELETE FROM user_mention WHERE (workspace_id, user_id, channel_id, seq) IN (<rows>)""", "(?,?,?,?)");

    /// For the catalogue.
    public static final List<Statement> STATEMENTS = List.of(PUT_NEWER, PAGE_BEFORE, DELETE);

    private UserMentionTable() {}

    /// Where a page begins: behind this row.
    public record Place(Instant at, long channel, long seq) {
        /// Before all rows, so that the page is the first.
        public static final Place NEWEST =
                new Place(Instant.ofEpochMilli(Long.MAX_VALUE / 2), Long.MAX_VALUE, Long.MAX_VALUE);
    }

    /// Names a row.
    ///
    /// @param user who is mentioned
    /// @param channel where
    /// @param seq by which message
    public record Key(UserId user, ChannelKey channel, long seq) {}

    /// Deletes rows of messages that are removed. All of users of one shard.
    public static void delete(Handle handle, List<Key> keys) {
        Prepared.updateKeys(handle, DELETE, keys, (prepared, key) -> prepared.add(key.channel().workspace().value())
                .add(key.user().value())
                .add(key.channel().channel().value())
                .add(key.seq()));
    }

    /// Writes rows unless newer ones are there. All of users of one shard.
    public static void putNewer(Handle handle, List<UserMentionRow> rows) {
        Prepared.insertAll(handle, PUT_NEWER, rows, (insert, row) -> insert.add(row.channel().workspace().value())
                .add(row.user().value())
                .add(row.channel().channel().value())
                .add(row.seq())
                .add(row.actor().value())
                .add(row.at().toEpochMilli())
                .add(row.version())
                .add(row.mentioned() ? 1 : 0));
    }

    /// Mentions of a user, newest first.
    public static List<UserMentionRow> pageBefore(
            Handle handle, WorkspaceId workspace, UserId user, Place before, int limit) {
        return handle.createQuery(PAGE_BEFORE.sql())
                .bind("workspace_id", workspace.value())
                .bind("user_id", user.value())
                .bind("at_ms", before.at().toEpochMilli())
                .bind("channel_id", before.channel())
                .bind("seq", before.seq())
                .bind("limit", limit)
                .map((row, context) -> new UserMentionRow(
                        new UserId(row.getLong(2)),
                        ChannelKey.of(row.getLong(1), row.getLong(3)),
                        row.getLong(4),
                        new UserId(row.getLong(5)),
                        Instant.ofEpochMilli(row.getLong(6)),
                        row.getLong(7),
                        true))
                .list();
    }
}
