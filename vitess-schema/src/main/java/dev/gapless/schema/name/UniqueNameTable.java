package dev.gapless.schema.name;

import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.statement.Reach;
import dev.gapless.schema.statement.Statement;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Table `unique_name`: what is unique in a workspace, whichever shard the owner is on. All names of a workspace are on the shard of
/// the workspace, sorted, so this is also the listing.
///
/// Creating an owner takes three steps: reserve the name, write the owner, confirm the name. A creator that dies between
/// leaves a reserved name, which the next one may take over once it is old and its owner's row is missing.
public final class UniqueNameTable {
    private static final String COLUMNS = "workspace_id, kind, name, owner_id, state, listed, created_ms";
    private static final int RESERVED = 1;
    private static final int CONFIRMED = 2;

    /// The first one wins; whoever comes later sees it in the same transaction by [#find].
    private static final Statement RESERVE = Statement.single("unique_name.reserve", Reach.ONE_SHARD, "-", "1 row", """
            INSERT INTO unique_name (workspace_id, kind, name, owner_id, state, listed, created_ms)
            VALUES (:workspace_id, :kind, :name, :owner_id, :state, :listed, :created_ms)
            ON DUPLICATE KEY UPDATE state = state""");

    private static final Statement TAKE_OVER =
            Statement.single("unique_name.take-over", Reach.ONE_SHARD, "PRIMARY", "1 row", """
            UPDATE unique_name SET owner_id = :owner_id, listed = :listed, created_ms = :created_ms
            WHERE workspace_id = :workspace_id AND kind = :kind AND name = :name
              AND state = 1 AND owner_id = :old_owner_id""");

    private static final Statement CONFIRM =
            Statement.single("unique_name.confirm", Reach.ONE_SHARD, "PRIMARY", "1 row", """
            UPDATE unique_name SET state = 2
            WHERE workspace_id = :workspace_id AND kind = :kind AND name = :name AND owner_id = :owner_id""");

    private static final Statement RELEASE =
            Statement.single("unique_name.release", Reach.ONE_SHARD, "PRIMARY", "1 row", """
            DELETE FROM unique_name
            WHERE workspace_id = :workspace_id AND kind = :kind AND name = :name AND owner_id = :owner_id""");

    private static final Statement FIND = Statement.single("unique_name.find", Reach.ONE_SHARD, "PRIMARY", "1 row", """
            SELECT %s FROM unique_name
            WHERE workspace_id = :workspace_id AND kind = :kind AND name = :name""".formatted(COLUMNS));

    private static final Statement PAGE = Statement.single(
            "unique_name.page", Reach.ONE_SHARD, "ix_unique_name_listed", ":limit rows, and reserved ones between them", """
            SELECT %s FROM unique_name FORCE INDEX (ix_unique_name_listed)
            WHERE workspace_id = :workspace_id AND kind = :kind AND listed = 1
              AND name >= :from AND name < :to AND state = 2
            ORDER BY name LIMIT :limit""".formatted(COLUMNS));

    /// For the catalogue.
    public static final List<Statement> STATEMENTS = List.of(RESERVE, TAKE_OVER, CONFIRM, RELEASE, FIND, PAGE);

    private UniqueNameTable() {}

    /// Reserves a name, unless it is taken. To be run in a transaction.
    ///
    /// @return who has the name now: the owner given, or another
    public static UniqueName reserve(Handle handle, UniqueName name) {
        handle.createUpdate(RESERVE.sql())
                .bind("workspace_id", name.workspace().value())
                .bind("kind", name.kind().number())
                .bind("name", bytes(name.name()))
                .bind("owner_id", name.owner())
                .bind("state", name.confirmed() ? CONFIRMED : RESERVED)
                .bind("listed", name.listed() ? 1 : 0)
                .bind("created_ms", name.createdAt().toEpochMilli())
                .execute();
        return find(handle, name.workspace(), name.kind(), name.name())
                .orElseThrow(
                        () -> new IllegalStateException("unique_name: gone within the transaction that reserved it"));
    }

    /// Takes a reserved name from an owner that never came to be.
    ///
    /// @param name the new owner's
    /// @return false if the name is confirmed, free, or somebody else's by now
    public static boolean takeOver(Handle handle, UniqueName name, long oldOwner) {
        return handle.createUpdate(TAKE_OVER.sql())
                .bind("workspace_id", name.workspace().value())
                .bind("kind", name.kind().number())
                .bind("name", bytes(name.name()))
                .bind("owner_id", name.owner())
                .bind("listed", name.listed() ? 1 : 0)
                .bind("created_ms", name.createdAt().toEpochMilli())
                .bind("old_owner_id", oldOwner)
                .execute()
                == 1;
    }

    /// Says that the owner's row exists.
    ///
    /// @return false if the name is not the owner's
    public static boolean confirm(Handle handle, WorkspaceId workspace, NameKind kind, String name, long owner) {
        return owned(handle, CONFIRM, workspace, kind, name, owner) == 1;
    }

    /// Gives a name back.
    ///
    /// @return false if the name is not the owner's
    public static boolean release(Handle handle, WorkspaceId workspace, NameKind kind, String name, long owner) {
        return owned(handle, RELEASE, workspace, kind, name, owner) == 1;
    }

    /// Finds a name, reserved or confirmed.
    public static Optional<UniqueName> find(Handle handle, WorkspaceId workspace, NameKind kind, String name) {
        return handle.createQuery(FIND.sql())
                .bind("workspace_id", workspace.value())
                .bind("kind", kind.number())
                .bind("name", bytes(name))
                .map((row, context) -> readRow(row))
                .findOne();
    }

    /// Listed, confirmed names in byte order of their UTF-8.
    ///
    /// @param prefix which they begin with; empty for all
    /// @param after name that the page begins behind; empty for the first page
    public static List<UniqueName> page(
            Handle handle, WorkspaceId workspace, NameKind kind, String prefix, String after, int limit) {
        return handle.createQuery(PAGE.sql())
                .bind("workspace_id", workspace.value())
                .bind("kind", kind.number())
                .bind("from", from(prefix, after))
                .bind("to", past(prefix))
                .bind("limit", limit)
                .map((row, context) -> readRow(row))
                .list();
    }

    private static int owned(
            Handle handle, Statement statement, WorkspaceId workspace, NameKind kind, String name, long owner) {
        return handle.createUpdate(statement.sql())
                .bind("workspace_id", workspace.value())
                .bind("kind", kind.number())
                .bind("name", bytes(name))
                .bind("owner_id", owner)
                .execute();
    }

    /// The first name that may come: the prefix itself, or the next one behind `after`.
    private static byte[] from(String prefix, String after) {
        byte[] first = bytes(prefix);
        if (after.isEmpty()) {
            return first;
        }
        byte[] last = bytes(after);
        byte[] next = Arrays.copyOf(last, last.length + 1);
        return Arrays.compareUnsigned(first, next) > 0 ? first : next;
    }

    /// Behind all names with the prefix: UTF-8 has no byte 0xff.
    private static byte[] past(String prefix) {
        byte[] first = bytes(prefix);
        byte[] past = Arrays.copyOf(first, first.length + 1);
        past[first.length] = (byte) 0xff;
        return past;
    }

    private static byte[] bytes(String name) {
        return name.getBytes(StandardCharsets.UTF_8);
    }

    private static UniqueName readRow(ResultSet row) throws SQLException {
        int kind = row.getInt(2);
        return new UniqueName(
                new WorkspaceId(row.getLong(1)),
                NameKind.find(kind).orElseThrow(() -> new IllegalStateException("unique_name.kind: " + kind)),
                new String(row.getBytes(3), StandardCharsets.UTF_8),
                row.getLong(4),
                row.getInt(5) == CONFIRMED,
                row.getInt(6) == 1,
                Instant.ofEpochMilli(row.getLong(7)));
    }
}
