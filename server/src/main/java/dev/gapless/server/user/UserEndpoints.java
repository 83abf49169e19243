package dev.gapless.server.user;

import dev.gapless.protocol.api.Me;
import dev.gapless.protocol.api.UserList;
import dev.gapless.protocol.api.UserView;
import dev.gapless.protocol.api.WorkspaceView;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.name.NameKind;
import dev.gapless.schema.name.UniqueName;
import dev.gapless.schema.name.UniqueNameTable;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.user.UserRow;
import dev.gapless.schema.workspace.WorkspaceRow;
import dev.gapless.schema.workspace.WorkspaceTable;
import dev.gapless.server.http.Answer;
import dev.gapless.server.http.ApiRequest;
import dev.gapless.server.http.Listing;
import dev.gapless.server.http.Route;
import dev.gapless.server.posting.ShardFailures;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// `GET /v1/users`, `GET /v1/users/{user}` and `GET /v1/me`. Any thread may call.
public final class UserEndpoints {
    private final Shards shards;
    private final People people;

    public UserEndpoints(Shards shards, People people) {
        this.shards = shards;
        this.people = people;
    }

    public List<Route> routes() {
        return List.of(
                Route.get("/v1/users", Set.of("handle", "cursor", "limit"), this::list),
                Route.get("/v1/users/{user}", Set.of(), this::show),
                Route.get("/v1/me", Set.of(), this::me));
    }

    private Answer list(ApiRequest request) {
        WorkspaceId workspace = request.caller().workspace();
        int limit = Listing.limit(request.query());
        String prefix = Listing.prefix(request.query(), "handle");
        Optional<String> cursor = Listing.cursor(request.query());
        List<UniqueName> page = ShardFailures.refusing(() -> shards.forWorkspace(workspace)
                .read(
                        "user.handles",
                        handle -> UniqueNameTable.page(
                                handle, workspace, NameKind.HANDLE, prefix, cursor.orElse(""), limit)));
        List<UserId> ids = page.stream().map(name -> new UserId(name.owner())).toList();
        Map<UserId, UserRow> found = people.find(workspace, ids);
        List<UserView> views = ids.stream()
                .map(found::get)
                .filter(Objects::nonNull)
                .map(People::view)
                .toList();
        return Answer.ok(new UserList(views, Listing.next(page, limit, UniqueName::name)));
    }

    private Answer show(ApiRequest request) {
        return Answer.ok(find(request.caller().workspace(), request.user()));
    }

    private Answer me(ApiRequest request) {
        WorkspaceId workspace = request.caller().workspace();
        Optional<WorkspaceRow> row = ShardFailures.refusing(() -> shards.forWorkspace(workspace).read("workspace.find",
                handle -> WorkspaceTable.find(handle, workspace)));
        WorkspaceView view = row.map(found -> new WorkspaceView(
                workspace, found.slug(), found.name(), found.state().text()))
                .orElseThrow(() -> GaplessException.notFound("workspace", workspace.text()));
        return Answer.ok(new Me(find(workspace, request.caller().user()), view));
    }

    private UserView find(WorkspaceId workspace, UserId user) {
        UserRow row = people.find(workspace, List.of(user)).get(user);
        if (row == null) {
            throw GaplessException.notFound("user", user.text());
        }
        return People.view(row);
    }
}
