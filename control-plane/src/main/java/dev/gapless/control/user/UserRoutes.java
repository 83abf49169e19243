package dev.gapless.control.user;

import dev.gapless.control.act.Actor;
import dev.gapless.control.act.Acts;
import dev.gapless.control.http.AdminAnswer;
import dev.gapless.control.http.AdminRequest;
import dev.gapless.control.http.AdminRoute;
import dev.gapless.control.http.AdminRoute.Guard;
import dev.gapless.control.token.Tokens;
import dev.gapless.control.workspace.DisplayNames;
import dev.gapless.protocol.api.ChangeUser;
import dev.gapless.protocol.api.CreatedUser;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.event.MemberRole;
import dev.gapless.protocol.id.UserId;
import dev.gapless.schema.user.UserKind;
import dev.gapless.schema.user.UserRow;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/// Users in the admin API.
public final class UserRoutes {
    private static final String USERS = "/admin/v1/workspaces/{workspace}/users";
    private static final String ONE = USERS + "/{user}";

    private final Acts acts;
    private final Users users;
    private final CreateUser createUser;
    private final UserChanges changes;
    private final Tokens tokens;

    public UserRoutes(Acts acts, Users users, CreateUser createUser, UserChanges changes, Tokens tokens) {
        this.acts = acts;
        this.users = users;
        this.createUser = createUser;
        this.changes = changes;
        this.tokens = tokens;
    }

    public List<AdminRoute> routes() {
        return List.of(
                AdminRoute.get(USERS, Guard.ADMIN, Set.of("cursor", "limit"), this::page),
                AdminRoute.write("POST", USERS, Guard.ADMIN, "user.create", this::create),
                AdminRoute.get(
                        ONE, Guard.ADMIN, Set.of(), request -> AdminAnswer.ok(Users.detail(users.find(request)))),
                AdminRoute.write("PATCH", ONE, Guard.ADMIN, "user.set", this::set),
                AdminRoute.write("POST", ONE + "/deactivation", Guard.ADMIN, "user.deactivate", request -> {
                    request.noBody();
                    return changes.deactivate(request.write(), users.findToChange(request));
                })
                        .reasoned(),
                AdminRoute.write(
                        "DELETE", ONE + "/deactivation", Guard.ADMIN, "user.reactivate",
                        request -> changes.reactivate(request.write(), users.findToChange(request))),
                AdminRoute.write("POST", ONE + "/revocation", Guard.ADMIN, "user.revoke", request -> {
                    request.noBody();
                    return tokens.revokeAll(request.write(), users.findToChange(request));
                })
                        .reasoned());
    }

    private AdminAnswer page(AdminRequest request) {
        long after = request.query("cursor").map(UserRoutes::cursor).orElse(0L);
        return AdminAnswer.ok(users.page(request.workspace(), after, request.limit()));
    }

    private AdminAnswer create(AdminRequest request) {
        dev.gapless.protocol.api.CreateUser body = request.body(dev.gapless.protocol.api.CreateUser.class);
        CreateUser.Wanted wanted = new CreateUser.Wanted(
                request.workspace(),
                body.handle(),
                body.displayName(),
                UserKind.find(body.kind())
                        .orElseThrow(() -> GaplessException.invalidField("kind", body.kind(), "person or bot")),
                role(request.actor(), body.role()));
        if (request.write().terms().dryRun()) {
            return AdminAnswer.created(new CreatedUser(Users.view(createUser.look(wanted)), ""));
        }
        Optional<AdminAnswer> before = acts.answered(request.write(), request.workspace());
        return before.orElseGet(() -> {
            UserRow user = made(createUser.prepare(wanted), body.handle());
            return tokens.createFirst(request.write(), user, Users.view(user), handle -> confirm(handle, user));
        });
    }

    private static void confirm(Handle handle, UserRow user) {
        if (!CreateUser.confirm(handle, user)) {
            throw nameTaken(user.handle());
        }
    }

    private static GaplessException nameTaken(String handle) {
        return new GaplessException(
                ErrorCode.NAME_TAKEN, "handle: " + handle + " is in use (expected: another handle)");
    }

    private static UserRow made(CreateUser.Outcome outcome, String handle) {
        return switch (outcome) {
            case CreateUser.Outcome.Created(UserRow user) -> user;
            case CreateUser.Outcome.NameTaken() -> throw nameTaken(handle);
            case CreateUser.Outcome.BeingMade() ->
                throw new GaplessException(
                        ErrorCode.NAME_TAKEN,
                        "handle: " + handle + " is being made by another call (expected: another handle, or later)",
                        CreateUser.RESERVED_FOR);
            case CreateUser.Outcome.NoSuchWorkspace() ->
                throw new GaplessException(ErrorCode.WRONG_STATE, "workspace: not active (expected: an active one)");
        };
    }

    private AdminAnswer set(AdminRequest request) {
        ChangeUser wanted = request.body(ChangeUser.class);
        wanted.displayName().ifPresent(name -> DisplayNames.check("display_name", name));
        Optional<MemberRole> role = wanted.role().map(text -> role(request.actor(), text));
        return changes.set(request.write(), users.findToChange(request), wanted.displayName(), role);
    }

    /// Only owners and operators make owners.
    private static MemberRole role(Actor actor, String text) {
        MemberRole role = MemberRole.find(text)
                .orElseThrow(() -> GaplessException.invalidField("role", text, "owner, admin, member or guest"));
        Users.requireMayTouch(actor, role);
        return role;
    }

    private static long cursor(String text) {
        try {
            return UserId.parse(text).value();
        } catch (IllegalArgumentException e) {
            throw GaplessException.invalidField("cursor", text, "the `next` of a page before");
        }
    }
}
