package dev.gapless.schema.user;

import dev.gapless.protocol.event.MemberRole;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import java.time.Instant;

/// A person or bot of a workspace.
///
/// @param workspace the tenant
/// @param user its id
/// @param handle unique name in the workspace, kept unique by [dev.gapless.schema.name.UniqueNameTable]
/// @param displayName as shown
/// @param kind person or bot
/// @param role role in the workspace
/// @param state active or deactivated
/// @param createdAt when it was made
/// @param version rises with each change
public record UserRow(
        WorkspaceId workspace,
        UserId user,
        String handle,
        String displayName,
        UserKind kind,
        MemberRole role,
        UserState state,
        Instant createdAt,
        long version) {}
