package dev.gapless.control.signin;

import dev.gapless.control.act.Actor;
import dev.gapless.control.act.Write;
import dev.gapless.control.http.AdminAnswer;
import dev.gapless.control.http.AdminRequest;
import dev.gapless.control.http.AdminRoute;
import dev.gapless.control.http.AdminRoute.Guard;
import dev.gapless.control.token.Tokens;
import dev.gapless.control.user.Users;
import dev.gapless.control.workspace.Workspaces;
import dev.gapless.protocol.api.SignIn;
import dev.gapless.protocol.api.SignInOffer;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.user.UserKind;
import dev.gapless.schema.user.UserRow;
import dev.gapless.schema.user.UserState;
import dev.gapless.schema.workspace.WorkspaceState;
import dev.gapless.schema.workspace.WorkspaceTable;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// `GET /admin/v1/sign-in` says where ID tokens come from, `POST` takes one for an access token. The act is the user's own, in the workspace's
/// record; a refused one is in that of the installation.
public final class SignInRoutes {
    private static final String PATH = "/admin/v1/sign-in";
    private static final String LABEL = "sign-in";

    private final Optional<On> on;
    private final Shards shards;
    private final Workspaces workspaces;
    private final Users users;
    private final Tokens tokens;

    private record On(SignInConfig config, IdTokens tokens) {}

    /// @param config empty if nobody signs in like this
    public SignInRoutes(
            Optional<SignInConfig> config, Shards shards, Workspaces workspaces, Users users, Tokens tokens,
            Clock clock) {
        this.on = config.map(settings -> new On(settings, new IdTokens(settings, clock)));
        this.shards = shards;
        this.workspaces = workspaces;
        this.users = users;
        this.tokens = tokens;
    }

    public List<AdminRoute> routes() {
        return List.of(
                AdminRoute.open(PATH, request -> offer()),
                AdminRoute.write("POST", PATH, Guard.OPEN, "session.sign-in", this::signIn));
    }

    private AdminAnswer offer() {
        SignInConfig config = on().config();
        return AdminAnswer.ok(new SignInOffer(config.issuer().toString(), config.audience(), config.scope()));
    }

    private On on() {
        return on.orElseThrow(() -> new GaplessException(
                ErrorCode.NO_SUCH_ENDPOINT, "sign-in: off (expected: the setting oidc.issuer)"));
    }

    private AdminAnswer signIn(AdminRequest request) {
        SignIn body = request.body(SignIn.class);
        On here = on();
        UserRow user = user(here, body);
        Set<String> scopes = Tokens.scopes(user, body.scopes().orElse(List.of("user")));
        Write write = request.write();
        Actor self = new Actor.Member(user.workspace(), user.user(), user.role(), scopes, 0);
        return tokens.create(
                new Write(self, write.action(), write.requestId(), write.terms()),
                user,
                new Tokens.Wanted(LABEL, scopes, Optional.of(here.config().session())),
                Users.view(user));
    }

    /// Somebody who is not there, is shut out, or is of a workspace that does not sign in like this: all alike.
    private UserRow user(On here, SignIn body) {
        String handle = here.tokens().user(body.token(), body.nonce());
        if (!here.config().workspaces().contains(body.workspace())) {
            throw refused();
        }
        try {
            WorkspaceId workspace = workspaces.id(body.workspace());
            boolean open = shards.forWorkspace(workspace)
                    .read("sign-in.workspace", db -> WorkspaceTable.find(db, workspace))
                    .filter(row -> row.state() == WorkspaceState.ACTIVE || row.state() == WorkspaceState.SUSPENDED)
                    .isPresent();
            UserRow user = users.find(workspace, handle);
            if (!open || user.state() != UserState.ACTIVE || user.kind() != UserKind.PERSON
                    || !user.handle().equals(handle)) {
                throw refused();
            }
            return user;
        } catch (GaplessException e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                throw refused();
            }
            throw e;
        }
    }

    private static GaplessException refused() {
        return IdTokenClaims.wrong("of nobody who signs in here", "somebody active in a workspace of oidc.workspaces");
    }
}
