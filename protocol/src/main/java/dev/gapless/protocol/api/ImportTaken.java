package dev.gapless.protocol.api;

/// What became of lines of an import.
///
/// @param lines how many are there now, whether they were before or not
public record ImportTaken(long lines) {}
