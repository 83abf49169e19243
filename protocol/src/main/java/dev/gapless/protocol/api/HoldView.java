package dev.gapless.protocol.api;

/// A legal hold: nothing of its subject is removed while it stands.
///
/// @param on workspace, channel or user
/// @param subject its id
/// @param reason why
/// @param actor who set it
/// @param sinceMs since when
public record HoldView(String on, String subject, String reason, String actor, long sinceMs) {}
