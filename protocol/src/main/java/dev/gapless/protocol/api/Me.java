package dev.gapless.protocol.api;

/// Who a token belongs to.
///
/// @param user the user
/// @param workspace the tenant
public record Me(UserView user, WorkspaceView workspace) {}
