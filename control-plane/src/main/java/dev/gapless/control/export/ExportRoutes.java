package dev.gapless.control.export;

import dev.gapless.control.act.Acts;
import dev.gapless.control.act.Done;
import dev.gapless.control.http.AdminAnswer;
import dev.gapless.control.http.AdminRequest;
import dev.gapless.control.http.AdminRoute;
import dev.gapless.control.http.AdminRoute.Guard;
import dev.gapless.control.job.JobWork;
import dev.gapless.control.job.Jobs;
import dev.gapless.control.workspace.Workspaces;
import dev.gapless.protocol.api.ExportContent;
import dev.gapless.protocol.api.ExportFileList;
import dev.gapless.protocol.api.JobView;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.export.ExportFile;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.export.ExportFileTable;
import dev.gapless.schema.job.JobKind;
import dev.gapless.schema.job.JobRow;
import dev.gapless.schema.job.JobState;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.workspace.WorkspaceTable;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Exports in the admin API. They hold what people wrote, so only the operator makes and fetches them, with a reason, in the workspace's own
/// record, where its owners see it.
public final class ExportRoutes {
    private static final String EXPORTS = "/admin/v1/workspaces/{workspace}/exports";
    private static final String FILES = EXPORTS + "/{job}/files";

    private final Shards shards;
    private final Acts acts;
    private final Jobs jobs;
    private final ExportWork work;

    public ExportRoutes(Shards shards, Acts acts, Jobs jobs, Clock clock) {
        this.shards = shards;
        this.acts = acts;
        this.jobs = jobs;
        this.work = new ExportWork(shards, clock);
    }

    /// Makes the files.
    public JobWork work() {
        return work;
    }

    public List<AdminRoute> routes() {
        return List.of(
                AdminRoute.write("POST", EXPORTS, Guard.OPERATOR, "export.create", this::create).reasoned(),
                AdminRoute.get(FILES, Guard.OPERATOR, Set.of("cursor", "limit"), this::files),
                AdminRoute.get(FILES + "/{file}", Guard.OPERATOR, Set.of(), this::file));
    }

    private AdminAnswer create(AdminRequest request) {
        request.noBody();
        WorkspaceId workspace = request.workspace();
        return acts.run(request.write(), workspace, workspace.text(), (handle, now) -> {
            if (WorkspaceTable.lock(handle, workspace).isEmpty()) {
                throw Workspaces.notFound(workspace.text());
            }
            Optional<JobRow> open = Jobs.open(handle, workspace, JobKind.EXPORT);
            if (open.isPresent()) {
                throw new GaplessException(
                        ErrorCode.WRONG_STATE,
                        "export: " + Jobs.view(open.get()).id() + " is underway (expected: one at a time)");
            }
            JobView view = Jobs.view(jobs.begin(
                    handle, workspace, JobKind.EXPORT, Map.of(), ExportWork.USERS, request.write(), now));
            return Done.changed(AdminAnswer.created(view), "", view);
        });
    }

    private AdminAnswer files(AdminRequest request) {
        JobRow job = done(request);
        long after = request.number("cursor", 0, Long.MAX_VALUE).orElse(0L);
        int limit = request.limit();
        long last = Jobs.view(job).counts().getOrDefault("files", 0L);
        List<ExportFile> page = shards.forWorkspace(job.workspace())
                .read("export.files", handle -> ExportFileTable.page(handle, job.workspace(), job.id(), after, limit))
                .stream()
                .filter(file -> file.number() <= last)
                .toList();
        return AdminAnswer.ok(new ExportFileList(
                page,
                page.isEmpty() || page.getLast().number() == last
                        ? Optional.empty()
                        : Optional.of(Long.toString(page.getLast().number()))));
    }

    private AdminAnswer file(AdminRequest request) {
        JobRow job = done(request);
        String text = request.path("file");
        long number;
        try {
            number = Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw GaplessException.invalidField("file", text, "the number of a file");
        }
        return shards.forWorkspace(job.workspace())
                .read("export.file", handle -> ExportFileTable.find(handle, job.workspace(), job.id(), number))
                .map(found -> AdminAnswer.ok(new ExportContent(
                        found.file(), new String(found.content(), StandardCharsets.UTF_8))))
                .orElseThrow(() -> GaplessException.notFound("file", text));
    }

    private JobRow done(AdminRequest request) {
        JobRow job = jobs.find(request.workspace(), request.path("job"));
        if (job.kind() != JobKind.EXPORT) {
            throw GaplessException.notFound("job", request.path("job"));
        }
        if (job.state() != JobState.DONE) {
            throw new GaplessException(
                    ErrorCode.WRONG_STATE, "export: " + job.state().text() + " (expected: done)");
        }
        return job;
    }
}
