package dev.gapless.protocol.inbox;

import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;

/// How the question for an [InboxAnswer] is put: `GET` with the secret in a header.
public final class InboxRoute {
    /// What the path begins with; workspace and user follow.
    public static final String PATH = "/internal/v1/inbox/";
    /// Name of the header that carries the secret.
    public static final String SECRET_HEADER = "X-Gapless-Secret";

    private InboxRoute() {}

    /// Path and query for the conversations that changed after a revision, 0 for all.
    public static String question(WorkspaceId workspace, UserId user, long since, int limit) {
        return PATH + workspace.text() + "/" + user.text() + "?since=" + since + "&limit=" + limit;
    }
}
