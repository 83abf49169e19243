package dev.gapless.schema.user;

import dev.gapless.protocol.event.MemberRole;
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
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Table `chat_user`: people and bots.
public final class UserTable {
    private static final String COLUMNS =
            "workspace_id, user_id, handle, display_name, kind, role, state, created_ms, version";

    /// A second insert of the same user changes nothing, so that a creation may be repeated.
    private static final Statement INSERT = Statement.single("chat_user.insert", Reach.ONE_SHARD, "-", "1 row", """
            INSERT INTO chat_user (workspace_id, user_id, handle, display_name, kind, role, state, created_ms, version)
            VALUES (:workspace_id, :user_id, :handle, :display_name, :kind, :role, :state, :created_ms, :version)
            ON DUPLICATE KEY UPDATE version = version""");

    private static final Statement FIND = Statement.single("chat_user.find", Reach.ONE_SHARD, "PRIMARY", "1 row", """
            SELECT %s FROM chat_user
            WHERE workspace_id = :workspace_id AND user_id = :user_id""".formatted(COLUMNS));

    private static final Statement FIND_MANY =
            Statement.family("chat_user.find-many", Reach.ONE_SHARD, "PRIMARY", """
            SELECT %s FROM chat_user FORCE INDEX (PRIMARY)
            WHERE (workspace_id, user_id) IN (<rows>)""".formatted(COLUMNS), "(?,?)");

    private static final Statement PAGE = Statement.single(
            "chat_user.page", Reach.WORKSPACE, "PRIMARY", ":limit rows, per shard of the workspace", """
            SELECT %s FROM chat_user FORCE INDEX (PRIMARY)
            WHERE workspace_id = :workspace_id AND user_id > :after
            ORDER BY user_id LIMIT :limit""".formatted(COLUMNS));

    private static final Statement SET = Statement.single("chat_user.set", Reach.ONE_SHARD, "PRIMARY", "1 row", """
            UPDATE chat_user SET display_name = :display_name, role = :role, state = :state, version = version + 1
            WHERE workspace_id = :workspace_id AND user_id = :user_id AND version = :version""");

    /// For the catalogue.
    public static final List<Statement> STATEMENTS = List.of(INSERT, FIND, FIND_MANY, PAGE, SET);

    private UserTable() {}

    /// Adds a user; nothing happens if it is there.
    public static void insert(Handle handle, UserRow row) {
        handle.createUpdate(INSERT.sql())
                .bind("workspace_id", row.workspace().value())
                .bind("user_id", row.user().value())
                .bind("handle", row.handle())
                .bind("display_name", row.displayName())
                .bind("kind", row.kind().number())
                .bind("role", row.role().number())
                .bind("state", row.state().number())
                .bind("created_ms", row.createdAt().toEpochMilli())
                .bind("version", row.version())
                .execute();
    }

    public static Optional<UserRow> find(Handle handle, WorkspaceId workspace, UserId user) {
        return handle.createQuery(FIND.sql())
                .bind("workspace_id", workspace.value())
                .bind("user_id", user.value())
                .map((row, context) -> readRow(row))
                .findOne();
    }

    /// Those of the users that exist, in no particular order. All on one shard.
    public static List<UserRow> findMany(Handle handle, WorkspaceId workspace, Collection<UserId> users) {
        return Prepared.queryKeys(
                handle,
                FIND_MANY,
                List.copyOf(users),
                (prepared, user) -> prepared.add(workspace.value()).add(user.value()),
                UserTable::readRow);
    }

    /// Users of a workspace on this shard, in id order.
    ///
    /// @param after id that the page begins behind, 0 for the first page
    public static List<UserRow> page(Handle handle, WorkspaceId workspace, long after, int limit) {
        return handle.createQuery(PAGE.sql())
                .bind("workspace_id", workspace.value())
                .bind("after", after)
                .bind("limit", limit)
                .map((row, context) -> readRow(row))
                .list();
    }

    /// Changes display name, role and state.
    ///
    /// @param row with the version that the caller has read
    /// @return false if somebody else changed the user first
    public static boolean set(Handle handle, UserRow row) {
        return handle.createUpdate(SET.sql())
                .bind("workspace_id", row.workspace().value())
                .bind("user_id", row.user().value())
                .bind("display_name", row.displayName())
                .bind("role", row.role().number())
                .bind("state", row.state().number())
                .bind("version", row.version())
                .execute()
                == 1;
    }

    private static UserRow readRow(ResultSet row) throws SQLException {
        return new UserRow(
                new WorkspaceId(row.getLong(1)),
                new UserId(row.getLong(2)),
                row.getString(3),
                row.getString(4),
                UserKind.find(row.getInt(5)).orElse(UserKind.PERSON),
                MemberRole.find(row.getInt(6)).orElse(MemberRole.GUEST),
                UserState.find(row.getInt(7)).orElse(UserState.DEACTIVATED),
                Instant.ofEpochMilli(row.getLong(8)),
                row.getLong(9));
    }
}
