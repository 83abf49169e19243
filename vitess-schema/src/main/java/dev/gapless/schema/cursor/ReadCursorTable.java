package dev.gapless.schema.cursor;

import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.UserId;
import dev.gapless.schema.statement.Prepared;
import dev.gapless.schema.statement.Reach;
import dev.gapless.schema.statement.Statement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;

/// Table `read_cursor`: how far each user has read in each channel and thread. Written by [CursorLog] only.
public final class ReadCursorTable {
    /// Thread cursors told by one [#threads] at most.
    public static final int MAX_THREADS = 1_000;

    private static final String COLUMNS =
            "workspace_id, user_id, channel_id, root_seq, seq, ordinal, generation, floor_seq, revision, updated_ms";

    private static final Statement FIND = Statement.family("read_cursor.find", Reach.ONE_SHARD, "PRIMARY", """
            SELECT %s FROM read_cursor FORCE INDEX (PRIMARY)
            WHERE (workspace_id, user_id, channel_id, root_seq) IN (<rows>)""".formatted(COLUMNS), "(?,?,?,?)");

    private static final Statement THREADS = Statement.family("read_cursor.threads", Reach.ONE_SHARD, "PRIMARY", """
            SELECT %s FROM read_cursor FORCE INDEX (PRIMARY)
            WHERE (workspace_id, user_id, channel_id) IN (<rows>) AND root_seq > 0
            LIMIT %d""".formatted(COLUMNS, MAX_THREADS), "(?,?,?)");

    private static final Statement SINCE = Statement.single(
            "read_cursor.since", Reach.ONE_SHARD, "ix_read_cursor_revision", ":limit rows", """
            SELECT %s FROM read_cursor FORCE INDEX (ix_read_cursor_revision)
            WHERE workspace_id = :workspace_id AND user_id = :user_id AND revision > :since
            ORDER BY revision LIMIT :limit""".formatted(COLUMNS));

    private static final Statement PUT = Statement.family("read_cursor.put", Reach.ONE_SHARD, "-", """
            INSERT INTO read_cursor (workspace_id, user_id, channel_id, root_seq, seq, ordinal, generation, floor_seq,
              revision, updated_ms)
            VALUES <rows>
            ON DUPLICATE KEY UPDATE seq = VALUES(seq), ordinal = VALUES(ordinal), generation = VALUES(generation),
              floor_seq = VALUES(floor_seq), revision = VALUES(revision), updated_ms = VALUES(updated_ms)""",
            "(?,?,?,?,?,?,?,?,?,?)");

    /// For the catalogue.
    public static final List<Statement> STATEMENTS = List.of(FIND, THREADS, SINCE, PUT);

    private ReadCursorTable() {}

    /// Those of the cursors that were ever moved, in no particular order. All of users on one shard.
    public static List<CursorRow> find(Handle handle, Collection<CursorKey> keys) {
        return Prepared.queryKeys(handle, FIND, List.copyOf(keys), ReadCursorTable::bind, ReadCursorTable::readRow);
    }

    /// A user's cursors of threads in these channels, up to [#MAX_THREADS] for each 256 channels.
    public static List<CursorRow> threads(Handle handle, UserId user, Collection<ChannelKey> channels) {
        return Prepared.queryKeys(
                handle, THREADS, List.copyOf(channels),
                (prepared, channel) -> prepared.add(channel.workspace().value())
                        .add(user.value())
                        .add(channel.channel().value()),
                ReadCursorTable::readRow);
    }

    /// Cursors of a user that changed after a revision, in the order of their revisions.
    public static List<CursorRow> since(Handle handle, UserKey user, long since, int limit) {
        return handle.createQuery(SINCE.sql())
                .bind("workspace_id", user.workspace().value())
                .bind("user_id", user.user().value())
                .bind("since", since)
                .bind("limit", limit)
                .map((row, context) -> readRow(row))
                .list();
    }

    /// Writes cursors of users that this transaction has locked.
    static void put(Handle handle, List<CursorRow> rows) {
        Prepared.insertAll(handle, PUT, rows, (insert, row) -> {
            bind(insert, row.key());
            insert.add(row.seq())
                    .add(row.ordinal())
                    .add(row.generation())
                    .add(row.floor())
                    .add(row.revision())
                    .add(row.updatedMs());
        });
    }

    private static void bind(Prepared prepared, CursorKey key) {
        prepared.add(key.channel().workspace().value())
                .add(key.user().value())
                .add(key.channel().channel().value())
                .add(key.root());
    }

    private static CursorRow readRow(ResultSet row) throws SQLException {
        return new CursorRow(
                new CursorKey(
                        new UserId(row.getLong(2)), ChannelKey.of(row.getLong(1), row.getLong(3)), row.getLong(4)),
                row.getLong(5),
                row.getLong(6),
                row.getLong(7),
                row.getLong(8),
                row.getLong(9),
                row.getLong(10));
    }
}
