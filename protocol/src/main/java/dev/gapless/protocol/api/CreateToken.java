package dev.gapless.protocol.api;

import java.util.List;
import java.util.Optional;

/// Body of `POST /admin/v1/workspaces/{id}/users/{id}/tokens`.
///
/// @param label what people call it; empty if absent
/// @param scopes what it may be used for; the user's kind if absent
/// @param ttlMs how long it is valid; for ever if absent
public record CreateToken(Optional<String> label, Optional<List<String>> scopes, Optional<Long> ttlMs) {}
