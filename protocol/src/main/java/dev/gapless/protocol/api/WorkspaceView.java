package dev.gapless.protocol.api;

import dev.gapless.protocol.id.WorkspaceId;

/// A tenant.
///
/// @param id its id
/// @param slug unique short name
/// @param name as shown
/// @param state active, suspended or deleted
public record WorkspaceView(WorkspaceId id, String slug, String name, String state) {}
