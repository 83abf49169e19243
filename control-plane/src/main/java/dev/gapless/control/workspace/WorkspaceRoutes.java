package dev.gapless.control.workspace;

import dev.gapless.control.http.AdminAnswer;
import dev.gapless.control.http.AdminRequest;
import dev.gapless.control.http.AdminRoute;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import java.util.List;
import java.util.Set;

/// Workspaces in the admin API.
public final class WorkspaceRoutes {
    private final Workspaces workspaces;
    private final CreateWorkspace createWorkspace;

    public WorkspaceRoutes(Workspaces workspaces, CreateWorkspace createWorkspace) {
        this.workspaces = workspaces;
        this.createWorkspace = createWorkspace;
    }

    public List<AdminRoute> routes() {
        return List.of(
                AdminRoute.get("/admin/v1/workspaces", Set.of("cursor", "limit"), this::page),
                AdminRoute.post("/admin/v1/workspaces", this::create),
                AdminRoute.get(
                        "/admin/v1/workspaces/{workspace}",
                        Set.of(),
                        request -> AdminAnswer.ok(workspaces.find(request.path("workspace")))));
    }

    private AdminAnswer page(AdminRequest request) {
        return AdminAnswer.ok(workspaces.page(request.query("cursor").orElse(""), request.limit()));
    }

    private AdminAnswer create(AdminRequest request) {
        dev.gapless.protocol.api.CreateWorkspace wanted = request.body(dev.gapless.protocol.api.CreateWorkspace.class);
        return switch (createWorkspace.run(wanted.slug(), wanted.name())) {
            case CreateWorkspace.Outcome.Created(var workspace) -> AdminAnswer.created(workspace);
            case CreateWorkspace.Outcome.AlreadyThere(var workspace) -> AdminAnswer.ok(workspace);
            case CreateWorkspace.Outcome.NameTaken() ->
                throw new GaplessException(
                        ErrorCode.NAME_TAKEN, "slug: " + wanted.slug() + " is in use (expected: another slug)");
        };
    }
}
