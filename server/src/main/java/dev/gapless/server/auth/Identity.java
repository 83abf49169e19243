package dev.gapless.server.auth;

import dev.gapless.protocol.event.MemberRole;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import java.time.Instant;
import java.util.Set;

/// The caller, as its token says. The workspace in here is the only one that any query of the caller may name.
///
/// @param workspace the tenant
/// @param user the person or bot
/// @param role role in the workspace
/// @param scopes what the token may be used for, such as `user`, `bot`
/// @param token id of the token, 0 if it has none
/// @param until when the token ends by itself
public record Identity(
        WorkspaceId workspace, UserId user, MemberRole role, Set<String> scopes, long token, Instant until) {
    /// Somebody whose token has no id and no end.
    public Identity(WorkspaceId workspace, UserId user, MemberRole role, Set<String> scopes) {
        this(workspace, user, role, scopes, 0, Instant.MAX);
    }

    public Identity {
        scopes = Set.copyOf(scopes);
    }

    /// True for owners and admins of the workspace.
    public boolean administers() {
        return role == MemberRole.OWNER || role == MemberRole.ADMIN;
    }
}
