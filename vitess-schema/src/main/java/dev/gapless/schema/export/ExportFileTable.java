package dev.gapless.schema.export;

import dev.gapless.protocol.export.ExportFile;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.statement.Prepared;
import dev.gapless.schema.statement.Reach;
import dev.gapless.schema.statement.Statement;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Table `export_file`: what exports have made. Written by a slice of the job, which may be done again: then the file is written again.
public final class ExportFileTable {
    private static final String FACTS = "file_number, name, line_count, bytes, sha256";

    private static final Statement PUT = Statement.single("export_file.put", Reach.ONE_SHARD, "-", "1 row", """
            INSERT INTO export_file (workspace_id, job_id, file_number, name, line_count, bytes, sha256, content,
              created_ms)
            VALUES (:workspace_id, :job_id, :file_number, :name, :line_count, :bytes, :sha256, :content, :created_ms)
            ON DUPLICATE KEY UPDATE name = VALUES(name), line_count = VALUES(line_count), bytes = VALUES(bytes),
              sha256 = VALUES(sha256), content = VALUES(content), created_ms = VALUES(created_ms)""");

    private static final Statement PAGE =
            Statement.single("export_file.page", Reach.ONE_SHARD, "PRIMARY", ":limit rows, without contents", """
            SELECT %s FROM export_file FORCE INDEX (PRIMARY)
            WHERE workspace_id = :workspace_id AND job_id = :job_id AND file_number > :after
            ORDER BY file_number LIMIT :limit""".formatted(FACTS));

    private static final Statement FIND =
            Statement.single("export_file.find", Reach.ONE_SHARD, "PRIMARY", "1 row", """
            SELECT %s, content FROM export_file
            WHERE workspace_id = :workspace_id AND job_id = :job_id AND file_number = :file_number"""
                    .formatted(FACTS));

    private static final Statement OLD = Statement.single(
            "export_file.old", Reach.PER_SHARD, "ix_export_file_created", ":limit index entries", """
            SELECT workspace_id, job_id, file_number FROM export_file FORCE INDEX (ix_export_file_created)
            WHERE created_ms < :before_ms ORDER BY created_ms LIMIT :limit""");

    private static final Statement DELETE = Statement.family("export_file.delete", Reach.ONE_SHARD, "PRIMARY", """
            DELETE FROM export_file WHERE (workspace_id, job_id, file_number) IN (<rows>)""", "(?,?,?)");

    /// For the catalogue.
    public static final List<Statement> STATEMENTS = List.of(PUT, PAGE, FIND, OLD, DELETE);

    private ExportFileTable() {}

    /// A file with what is in it.
    @SuppressWarnings("ArrayRecordComponent") // Goes on as it came; files are not compared.
    public record Content(ExportFile file, byte[] content) {}

    /// Names a file.
    private record Key(long workspace, long job, long number) {}

    public static void put(Handle handle, WorkspaceId workspace, long job, ExportFile file, byte[] content,
            Instant at) {
        handle.createUpdate(PUT.sql())
                .bind("workspace_id", workspace.value())
                .bind("job_id", job)
                .bind("file_number", file.number())
                .bind("name", file.name())
                .bind("line_count", file.lines())
                .bind("bytes", file.bytes())
                .bind("sha256", HexFormat.of().parseHex(file.sha256()))
                .bind("content", content)
                .bind("created_ms", at.toEpochMilli())
                .execute();
    }

    /// Files of an export, in order.
    ///
    /// @param after number that the page begins behind, 0 for the first page
    public static List<ExportFile> page(Handle handle, WorkspaceId workspace, long job, long after, int limit) {
        return handle.createQuery(PAGE.sql())
                .bind("workspace_id", workspace.value())
                .bind("job_id", job)
                .bind("after", after)
                .bind("limit", limit)
                .map((row, context) -> read(row))
                .list();
    }

    public static Optional<Content> find(Handle handle, WorkspaceId workspace, long job, long number) {
        return handle.createQuery(FIND.sql())
                .bind("workspace_id", workspace.value())
                .bind("job_id", job)
                .bind("file_number", number)
                .map((row, context) -> new Content(read(row), row.getBytes(6)))
                .findOne();
    }

    /// Forgets files that were made before a time.
    ///
    /// @return how many
    public static int forget(Handle handle, Instant before, int limit) {
        List<Key> old = handle.createQuery(OLD.sql())
                .bind("before_ms", before.toEpochMilli())
                .bind("limit", limit)
                .map((row, context) -> new Key(row.getLong(1), row.getLong(2), row.getLong(3)))
                .list();
        Prepared.updateKeys(handle, DELETE, old, (prepared, key) -> prepared.add(key.workspace())
                .add(key.job())
                .add(key.number()));
        return old.size();
    }

    private static ExportFile read(java.sql.ResultSet row) throws java.sql.SQLException {
        return new ExportFile(
                row.getLong(1), row.getString(2), row.getLong(3), row.getLong(4),
                HexFormat.of().formatHex(row.getBytes(5)));
    }
}
