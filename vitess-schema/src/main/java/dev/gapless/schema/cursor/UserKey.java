package dev.gapless.schema.cursor;

import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;

/// A user with the tenant.
///
/// @param workspace the tenant
/// @param user the user
public record UserKey(WorkspaceId workspace, UserId user) implements Comparable<UserKey> {
    @Override
    public int compareTo(UserKey that) {
        int byWorkspace = workspace.compareTo(that.workspace);
        return byWorkspace != 0 ? byWorkspace : Long.compare(user.value(), that.user.value());
    }
}
