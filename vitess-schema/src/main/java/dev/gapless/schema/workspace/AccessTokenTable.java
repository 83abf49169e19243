package dev.gapless.schema.workspace;

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
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Table `access_token`: hashes of tokens, on the shard of their workspace, so that a check is one row of one shard.
public final class AccessTokenTable {
    private static final String COLUMNS =
            "workspace_id, token_hash, token_id, user_id, role, scopes, label, created_ms, expires_ms, revoked_ms";

    private static final Statement INSERT = Statement.single("access_token.insert", Reach.ONE_SHARD, "-", "1 row",
            """
            INSERT INTO access_token (workspace_id, token_hash, token_id, user_id, role, scopes, label, created_ms, expires_ms)
            VALUES (:workspace_id, :token_hash, :token_id, :user_id, :role, :scopes, :label, :created_ms, :expires_ms)""");

    private static final Statement FIND =
            Statement.single("access_token.find", Reach.ONE_SHARD, "PRIMARY", "1 row", """
            SELECT %s FROM access_token
            WHERE workspace_id = :workspace_id AND token_hash = :token_hash""".formatted(COLUMNS));

    private static final Statement OF_USER =
            Statement.single("access_token.of-user", Reach.ONE_SHARD, "ix_access_token_user", ":limit rows", """
            SELECT %s FROM access_token FORCE INDEX (ix_access_token_user)
            WHERE workspace_id = :workspace_id AND user_id = :user_id AND token_id > :after
            ORDER BY token_id LIMIT :limit""".formatted(COLUMNS));

    private static final Statement REVOKE = Statement.single(
            "access_token.revoke", Reach.ONE_SHARD, "ix_access_token_user", "1 row",
            """
            UPDATE access_token FORCE INDEX (ix_access_token_user) SET revoked_ms = :revoked_ms
            WHERE workspace_id = :workspace_id AND user_id = :user_id AND token_id = :token_id AND revoked_ms IS NULL""");

    private static final Statement FIND_IDS =
            Statement.family("access_token.find-ids", Reach.ONE_SHARD, "ix_access_token_user", """
            SELECT %s FROM access_token FORCE INDEX (ix_access_token_user)
            WHERE (workspace_id, user_id, token_id) IN (<rows>)""".formatted(COLUMNS), "(?,?,?)");

    private static final Statement REVOKE_ALL = Statement.single(
            "access_token.revoke-all", Reach.ONE_SHARD, "ix_access_token_user", "tokens of one user",
            """
            UPDATE access_token FORCE INDEX (ix_access_token_user) SET revoked_ms = :revoked_ms
            WHERE workspace_id = :workspace_id AND user_id = :user_id AND revoked_ms IS NULL""");

    private static final Statement EXPIRE = Statement.single(
            "access_token.expire", Reach.ONE_SHARD, "ix_access_token_user", "1 row",
            """
            UPDATE access_token FORCE INDEX (ix_access_token_user) SET expires_ms = :expires_ms
            WHERE workspace_id = :workspace_id AND user_id = :user_id AND token_id = :token_id AND revoked_ms IS NULL""");

    private static final Statement SET_ROLE = Statement.single(
            "access_token.set-role", Reach.ONE_SHARD, "ix_access_token_user", "tokens of one user",
            """
            UPDATE access_token FORCE INDEX (ix_access_token_user) SET role = :role
            WHERE workspace_id = :workspace_id AND user_id = :user_id AND role <> :role""");

    /// For the catalogue.
    public static final List<Statement> STATEMENTS =
            List.of(INSERT, FIND, OF_USER, REVOKE, FIND_IDS, REVOKE_ALL, EXPIRE, SET_ROLE);

    /// Names a token without its text.
    ///
    /// @param user whose it is
    /// @param token its id
    public record TokenKey(WorkspaceId workspace, UserId user, long token) {}

    private AccessTokenTable() {}

    public static void insert(Handle handle, AccessTokenRow row) {
        handle.createUpdate(INSERT.sql())
                .bind("workspace_id", row.workspace().value())
                .bind("token_hash", row.hash())
                .bind("token_id", row.id())
                .bind("user_id", row.user().value())
                .bind("role", row.role().number())
                .bind("scopes", String.join(",", new TreeSet<>(row.scopes())))
                .bind("label", row.label())
                .bind("created_ms", row.createdAt().toEpochMilli())
                .bind("expires_ms", row.expiresAt().map(Instant::toEpochMilli).orElse(null))
                .execute();
    }

    /// Finds a token, valid or not: look at [AccessTokenRow#validAt].
    ///
    /// @param hash SHA-256 of the whole token text
    public static Optional<AccessTokenRow> find(Handle handle, WorkspaceId workspace, byte[] hash) {
        return handle.createQuery(FIND.sql())
                .bind("workspace_id", workspace.value())
                .bind("token_hash", hash)
                .map((row, context) -> readRow(row))
                .findOne();
    }

    /// Tokens of a user, oldest first, ended ones too.
    ///
    /// @param after token id that the page begins behind, 0 for the first page
    public static List<AccessTokenRow> ofUser(Handle handle, WorkspaceId workspace, UserId user, long after,
            int limit) {
        return handle.createQuery(OF_USER.sql())
                .bind("workspace_id", workspace.value())
                .bind("user_id", user.value())
                .bind("after", after)
                .bind("limit", limit)
                .map((row, context) -> readRow(row))
                .list();
    }

    /// Ends a token.
    ///
    /// @return false if there is no such token, or it was ended before
    public static boolean revoke(Handle handle, WorkspaceId workspace, UserId user, long token, Instant at) {
        return handle.createUpdate(REVOKE.sql())
                .bind("workspace_id", workspace.value())
                .bind("user_id", user.value())
                .bind("token_id", token)
                .bind("revoked_ms", at.toEpochMilli())
                .execute()
                == 1;
    }

    /// Those of the tokens that exist, valid or not. All of workspaces of one shard.
    public static List<AccessTokenRow> findIds(Handle handle, Collection<TokenKey> tokens) {
        return Prepared.queryKeys(
                handle,
                FIND_IDS,
                List.copyOf(tokens),
                (prepared, key) -> prepared.add(key.workspace().value())
                        .add(key.user().value())
                        .add(key.token()),
                AccessTokenTable::readRow);
    }

    /// Ends all tokens of a user.
    ///
    /// @return how many there were that had not been ended before
    public static int revokeAll(Handle handle, WorkspaceId workspace, UserId user, Instant at) {
        return handle.createUpdate(REVOKE_ALL.sql())
                .bind("workspace_id", workspace.value())
                .bind("user_id", user.value())
                .bind("revoked_ms", at.toEpochMilli())
                .execute();
    }

    /// Lets a token end at a time.
    public static void expire(Handle handle, WorkspaceId workspace, UserId user, long token, Instant at) {
        handle.createUpdate(EXPIRE.sql())
                .bind("workspace_id", workspace.value())
                .bind("user_id", user.value())
                .bind("token_id", token)
                .bind("expires_ms", at.toEpochMilli())
                .execute();
    }

    /// Gives all tokens of a user the user's new role.
    ///
    /// @return how many had another
    public static int setRole(Handle handle, WorkspaceId workspace, UserId user, MemberRole role) {
        return handle.createUpdate(SET_ROLE.sql())
                .bind("workspace_id", workspace.value())
                .bind("user_id", user.value())
                .bind("role", role.number())
                .execute();
    }

    private static AccessTokenRow readRow(ResultSet row) throws SQLException {
        String scopes = row.getString(6);
        return new AccessTokenRow(
                new WorkspaceId(row.getLong(1)),
                row.getBytes(2),
                row.getLong(3),
                new UserId(row.getLong(4)),
                MemberRole.find(row.getInt(5)).orElse(MemberRole.GUEST),
                scopes.isEmpty() ? Set.of() : Set.of(scopes.split(",")),
                row.getString(7),
                Instant.ofEpochMilli(row.getLong(8)),
                instant(row.getObject(9, Long.class)),
                instant(row.getObject(10, Long.class)));
    }

    private static Optional<Instant> instant(@Nullable Long ms) {
        return Optional.ofNullable(ms).map(Instant::ofEpochMilli);
    }
}
