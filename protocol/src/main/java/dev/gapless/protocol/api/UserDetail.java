package dev.gapless.protocol.api;

import dev.gapless.protocol.id.UserId;

/// A person or bot, as operators and admins see it.
///
/// @param id its id
/// @param handle unique name in the workspace
/// @param displayName as shown
/// @param kind person or bot
/// @param role owner, admin, member or guest
/// @param state active or deactivated
/// @param resourceVersion give it with a change, so that nobody's change is overwritten unseen
/// @param createdMs when it was made
public record UserDetail(
        UserId id,
        String handle,
        String displayName,
        String kind,
        String role,
        String state,
        long resourceVersion,
        long createdMs) {}
