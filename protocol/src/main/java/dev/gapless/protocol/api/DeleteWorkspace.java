package dev.gapless.protocol.api;

import java.util.Optional;

/// Body of `POST /admin/v1/workspaces/{id}/deletion`.
///
/// @param graceMs how long it can be brought back; a week if absent
public record DeleteWorkspace(Optional<Long> graceMs) {}
