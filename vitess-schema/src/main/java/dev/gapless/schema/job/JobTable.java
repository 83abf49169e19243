package dev.gapless.schema.job;

import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.statement.Reach;
import dev.gapless.schema.statement.Statement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Table `job`: work that control planes do in slices. Each slice raises the version, so that of two who work on the same job by
/// mistake one finds out.
public final class JobTable {
    private static final String COLUMNS =
            """
            workspace_id, job_id, kind, state, version, wanted, progress, failure, actor, reason,
            created_ms, updated_ms""";

    private static final Statement INSERT = Statement.single("job.insert", Reach.ONE_SHARD, "-", "1 row", """
            INSERT INTO job (%s)
            VALUES (:workspace_id, :job_id, :kind, :state, 1, :wanted, :progress, '', :actor, :reason,
              :created_ms, :created_ms)""".formatted(COLUMNS));

    private static final Statement UPDATE = Statement.single("job.update", Reach.ONE_SHARD, "PRIMARY", "1 row", """
            UPDATE job SET state = :state, progress = :progress, failure = :failure, updated_ms = :updated_ms,
              version = version + 1
            WHERE workspace_id = :workspace_id AND job_id = :job_id AND version = :version""");

    private static final Statement DELETE = Statement.single("job.delete", Reach.ONE_SHARD, "PRIMARY", "1 row", """
            DELETE FROM job WHERE workspace_id = :workspace_id AND job_id = :job_id""");

    private static final Statement FIND = Statement.single("job.find", Reach.ONE_SHARD, "PRIMARY", "1 row", """
            SELECT %s FROM job WHERE workspace_id = :workspace_id AND job_id = :job_id""".formatted(COLUMNS));

    private static final Statement PAGE =
            Statement.single("job.page-before", Reach.ONE_SHARD, "PRIMARY", ":limit rows", """
            SELECT %s FROM job FORCE INDEX (PRIMARY)
            WHERE workspace_id = :workspace_id AND job_id < :before_id ORDER BY job_id DESC LIMIT :limit"""
                    .formatted(COLUMNS));

    private static final Statement OPEN =
            Statement.single("job.open", Reach.PER_SHARD, "ix_job_state", ":limit rows", """
            SELECT %s FROM job FORCE INDEX (ix_job_state)
            WHERE state = 1
              AND (workspace_id > :after_workspace OR (workspace_id = :after_workspace AND job_id > :after_job))
            ORDER BY workspace_id, job_id LIMIT :limit""".formatted(COLUMNS));

    /// For the catalogue.
    public static final List<Statement> STATEMENTS = List.of(INSERT, UPDATE, DELETE, FIND, PAGE, OPEN);

    private JobTable() {}

    /// Adds a job.
    public static void insert(Handle handle, JobRow row) {
        handle.createUpdate(INSERT.sql())
                .bind("workspace_id", row.workspace().value())
                .bind("job_id", row.id())
                .bind("kind", row.kind().number())
                .bind("state", row.state().number())
                .bind("wanted", row.wanted())
                .bind("progress", row.progress())
                .bind("actor", row.actor())
                .bind("reason", row.reason())
                .bind("created_ms", row.createdAt().toEpochMilli())
                .execute();
    }

    /// Writes how far a job is.
    ///
    /// @return false if somebody else worked on it since `row` was read
    public static boolean update(Handle handle, JobRow row) {
        return handle.createUpdate(UPDATE.sql())
                .bind("workspace_id", row.workspace().value())
                .bind("job_id", row.id())
                .bind("state", row.state().number())
                .bind("progress", row.progress())
                .bind("failure", row.failure())
                .bind("updated_ms", row.updatedAt().toEpochMilli())
                .bind("version", row.version())
                .execute()
                == 1;
    }

    /// Forgets a job.
    public static void delete(Handle handle, WorkspaceId workspace, long id) {
        handle.createUpdate(DELETE.sql())
                .bind("workspace_id", workspace.value())
                .bind("job_id", id)
                .execute();
    }

    public static Optional<JobRow> find(Handle handle, WorkspaceId workspace, long id) {
        return handle.createQuery(FIND.sql())
                .bind("workspace_id", workspace.value())
                .bind("job_id", id)
                .map((row, context) -> read(row))
                .stream()
                .flatMap(Optional::stream)
                .findFirst();
    }

    /// Jobs of a workspace, newest first.
    ///
    /// @param before id that the page begins behind
    public static List<JobRow> page(Handle handle, WorkspaceId workspace, long before, int limit) {
        return handle.createQuery(PAGE.sql())
                .bind("workspace_id", workspace.value())
                .bind("before_id", before)
                .bind("limit", limit)
                .map((row, context) -> read(row))
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /// Jobs on this shard that are not done, by workspace and id.
    ///
    /// @param after the last of the page before; empty for the first page
    public static List<JobRow> open(Handle handle, Optional<JobRow> after, int limit) {
        return handle.createQuery(OPEN.sql())
                .bind("after_workspace", after.map(row -> row.workspace().value()).orElse(0L))
                .bind("after_job", after.map(JobRow::id).orElse(0L))
                .bind("limit", limit)
                .map((row, context) -> read(row))
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /// One of a kind that a later release knows is left to it.
    private static Optional<JobRow> read(ResultSet row) throws SQLException {
        WorkspaceId workspace = new WorkspaceId(row.getLong(1));
        long id = row.getLong(2);
        JobState state = JobState.of(row.getInt(4));
        long version = row.getLong(5);
        String wanted = row.getString(6);
        String progress = row.getString(7);
        String failure = row.getString(8);
        String actor = row.getString(9);
        String reason = row.getString(10);
        Instant created = Instant.ofEpochMilli(row.getLong(11));
        Instant updated = Instant.ofEpochMilli(row.getLong(12));
        return JobKind.find(row.getInt(3)).map(kind -> new JobRow(
                workspace, id, kind, state, version, wanted, progress, failure, actor, reason, created, updated));
    }
}
