package dev.gapless.protocol.api;

import dev.gapless.protocol.id.UserId;

/// A person or bot.
///
/// @param id its id
/// @param handle unique name in the workspace
/// @param displayName as shown
/// @param kind person or bot
/// @param role owner, admin, member or guest
public record UserView(UserId id, String handle, String displayName, String kind, String role) {}
