package dev.gapless.control.job;

import dev.gapless.control.act.Actor;
import dev.gapless.control.act.Write;
import dev.gapless.protocol.api.JobList;
import dev.gapless.protocol.api.JobView;
import dev.gapless.protocol.codec.ApiCodec;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.id.IdGenerator;
import dev.gapless.protocol.id.IdText;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.job.JobKind;
import dev.gapless.schema.job.JobRow;
import dev.gapless.schema.job.JobState;
import dev.gapless.schema.job.JobTable;
import dev.gapless.schema.shard.Shards;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Begins jobs, and tells how they stand. Any thread.
public final class Jobs {
    /// First letter of a job's id.
    public static final char PREFIX = 'J';
    /// Jobs of a workspace that are looked at for one that is still open.
    private static final int RECENT = 100;

    private final Shards shards;
    private final IdGenerator ids;

    public Jobs(Shards shards, IdGenerator ids) {
        this.shards = shards;
        this.ids = ids;
    }

    /// Adds a job, in the transaction of the act that asks for it.
    ///
    /// @param wanted what its work reads
    public JobRow begin(
            Handle handle, WorkspaceId workspace, JobKind kind, Object wanted, String phase, Write write, Instant now) {
        return begin(
                handle, workspace, kind, wanted, phase, write.actor(), write.terms().reason(), now);
    }

    /// Adds a job.
    public JobRow begin(
            Handle handle, WorkspaceId workspace, JobKind kind, Object wanted, String phase, Actor actor,
            String reason, Instant now) {
        JobRow row = new JobRow(
                workspace, ids.next(), kind, JobState.OPEN, 1, ApiCodec.text(wanted),
                JobProgress.begin(phase).json(), "", actor.text(), reason, now, now);
        JobTable.insert(handle, row);
        return row;
    }

    /// The job of a kind that a workspace has open, if any.
    public static Optional<JobRow> open(Handle handle, WorkspaceId workspace, JobKind kind) {
        return JobTable.page(handle, workspace, Long.MAX_VALUE, RECENT).stream()
                .filter(row -> row.kind() == kind && row.state() == JobState.OPEN)
                .findFirst();
    }

    /// @throws GaplessException `not-found`
    public JobRow find(WorkspaceId workspace, String text) {
        return shards.forWorkspace(workspace)
                .read("job.find", handle -> JobTable.find(handle, workspace, id("job", text)))
                .orElseThrow(() -> GaplessException.notFound("job", text));
    }

    /// A page of jobs, newest first.
    JobList page(WorkspaceId workspace, Optional<String> cursor, int limit) {
        long before = cursor.map(text -> id("cursor", text)).orElse(Long.MAX_VALUE);
        List<JobRow> rows = shards.forWorkspace(workspace)
                .read("job.page", handle -> JobTable.page(handle, workspace, before, limit + 1));
        List<JobView> views = rows.stream().limit(limit).map(Jobs::view).toList();
        return new JobList(views, rows.size() > limit ? Optional.of(views.getLast().id()) : Optional.empty());
    }

    /// As it is told.
    public static JobView view(JobRow row) {
        JobProgress progress = JobProgress.read(row.progress());
        return new JobView(
                IdText.format(PREFIX, row.id()),
                row.kind().text(),
                row.state().text(),
                progress.phase(),
                progress.counts(),
                row.failure().isEmpty() ? Optional.empty() : Optional.of(row.failure()),
                row.actor(),
                row.reason(),
                row.createdAt().toEpochMilli(),
                row.updatedAt().toEpochMilli());
    }

    private static long id(String field, String text) {
        try {
            return IdText.parse(PREFIX, text);
        } catch (IllegalArgumentException e) {
            if (field.equals("job")) {
                throw GaplessException.notFound("job", text.length() > 40 ? text.substring(0, 40) + "…" : text);
            }
            throw GaplessException.invalidField(field, text, "the `next` of a page before");
        }
    }
}
