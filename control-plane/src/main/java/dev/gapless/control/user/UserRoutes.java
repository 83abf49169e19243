package dev.gapless.control.user;

import dev.gapless.control.http.AdminAnswer;
import dev.gapless.control.http.AdminRequest;
import dev.gapless.control.http.AdminRoute;
import dev.gapless.control.token.IssueToken;
import dev.gapless.control.workspace.Workspaces;
import dev.gapless.protocol.api.CreatedUser;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.event.MemberRole;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.user.UserKind;
import dev.gapless.schema.user.UserRow;
import java.util.List;
import java.util.Set;

/// Users and their tokens in the admin API.
public final class UserRoutes {
    private static final String USERS = "/admin/v1/workspaces/{workspace}/users";

    private final Workspaces workspaces;
    private final Users users;
    private final CreateUser createUser;
    private final IssueToken issueToken;

    public UserRoutes(Workspaces workspaces, Users users, CreateUser createUser, IssueToken issueToken) {
        this.workspaces = workspaces;
        this.users = users;
        this.createUser = createUser;
        this.issueToken = issueToken;
    }

    public List<AdminRoute> routes() {
        return List.of(
                AdminRoute.get(USERS, Set.of("cursor", "limit"), this::page),
                AdminRoute.post(USERS, this::create),
                AdminRoute.get(
                        USERS + "/{user}", Set.of(), request -> AdminAnswer.ok(Users.view(user(request)))),
                AdminRoute.post(USERS + "/{user}/tokens", this::issue));
    }

    private AdminAnswer page(AdminRequest request) {
        WorkspaceId workspace = workspaces.id(request.path("workspace"));
        long after = request.query("cursor").map(UserRoutes::cursor).orElse(0L);
        return AdminAnswer.ok(users.page(workspace, after, request.limit()));
    }

    private AdminAnswer create(AdminRequest request) {
        dev.gapless.protocol.api.CreateUser body = request.body(dev.gapless.protocol.api.CreateUser.class);
        CreateUser.Wanted wanted = new CreateUser.Wanted(
                workspaces.id(request.path("workspace")),
                body.handle(),
                body.displayName(),
                UserKind.find(body.kind())
                        .orElseThrow(() -> GaplessException.invalidField("kind", body.kind(), "person or bot")),
                MemberRole.find(body.role())
                        .orElseThrow(() -> GaplessException.invalidField("role", body.role(),
                                "owner, admin, member or guest")));
        return switch (createUser.run(wanted)) {
            case CreateUser.Outcome.Created(UserRow user) -> AdminAnswer.created(withToken(user));
            case CreateUser.Outcome.NameTaken() ->
                throw new GaplessException(
                        ErrorCode.NAME_TAKEN, "handle: " + body.handle() + " is in use (expected: another handle)");
            case CreateUser.Outcome.BeingMade() ->
                throw new GaplessException(
                        ErrorCode.NAME_TAKEN,
                        "handle: " + body.handle()
                                + " is being made by another call (expected: another handle, or later)",
                        CreateUser.RESERVED_FOR);
            case CreateUser.Outcome.NoSuchWorkspace() ->
                throw GaplessException.notFound("workspace", request.path("workspace"));
        };
    }

    private AdminAnswer issue(AdminRequest request) {
        request.noBody();
        return AdminAnswer.created(withToken(user(request)));
    }

    private CreatedUser withToken(UserRow user) {
        return new CreatedUser(Users.view(user), issueToken.run(user).text());
    }

    private UserRow user(AdminRequest request) {
        return users.find(workspaces.id(request.path("workspace")), request.path("user"));
    }

    private static long cursor(String text) {
        try {
            return UserId.parse(text).value();
        } catch (IllegalArgumentException e) {
            throw GaplessException.invalidField("cursor", text, "the `next` of a page before");
        }
    }
}
