package dev.gapless.control.retention;

import dev.gapless.control.act.Acts;
import dev.gapless.control.act.Done;
import dev.gapless.control.act.Write;
import dev.gapless.control.http.AdminAnswer;
import dev.gapless.control.job.Jobs;
import dev.gapless.control.workspace.WorkspaceChanges;
import dev.gapless.control.workspace.Workspaces;
import dev.gapless.protocol.api.HoldView;
import dev.gapless.protocol.api.JobView;
import dev.gapless.protocol.api.RetentionRuleView;
import dev.gapless.protocol.api.RunRetention;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.job.JobKind;
import dev.gapless.schema.job.JobRow;
import dev.gapless.schema.retention.HoldKind;
import dev.gapless.schema.retention.LegalHold;
import dev.gapless.schema.retention.LegalHoldTable;
import dev.gapless.schema.retention.RetentionRule;
import dev.gapless.schema.retention.RetentionRuleTable;
import dev.gapless.schema.workspace.WorkspaceRow;
import dev.gapless.schema.workspace.WorkspaceState;
import dev.gapless.schema.workspace.WorkspaceTable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;

/// Sets how long things are kept and what is held, and begins runs. Each under the lock of the workspace's row, which removals hold too.
/// Any thread.
public final class RetentionChanges {
    private final Acts acts;
    private final Jobs jobs;

    RetentionChanges(Acts acts, Jobs jobs) {
        this.acts = acts;
        this.jobs = jobs;
    }

    /// Sets how long a workspace or channel keeps its events.
    ///
    /// @param channel [RetentionRule#WORKSPACE], or a channel of the workspace
    /// @param keep empty for ever
    AdminAnswer set(Write write, WorkspaceId workspace, long channel, Optional<Duration> keep) {
        return change(write, workspace, channel, (handle, plan, now) -> {
            if (plan.rule(channel).isEmpty() && plan.rules().size() >= RetentionRuleTable.MAX) {
                throw tooMany("retention rules", plan.rules().size(), RetentionRuleTable.MAX);
            }
            if (plan.rule(channel).map(RetentionRule::keep).filter(keep::equals).isEmpty()) {
                RetentionRuleTable.put(handle, workspace, channel, keep, now);
            }
        });
    }

    /// Takes a channel's rule away, so that the workspace's holds.
    AdminAnswer unset(Write write, WorkspaceId workspace, long channel) {
        return change(
                write, workspace, channel,
                (handle, plan, now) -> RetentionRuleTable.delete(handle, workspace, channel));
    }

    private interface Step {
        void run(Handle handle, RetentionPlan plan, Instant now);
    }

    private AdminAnswer change(Write write, WorkspaceId workspace, long channel, Step step) {
        String target = workspace.text()
                + (channel == RetentionRule.WORKSPACE ? "" : "/" + new ChannelId(channel).text());
        return acts.run(write, workspace, target, (handle, now) -> {
            lock(handle, workspace);
            RetentionPlan plan = RetentionPlan.read(handle, workspace);
            RetentionRuleView before = RetentionReads.rule(plan, channel);
            WorkspaceChanges.requireVersion(write, before.resourceVersion());
            step.run(handle, plan, now);
            RetentionRuleView after = RetentionReads.rule(RetentionPlan.read(handle, workspace), channel);
            return after.equals(before)
                    ? Done.unchanged(AdminAnswer.ok(after))
                    : Done.changed(AdminAnswer.ok(after), before, after);
        });
    }

    /// Holds something: from the answer on nothing of it goes.
    AdminAnswer hold(Write write, WorkspaceId workspace, HoldKind kind, long subject) {
        return acts.run(write, workspace, workspace.text() + "/" + kind, (handle, now) -> {
            lock(handle, workspace);
            List<LegalHold> holds = LegalHoldTable.all(handle, workspace);
            Optional<LegalHold> before = holds.stream().filter(same(kind, subject)).findFirst();
            if (before.isPresent()) {
                return Done.unchanged(AdminAnswer.ok(RetentionReads.hold(before.get())));
            }
            if (holds.size() >= LegalHoldTable.MAX) {
                throw tooMany("legal holds", holds.size(), LegalHoldTable.MAX);
            }
            LegalHold hold = new LegalHold(kind, subject, write.terms().reason(), write.actor().text(), now);
            LegalHoldTable.put(handle, workspace, hold);
            HoldView view = RetentionReads.hold(hold);
            return Done.changed(AdminAnswer.created(view), "", view);
        });
    }

    /// Ends a hold.
    AdminAnswer release(Write write, WorkspaceId workspace, HoldKind kind, long subject) {
        return acts.run(write, workspace, workspace.text() + "/" + kind, (handle, now) -> {
            lock(handle, workspace);
            LegalHold before = LegalHoldTable.all(handle, workspace).stream()
                    .filter(same(kind, subject))
                    .findFirst()
                    .orElseThrow(() -> GaplessException.notFound("hold", kind.toString()));
            LegalHoldTable.delete(handle, workspace, kind, subject);
            HoldView view = RetentionReads.hold(before);
            return Done.changed(AdminAnswer.ok(view), view, "");
        });
    }

    /// Begins a run, or tells of the one that is underway.
    AdminAnswer run(Write write, WorkspaceId workspace, Optional<Long> asOfMs) {
        return acts.run(write, workspace, workspace.text(), (handle, now) -> {
            if (lock(handle, workspace).state() == WorkspaceState.DELETED) {
                throw new GaplessException(
                        ErrorCode.WRONG_STATE, "workspace: deleted (expected: active or suspended)");
            }
            if (asOfMs.isPresent() && asOfMs.get() > now.toEpochMilli()) {
                throw GaplessException.invalidField("as_of_ms", asOfMs.get().toString(), "at most now");
            }
            Optional<JobRow> open = Jobs.open(handle, workspace, JobKind.RETENTION);
            if (open.isPresent()) {
                throw new GaplessException(
                        ErrorCode.WRONG_STATE,
                        "run: " + Jobs.view(open.get()).id() + " is underway (expected: one at a time)");
            }
            RunRetention wanted = new RunRetention(Optional.of(asOfMs.orElse(now.toEpochMilli())));
            JobView view = Jobs.view(
                    jobs.begin(handle, workspace, JobKind.RETENTION, wanted, RetentionWork.RAISE, write, now));
            return Done.changed(AdminAnswer.created(view), "", view);
        });
    }

    private static WorkspaceRow lock(Handle handle, WorkspaceId workspace) {
        return WorkspaceTable.lock(handle, workspace).orElseThrow(() -> Workspaces.notFound(workspace.text()));
    }

    private static Predicate<LegalHold> same(HoldKind kind, long subject) {
        return hold -> hold.kind() == kind && hold.subject() == subject;
    }

    private static GaplessException tooMany(String what, int there, int max) {
        return new GaplessException(ErrorCode.LIMIT_REACHED, what + ": " + there + " (expected: under " + max + ")");
    }
}
