package dev.gapless.control.workspace;

import dev.gapless.control.act.Acts;
import dev.gapless.control.act.Done;
import dev.gapless.control.act.Write;
import dev.gapless.control.http.AdminAnswer;
import dev.gapless.control.job.Jobs;
import dev.gapless.protocol.api.WorkspaceDetail;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.global.WorkspaceDirectoryTable;
import dev.gapless.schema.job.JobKind;
import dev.gapless.schema.shard.ShardException;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.workspace.WorkspaceRow;
import dev.gapless.schema.workspace.WorkspaceState;
import dev.gapless.schema.workspace.WorkspaceTable;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Changes workspaces: name and plan, and the states that they go through: active, suspended, deleted and back. The row on the
/// workspace's shard decides; the directory's copy of the state follows. Any thread.
public final class WorkspaceChanges {
    private static final Logger log = LoggerFactory.getLogger(WorkspaceChanges.class);

    private final Shards shards;
    private final Acts acts;
    private final Jobs jobs;

    public WorkspaceChanges(Shards shards, Acts acts, Jobs jobs) {
        this.shards = shards;
        this.acts = acts;
        this.jobs = jobs;
    }

    /// Changes name and plan; what is empty stays.
    public AdminAnswer set(Write write, WorkspaceId workspace, Optional<String> name, Optional<String> plan) {
        return change(write, workspace, (row, now) -> {
            requireState(row, WorkspaceState.ACTIVE, WorkspaceState.SUSPENDED);
            return with(row, name.orElse(row.name()), plan.orElse(row.plan()), row.state(), row.purgeAt());
        });
    }

    /// Ends sends; reads go on.
    public AdminAnswer suspend(Write write, WorkspaceId workspace) {
        return change(write, workspace, (row, now) -> {
            requireState(row, WorkspaceState.ACTIVE, WorkspaceState.SUSPENDED);
            return with(row, row.name(), row.plan(), WorkspaceState.SUSPENDED, Optional.empty());
        });
    }

    /// Ends a suspension.
    public AdminAnswer resume(Write write, WorkspaceId workspace) {
        return change(write, workspace, (row, now) -> {
            requireState(row, WorkspaceState.ACTIVE, WorkspaceState.SUSPENDED);
            return with(row, row.name(), row.plan(), WorkspaceState.ACTIVE, Optional.empty());
        });
    }

    /// Shuts everybody out. Until the grace is over it can be brought back.
    public AdminAnswer delete(Write write, WorkspaceId workspace, Duration grace) {
        return change(write, workspace, (row, now) -> row.state() == WorkspaceState.DELETED
                ? row
                : with(row, row.name(), row.plan(), WorkspaceState.DELETED, Optional.of(now.plus(grace))));
    }

    /// Brings a deleted workspace back, suspended, so that whoever brings it back looks at it first.
    public AdminAnswer undelete(Write write, WorkspaceId workspace) {
        return change(write, workspace, (row, now) -> {
            requireState(row, WorkspaceState.DELETED);
            if (row.purgeAt().filter(now::isBefore).isEmpty()) {
                throw new GaplessException(
                        ErrorCode.WRONG_STATE, "workspace: its grace is over (expected: one that is not)");
            }
            return with(row, row.name(), row.plan(), WorkspaceState.SUSPENDED, Optional.empty());
        });
    }

    /// What a row becomes.
    private interface Step {
        WorkspaceRow apply(WorkspaceRow row, Instant now);
    }

    private AdminAnswer change(Write write, WorkspaceId workspace, Step step) {
        AdminAnswer answer = acts.run(write, workspace, workspace.text(), (handle, now) -> {
            Done done = change(handle, write, workspace, step, now);
            boolean deleted = WorkspaceTable.find(handle, workspace)
                    .filter(row -> row.state() == WorkspaceState.DELETED)
                    .isPresent();
            if (deleted && Jobs.open(handle, workspace, JobKind.PURGE).isEmpty()) {
                jobs.begin(handle, workspace, JobKind.PURGE, Map.of(), PurgeWork.WAIT, write, now);
            }
            return done;
        });
        if (!write.terms().dryRun()) {
            copyState(workspace);
        }
        return answer;
    }

    private static Done change(Handle handle, Write write, WorkspaceId workspace, Step step, Instant now) {
        WorkspaceRow before = WorkspaceTable.lock(handle, workspace)
                .orElseThrow(() -> Workspaces.notFound(workspace.text()));
        requireVersion(write, before.version());
        WorkspaceRow after = step.apply(before, now);
        if (after.equals(before)) {
            return Done.unchanged(AdminAnswer.ok(detail(before)));
        }
        WorkspaceTable.set(handle, after);
        WorkspaceRow stored = WorkspaceTable.find(handle, workspace).orElseThrow();
        return Done.changed(AdminAnswer.ok(detail(stored)), detail(before), detail(stored)).toldToGateways();
    }

    /// The directory's state only tells who may take a slug; if this copy is lost, the row is shown all the same.
    private void copyState(WorkspaceId workspace) {
        try {
            shards.forWorkspace(workspace)
                    .read("workspace.find", handle -> WorkspaceTable.find(handle, workspace))
                    .ifPresent(row -> shards.global().transact(
                            "workspace.copy-state",
                            handle -> WorkspaceDirectoryTable.setState(handle, row.slug(), workspace, row.state())));
        } catch (ShardException e) {
            log.warn("State is not copied to the directory workspace={}", workspace, e);
        }
    }

    /// @throws GaplessException `version-conflict`
    public static void requireVersion(Write write, long version) {
        if (write.terms().resourceVersion().isPresent() && write.terms().resourceVersion().getAsLong() != version) {
            throw new GaplessException(
                    ErrorCode.VERSION_CONFLICT,
                    "resource_version: " + write.terms().resourceVersion().getAsLong() + " (expected: " + version
                            + ", as it is now)");
        }
    }

    static WorkspaceDetail detail(WorkspaceRow row) {
        return new WorkspaceDetail(
                row.workspace(),
                row.slug(),
                row.name(),
                row.state().text(),
                row.plan(),
                row.version(),
                row.createdAt().toEpochMilli(),
                row.purgeAt().map(Instant::toEpochMilli));
    }

    private static void requireState(WorkspaceRow row, WorkspaceState... allowed) {
        for (WorkspaceState state : allowed) {
            if (row.state() == state) {
                return;
            }
        }
        throw new GaplessException(
                ErrorCode.WRONG_STATE,
                "workspace: " + row.state().text() + " (expected: " + allowed[0].text() + ")");
    }

    private static WorkspaceRow with(
            WorkspaceRow row, String name, String plan, WorkspaceState state, Optional<Instant> purgeAt) {
        return new WorkspaceRow(
                row.workspace(), row.slug(), name, plan, state, row.createdAt(), row.version(), purgeAt,
                row.policyVersion());
    }
}
