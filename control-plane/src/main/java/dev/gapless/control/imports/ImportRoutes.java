package dev.gapless.control.imports;

import dev.gapless.control.act.Acts;
import dev.gapless.control.act.Done;
import dev.gapless.control.http.AdminAnswer;
import dev.gapless.control.http.AdminRequest;
import dev.gapless.control.http.AdminRoute;
import dev.gapless.control.http.AdminRoute.Guard;
import dev.gapless.control.job.JobProgress;
import dev.gapless.control.job.Jobs;
import dev.gapless.control.workspace.Workspaces;
import dev.gapless.protocol.api.BeginImport;
import dev.gapless.protocol.api.ImportLines;
import dev.gapless.protocol.api.ImportTaken;
import dev.gapless.protocol.api.JobView;
import dev.gapless.protocol.codec.ApiCodec;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.channel.ChannelRow;
import dev.gapless.schema.channel.ChannelTable;
import dev.gapless.schema.job.JobKind;
import dev.gapless.schema.job.JobRow;
import dev.gapless.schema.job.JobState;
import dev.gapless.schema.job.JobTable;
import dev.gapless.schema.shard.Shard;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.user.UserTable;
import dev.gapless.schema.workspace.WorkspaceRow;
import dev.gapless.schema.workspace.WorkspaceState;
import dev.gapless.schema.workspace.WorkspaceTable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Imports in the admin API: begun, filled batch by batch, completed. Beginning and completing are acts in the workspace's record; the batches
/// between them are one act with the first.
public final class ImportRoutes {
    private static final String IMPORTS = "/admin/v1/workspaces/{workspace}/imports";
    private static final String ONE = IMPORTS + "/{job}";
    private static final String RECEIVE = "receive";
    private static final int CHANNELS_PAGE = 500;

    private final Shards shards;
    private final Acts acts;
    private final Jobs jobs;
    private final ImportLanding landing;

    public ImportRoutes(Shards shards, Acts acts, Jobs jobs) {
        this.shards = shards;
        this.acts = acts;
        this.jobs = jobs;
        this.landing = new ImportLanding(shards);
    }

    public List<AdminRoute> routes() {
        return List.of(
                AdminRoute.write("POST", IMPORTS, Guard.OPERATOR, "import.begin", this::begin).reasoned(),
                AdminRoute.write("POST", ONE + "/lines", Guard.OPERATOR, "import.lines", this::lines),
                AdminRoute.write("POST", ONE + "/completion", Guard.OPERATOR, "import.complete", this::complete));
    }

    private AdminAnswer begin(AdminRequest request) {
        BeginImport wanted = request.body(BeginImport.class);
        WorkspaceId workspace = request.workspace();
        // Not in the transaction: they are on other shards perhaps, and nobody makes any meanwhile but by mistake.
        boolean empty = empty(workspace);
        return acts.run(request.write(), workspace, workspace.text(), (handle, now) -> {
            WorkspaceRow row = WorkspaceTable.lock(handle, workspace)
                    .orElseThrow(() -> Workspaces.notFound(workspace.text()));
            Optional<JobRow> open = Jobs.open(handle, workspace, JobKind.IMPORT);
            if (open.isPresent() && wanted(open.get()).equals(wanted)) {
                return Done.unchanged(AdminAnswer.ok(Jobs.view(open.get())));
            }
            if (open.isPresent() || !empty || row.state() == WorkspaceState.DELETED) {
                throw new GaplessException(
                        ErrorCode.WRONG_STATE, "workspace: not empty (expected: one without users and channels)");
            }
            JobView view =
                    Jobs.view(jobs.begin(handle, workspace, JobKind.IMPORT, wanted, RECEIVE, request.write(), now));
            return Done.changed(AdminAnswer.created(view), "", view);
        });
    }

    private boolean empty(WorkspaceId workspace) {
        return shards.touching(workspace).stream().allMatch(shard -> shard.read(
                "import.empty", handle -> ChannelTable.page(handle, workspace, 0, 1).isEmpty()
                        && UserTable.page(handle, workspace, 0, 1).isEmpty()));
    }

    private AdminAnswer lines(AdminRequest request) {
        JobRow job = open(request);
        ImportLines lines = request.body(ImportLines.class);
        return AdminAnswer.ok(new ImportTaken(
                request.write().terms().dryRun() ? 0 : landing.take(job.workspace(), lines)));
    }

    private AdminAnswer complete(AdminRequest request) {
        request.noBody();
        JobRow found = jobs.find(request.workspace(), request.path("job"));
        if (found.kind() == JobKind.IMPORT && found.state() == JobState.DONE) {
            return AdminAnswer.ok(Jobs.view(found));
        }
        JobRow job = open(request);
        Map<String, Long> there = counts(job.workspace());
        Map<String, Long> expected = wanted(job).counts();
        there.forEach((kind, count) -> {
            if (!count.equals(expected.getOrDefault(kind, 0L))) {
                throw new GaplessException(
                        ErrorCode.WRONG_STATE,
                        kind + ": " + count + " are there (expected: " + expected.getOrDefault(kind, 0L) + ")");
            }
        });
        return acts.run(request.write(), job.workspace(), job.workspace().text(), (handle, now) -> {
            JobProgress progress = new JobProgress("complete", 0, there, Map.of());
            JobRow done = job.after(JobState.DONE, progress.json(), "", now);
            if (!JobTable.update(handle, done)) {
                throw new GaplessException(
                        ErrorCode.VERSION_CONFLICT, "import: completed by somebody else just now (expected: once)");
            }
            JobView view = Jobs.view(done);
            return Done.changed(AdminAnswer.ok(view), Jobs.view(job), view);
        });
    }

    /// What is there, of what can be counted without reading all of it.
    private Map<String, Long> counts(WorkspaceId workspace) {
        long channels = 0;
        long events = 0;
        for (Shard shard : shards.touching(workspace)) {
            long after = 0;
            List<ChannelRow> page;
            do {
                long from = after;
                page = shard.read(
                        "import.channels", handle -> ChannelTable.page(handle, workspace, from, CHANNELS_PAGE));
                for (ChannelRow row : page) {
                    channels++;
                    events += row.head().lastSeq() - row.head().minSeq() + 1;
                    after = row.key().channel().value();
                }
            } while (page.size() == CHANNELS_PAGE);
        }
        return new TreeMap<>(Map.of("channels", channels, "events", events));
    }

    private JobRow open(AdminRequest request) {
        JobRow job = jobs.find(request.workspace(), request.path("job"));
        if (job.kind() != JobKind.IMPORT) {
            throw GaplessException.notFound("job", request.path("job"));
        }
        if (job.state() != JobState.OPEN) {
            throw new GaplessException(ErrorCode.WRONG_STATE, "import: " + job.state().text() + " (expected: open)");
        }
        return job;
    }

    private static BeginImport wanted(JobRow job) {
        return ApiCodec.read(job.wanted().getBytes(StandardCharsets.UTF_8), BeginImport.class);
    }
}
