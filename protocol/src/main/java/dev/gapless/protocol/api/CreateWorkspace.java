package dev.gapless.protocol.api;

/// Body of `POST /admin/v1/workspaces`.
///
/// @param slug 1 to 63 lower-case letters, digits and `-`
/// @param name as shown
public record CreateWorkspace(String slug, String name) {}
