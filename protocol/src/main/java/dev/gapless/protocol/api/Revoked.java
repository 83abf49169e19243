package dev.gapless.protocol.api;

/// Tokens that were ended.
///
/// @param tokens how many
public record Revoked(int tokens) {}
