package dev.gapless.schema.retention;

import java.time.Instant;

/// Something that must not be removed, whatever the rules say.
///
/// @param kind what it is on
/// @param subject channel or user; 0 for the workspace
/// @param reason why
/// @param actor who set it
/// @param at since when
public record LegalHold(HoldKind kind, long subject, String reason, String actor, Instant at) {}
