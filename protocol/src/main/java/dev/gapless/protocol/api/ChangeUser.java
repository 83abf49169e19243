package dev.gapless.protocol.api;

import java.util.Optional;

/// Body of `PATCH /admin/v1/workspaces/{id}/users/{id}`: what is absent stays.
///
/// @param displayName as shown
/// @param role owner, admin, member or guest
public record ChangeUser(Optional<String> displayName, Optional<String> role) {}
