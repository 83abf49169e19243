package dev.gapless.protocol.api;

import java.util.Optional;

/// Body of `PATCH /admin/v1/workspaces/{id}`: what is absent stays.
///
/// @param name as shown
/// @param plan what it pays for
public record ChangeWorkspace(Optional<String> name, Optional<String> plan) {}
