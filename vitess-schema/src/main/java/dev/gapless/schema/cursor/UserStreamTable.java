package dev.gapless.schema.cursor;

import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.statement.Prepared;
import dev.gapless.schema.statement.Reach;
import dev.gapless.schema.statement.Statement;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/// Table `user_stream`: the revision of each user's own stream. The row lock on it orders all who move cursors of the user.
public final class UserStreamTable {
    private static final String SELECT =
            """
            SELECT workspace_id, user_id, revision FROM user_stream FORCE INDEX (PRIMARY)
            WHERE (workspace_id, user_id) IN (<rows>)""";

    private static final Statement FIND =
            Statement.family("user_stream.find", Reach.ONE_SHARD, "PRIMARY", SELECT, "(?,?)");

    /// In key order, so that two that lock the same users never wait in a circle.
    private static final Statement LOCK = Statement.family(
            "user_stream.lock", Reach.ONE_SHARD, "PRIMARY", SELECT + " ORDER BY workspace_id, user_id FOR UPDATE",
            "(?,?)");

    private static final Statement ENSURE = Statement.family("user_stream.ensure", Reach.ONE_SHARD, "-", """
            INSERT INTO user_stream (workspace_id, user_id, revision)
            VALUES <rows>
            ON DUPLICATE KEY UPDATE revision = revision""", "(?,?,0)");

    private static final Statement SET = Statement.family("user_stream.set", Reach.ONE_SHARD, "-", """
            INSERT INTO user_stream (workspace_id, user_id, revision)
            VALUES <rows>
            ON DUPLICATE KEY UPDATE revision = VALUES(revision)""", "(?,?,?)");

    /// For the catalogue.
    public static final List<Statement> STATEMENTS = List.of(FIND, LOCK, ENSURE, SET);

    private UserStreamTable() {}

    /// Revisions of users; those whose stream has not begun are left out. All on one shard.
    public static Map<UserKey, Long> find(Handle handle, Collection<UserKey> users) {
        return revisions(handle, FIND, List.copyOf(users));
    }

    /// Locks users until the end of the transaction.
    ///
    /// @param users distinct, in order, at most 256, all on one shard
    static Map<UserKey, Long> lock(Handle handle, List<UserKey> users) {
        return revisions(handle, LOCK, users);
    }

    /// Begins the streams of users, unless they have begun.
    static void ensure(Handle handle, List<UserKey> users) {
        Prepared.insertAll(handle, ENSURE, users, UserStreamTable::bind);
    }

    /// Moves the revisions of users that this transaction has locked.
    static void set(Handle handle, Map<UserKey, Long> revisions) {
        Prepared.insertAll(handle, SET, List.copyOf(revisions.entrySet()), (insert, entry) -> {
            bind(insert, entry.getKey());
            insert.add(entry.getValue());
        });
    }

    private static Map<UserKey, Long> revisions(Handle handle, Statement statement, List<UserKey> users) {
        Map<UserKey, Long> revisions = new HashMap<>();
        Prepared.queryKeys(
                handle, statement, users, UserStreamTable::bind,
                row -> revisions.put(
                        new UserKey(new WorkspaceId(row.getLong(1)), new UserId(row.getLong(2))), row.getLong(3)));
        return revisions;
    }

    private static void bind(Prepared prepared, UserKey key) {
        prepared.add(key.workspace().value()).add(key.user().value());
    }
}
