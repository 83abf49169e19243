package dev.gapless.control.workspace;

import dev.gapless.control.act.Actor;
import dev.gapless.control.act.Acts;
import dev.gapless.control.act.Done;
import dev.gapless.control.act.Terms;
import dev.gapless.control.act.Write;
import dev.gapless.control.http.AdminAnswer;
import dev.gapless.control.job.JobProgress;
import dev.gapless.control.job.JobWork;
import dev.gapless.control.job.Jobs;
import dev.gapless.schema.global.ChannelRouteTable;
import dev.gapless.schema.global.WorkspaceDirectoryTable;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.schema.job.JobKind;
import dev.gapless.schema.job.JobRow;
import dev.gapless.schema.retention.LegalHoldTable;
import dev.gapless.schema.shard.Shard;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.workspace.WorkspacePurge;
import dev.gapless.schema.workspace.WorkspaceRow;
import dev.gapless.schema.workspace.WorkspaceState;
import dev.gapless.schema.workspace.WorkspaceTable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/// Removes a deleted workspace once its grace is over: all of its rows, table by table and batch by batch, on every shard that has some; then
/// its name is free. Waits while it has a legal hold, and is forgotten if the workspace is brought back. The installation's record
/// tells of it, since the workspace's own goes too.
public final class PurgeWork implements JobWork {
    static final String WAIT = "wait";
    private static final String ROWS = "rows";
    private static final String REST = "rest";
    /// After the grace, so that nobody is surprised by a second.
    private static final Duration MARGIN = Duration.ofMinutes(1);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(30);
    private static final int BATCHES_EACH = 20;
    private static final int REMEMBERED = 10_000;

    private final Shards shards;
    private final Acts acts;
    private final Clock clock;
    /// When to look again at a job that waits.
    private final Map<Long, Instant> waiting = new ConcurrentHashMap<>();

    public PurgeWork(Shards shards, Acts acts, Clock clock) {
        this.shards = shards;
        this.acts = acts;
        this.clock = clock;
    }

    @Override
    public JobKind kind() {
        return JobKind.PURGE;
    }

    @Override
    public Slice work(JobRow job, JobProgress progress) {
        return switch (progress.phase()) {
            case WAIT -> begin(job, progress);
            case ROWS -> rows(job, progress);
            default -> rest(job, progress);
        };
    }

    private Slice begin(JobRow job, JobProgress progress) {
        Instant now = clock.instant();
        if (now.isBefore(waiting.getOrDefault(job.id(), Instant.EPOCH))) {
            return new Slice.Later(progress);
        }
        Shard home = shards.forWorkspace(job.workspace());
        boolean[] back = new boolean[1];
        boolean due = home.transact("purge.begin", handle -> {
            Optional<WorkspaceRow> row = WorkspaceTable.lock(handle, job.workspace());
            back[0] = row.filter(found -> found.state() == WorkspaceState.DELETED).isEmpty();
            boolean over = row.flatMap(WorkspaceRow::purgeAt).filter(at -> !now.isBefore(at.plus(MARGIN))).isPresent();
            return !back[0] && over && LegalHoldTable.all(handle, job.workspace()).isEmpty();
        });
        if (back[0]) {
            return new Slice.Nothing();
        }
        if (due) {
            waiting.remove(job.id());
            return new Slice.More(progress.to(ROWS));
        }
        if (waiting.size() < REMEMBERED) {
            waiting.put(job.id(), now.plus(LOOK_AGAIN));
        }
        return new Slice.Later(progress);
    }

    private Slice rows(JobRow job, JobProgress before) {
        JobProgress progress = before;
        int batches = 0;
        for (int table = (int) before.after(); table < WorkspacePurge.tables(); table++) {
            int number = table;
            for (Shard shard : shards.touching(job.workspace())) {
                int gone;
                do {
                    gone = shard.transact(
                            "purge.rows", handle -> WorkspacePurge.table(handle, job.workspace(), number));
                    progress = progress.plus(ROWS, gone);
                    batches++;
                } while (gone == WorkspacePurge.ROWS && batches < BATCHES_EACH);
                if (gone == WorkspacePurge.ROWS) {
                    return new Slice.More(progress.at(number));
                }
            }
        }
        return new Slice.More(progress.to(REST));
    }

    private Slice rest(JobRow job, JobProgress progress) {
        Shard home = shards.forWorkspace(job.workspace());
        WorkspaceRow row = home.read("workspace.find", handle -> WorkspaceTable.find(handle, job.workspace()))
                .orElseThrow(() -> new IllegalStateException("workspace: gone (expected: with its job)"));
        if (!progress.marks().containsKey("recorded")) {
            // Under a key, since it is on another shard than the job: one that is done again is recorded once.
            String id = Jobs.view(job).id();
            Write write = new Write(
                    new Actor.ControlPlane(), "workspace.purge", id,
                    new Terms(false, job.reason(), OptionalLong.empty(), Optional.of(new IdempotencyKey(id)),
                            new byte[0]));
            acts.run(write, Acts.INSTALLATION, job.workspace().text(), (handle, now) -> Done.changed(
                    AdminAnswer.ok(Map.of()), WorkspaceChanges.detail(row), Map.of(ROWS, progress.count(ROWS))));
            return new Slice.More(progress.mark("recorded", "yes"));
        }
        shards.global().transact("purge.name", handle -> {
            ChannelRouteTable.purge(handle, job.workspace());
            WorkspaceDirectoryTable.delete(handle, row.slug(), job.workspace());
            return row;
        });
        List<Shard> all = shards.touching(job.workspace());
        for (Shard shard : all) {
            boolean done = false;
            while (!done) {
                done = shard.transact("purge.rest", handle -> WorkspacePurge.rest(handle, job.workspace()));
            }
        }
        return new Slice.Nothing();
    }
}
