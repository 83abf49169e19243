package dev.gapless.protocol.api;

import dev.gapless.protocol.id.WorkspaceId;
import java.util.Optional;

/// A tenant, as operators and its own admins see it.
///
/// @param id its id
/// @param slug unique short name
/// @param name as shown; empty if its shard is out of reach
/// @param state active, suspended, deleted or reserved
/// @param plan what it pays for; empty if its shard is out of reach
/// @param resourceVersion give it with a change, so that nobody's change is overwritten unseen
/// @param createdMs when it was made
/// @param purgeMs for a deleted one: when its rows may go
public record WorkspaceDetail(
        WorkspaceId id,
        String slug,
        String name,
        String state,
        String plan,
        long resourceVersion,
        long createdMs,
        Optional<Long> purgeMs) {}
