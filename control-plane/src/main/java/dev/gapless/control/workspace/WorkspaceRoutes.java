package dev.gapless.control.workspace;

import dev.gapless.control.act.Actor;
import dev.gapless.control.http.AdminAnswer;
import dev.gapless.control.http.AdminRequest;
import dev.gapless.control.http.AdminRoute;
import dev.gapless.control.http.AdminRoute.Guard;
import dev.gapless.protocol.api.ChangeWorkspace;
import dev.gapless.protocol.api.DeleteWorkspace;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.quota.Plan;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// Workspaces in the admin API.
public final class WorkspaceRoutes {
    private static final String ALL = "/admin/v1/workspaces";
    private static final String ONE = ALL + "/{workspace}";
    private static final Duration GRACE = Duration.ofDays(7);
    private static final Duration GRACE_MAX = Duration.ofDays(365);

    private final Workspaces workspaces;
    private final CreateWorkspace createWorkspace;
    private final WorkspaceChanges changes;

    public WorkspaceRoutes(Workspaces workspaces, CreateWorkspace createWorkspace, WorkspaceChanges changes) {
        this.workspaces = workspaces;
        this.createWorkspace = createWorkspace;
        this.changes = changes;
    }

    public List<AdminRoute> routes() {
        return List.of(
                AdminRoute.get(ALL, Guard.OPERATOR, Set.of("cursor", "limit"), this::page),
                AdminRoute.write("POST", ALL, Guard.OPERATOR, "workspace.create", this::create),
                AdminRoute.get(
                        ONE, Guard.AUDITOR, Set.of(),
                        request -> AdminAnswer.ok(workspaces.detail(request.workspace()))),
                AdminRoute.write("PATCH", ONE, Guard.ADMIN, "workspace.set", this::set),
                AdminRoute.write("POST", ONE + "/suspension", Guard.OPERATOR, "workspace.suspend", request -> {
                    request.noBody();
                    return changes.suspend(request.write(), request.workspace());
                })
                        .reasoned(),
                AdminRoute.write(
                        "DELETE", ONE + "/suspension", Guard.OPERATOR, "workspace.resume",
                        request -> changes.resume(request.write(), request.workspace())),
                AdminRoute.write("POST", ONE + "/deletion", Guard.OPERATOR, "workspace.delete", this::delete)
                        .reasoned(),
                AdminRoute.write(
                        "DELETE", ONE + "/deletion", Guard.OPERATOR, "workspace.undelete",
                        request -> changes.undelete(request.write(), request.workspace())));
    }

    private AdminAnswer page(AdminRequest request) {
        return AdminAnswer.ok(workspaces.page(request.query("cursor").orElse(""), request.limit()));
    }

    private AdminAnswer create(AdminRequest request) {
        dev.gapless.protocol.api.CreateWorkspace wanted = request.body(dev.gapless.protocol.api.CreateWorkspace.class);
        Plan plan = wanted.plan().map(WorkspaceRoutes::plan).orElse(Plan.STANDARD);
        return createWorkspace.answer(request.write(), new CreateWorkspace.Wanted(wanted.slug(), wanted.name(), plan));
    }

    private AdminAnswer set(AdminRequest request) {
        ChangeWorkspace wanted = request.body(ChangeWorkspace.class);
        wanted.name().ifPresent(name -> DisplayNames.check("name", name));
        wanted.plan().ifPresent(WorkspaceRoutes::plan);
        if (wanted.plan().isPresent() && request.actor() instanceof Actor.Member) {
            throw new GaplessException(
                    ErrorCode.NOT_ALLOWED, "plan: not a workspace's own to change (expected: the operator's token)");
        }
        return changes.set(request.write(), request.workspace(), wanted.name(), wanted.plan());
    }

    private AdminAnswer delete(AdminRequest request) {
        long graceMs = request.bodyOrEmpty(DeleteWorkspace.class).graceMs().orElse(GRACE.toMillis());
        if (graceMs < 0 || graceMs > GRACE_MAX.toMillis()) {
            throw GaplessException.invalidField("grace_ms", Long.toString(graceMs), "0 to " + GRACE_MAX.toMillis());
        }
        return changes.delete(request.write(), request.workspace(), Duration.ofMillis(graceMs));
    }

    private static Plan plan(String text) {
        return Plan.find(text)
                .orElseThrow(() -> GaplessException.invalidField("plan", text, String.join(", ", Plan.texts())));
    }
}
