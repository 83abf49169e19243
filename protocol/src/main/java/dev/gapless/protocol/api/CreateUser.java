package dev.gapless.protocol.api;

/// Body of `POST /admin/v1/workspaces/{id}/users`.
///
/// @param handle unique name in the workspace
/// @param displayName as shown
/// @param kind person or bot
/// @param role owner, admin, member or guest
public record CreateUser(String handle, String displayName, String kind, String role) {}
