package dev.gapless.client;

import dev.gapless.client.HttpCaller.Call;
import dev.gapless.client.HttpCaller.Repeat;
import dev.gapless.protocol.api.CreateUser;
import dev.gapless.protocol.api.CreateWorkspace;
import dev.gapless.protocol.api.CreatedUser;
import dev.gapless.protocol.api.UserList;
import dev.gapless.protocol.api.WorkspaceList;
import dev.gapless.protocol.api.WorkspaceView;
import dev.gapless.protocol.id.UserId;
import java.util.Optional;

/// The admin API of the control plane, typed, with an operator's token. Errors, retries and threads as in [ApiClient]; nothing
/// that makes something is repeated unless it surely was not done.
public final class AdminClient {
    private static final String WORKSPACES = "/admin/v1/workspaces";

    private final HttpCaller caller;

    public AdminClient(Endpoint endpoint, Token operatorToken, HttpOptions options) {
        this.caller = new HttpCaller(endpoint, Optional.of(operatorToken), options);
    }

    public WorkspaceView createWorkspace(CreateWorkspace request) {
        return caller.ask(Call.post(WORKSPACES, request, Repeat.IF_NOT_DONE), WorkspaceView.class);
    }

    /// A page of workspaces, by slug.
    public WorkspaceList workspaces(Listing listing) {
        return caller.ask(Call.get(WORKSPACES + "?" + listing.query()), WorkspaceList.class);
    }

    /// @param workspace slug, or the text form of the id
    public WorkspaceView workspace(String workspace) {
        return caller.ask(Call.get(path(workspace)), WorkspaceView.class);
    }

    /// Makes a user, with a token that is shown this once.
    ///
    /// @param workspace slug, or the text form of the id
    public CreatedUser createUser(String workspace, CreateUser request) {
        return caller.ask(Call.post(path(workspace) + "/users", request, Repeat.IF_NOT_DONE), CreatedUser.class);
    }

    /// A page of a workspace's users.
    public UserList users(String workspace, Listing listing) {
        return caller.ask(Call.get(path(workspace) + "/users?" + listing.query()), UserList.class);
    }

    /// Gives a user one more token, shown this once.
    public CreatedUser createToken(String workspace, UserId user) {
        return caller.ask(
                Call.post(path(workspace) + "/users/" + user.text() + "/tokens", Repeat.IF_NOT_DONE),
                CreatedUser.class);
    }

    /// True if the control plane runs; false also if it cannot be reached.
    public boolean live() {
        return caller.succeeds("/health/live");
    }

    /// True if the control plane can do its work.
    public boolean ready() {
        return caller.succeeds("/health/ready");
    }

    private static String path(String workspace) {
        return WORKSPACES + "/" + Endpoint.encode(workspace);
    }
}
