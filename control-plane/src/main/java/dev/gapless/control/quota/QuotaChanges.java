package dev.gapless.control.quota;

import dev.gapless.control.act.Acts;
import dev.gapless.control.act.Done;
import dev.gapless.control.act.Write;
import dev.gapless.control.http.AdminAnswer;
import dev.gapless.control.workspace.WorkspaceChanges;
import dev.gapless.control.workspace.Workspaces;
import dev.gapless.protocol.api.QuotaView;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.protocol.quota.QuotaDimension;
import dev.gapless.protocol.quota.QuotaLimit;
import dev.gapless.schema.quota.QuotaLimitRow;
import dev.gapless.schema.quota.QuotaLimitTable;
import dev.gapless.schema.workspace.WorkspaceRow;
import dev.gapless.schema.workspace.WorkspaceTable;
import java.util.List;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;

/// Sets limits and takes them away again. Any thread.
public final class QuotaChanges {
    private final Acts acts;

    public QuotaChanges(Acts acts) {
        this.acts = acts;
    }

    /// Sets a limit in place of the one that holds.
    public AdminAnswer set(
            Write write, WorkspaceId workspace, long subject, QuotaDimension dimension, QuotaLimit limit) {
        return acts.run(write, workspace, target(workspace, subject, dimension), (handle, now) -> change(
                handle, write, workspace, subject, dimension, rows -> {
                    if (rows.size() >= QuotaLimitTable.MAX) {
                        throw new GaplessException(
                                ErrorCode.LIMIT_REACHED,
                                "quotas: " + rows.size() + " limits (expected: under " + QuotaLimitTable.MAX + ")");
                    }
                    QuotaLimitTable.put(handle, workspace, subject, dimension, limit, now);
                }));
    }

    /// Takes a limit away, so that the next wider one holds.
    public AdminAnswer delete(Write write, WorkspaceId workspace, long subject, QuotaDimension dimension) {
        return acts.run(write, workspace, target(workspace, subject, dimension), (handle, now) -> change(
                handle, write, workspace, subject, dimension,
                rows -> QuotaLimitTable.delete(handle, workspace, subject, dimension)));
    }

    private static Done change(
            Handle handle, Write write, WorkspaceId workspace, long subject, QuotaDimension dimension,
            Consumer<List<QuotaLimitRow>> step) {
        WorkspaceRow row = WorkspaceTable.lock(handle, workspace)
                .orElseThrow(() -> Workspaces.notFound(workspace.text()));
        List<QuotaLimitRow> rows = QuotaLimitTable.all(handle, workspace);
        QuotaView before = EffectiveLimit.of(row, rows, subject, dimension).view();
        WorkspaceChanges.requireVersion(write, before.resourceVersion());
        step.accept(rows);
        QuotaView after = EffectiveLimit.of(row, QuotaLimitTable.all(handle, workspace), subject, dimension)
                .view();
        return after.equals(before)
                ? Done.unchanged(AdminAnswer.ok(after))
                : Done.changed(AdminAnswer.ok(after), before, after).toldToGateways();
    }

    private static String target(WorkspaceId workspace, long subject, QuotaDimension dimension) {
        return workspace.text() + "/" + EffectiveLimit.subject(subject) + "/" + dimension.text();
    }
}
