package dev.gapless.protocol.api;

import java.util.Optional;

/// Body of `POST /admin/v1/workspaces/{id}/users/{id}/tokens/{id}/rotation`.
///
/// @param overlapMs how long the old token stays valid beside the new one; not at all if absent
public record RotateToken(Optional<Long> overlapMs) {}
