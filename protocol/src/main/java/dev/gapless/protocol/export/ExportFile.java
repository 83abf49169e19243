package dev.gapless.protocol.export;

/// A file of an export.
///
/// @param number 1, 2, 3 and so on
/// @param name begins with the number
/// @param lines how many
/// @param bytes how many
/// @param sha256 of its bytes, in lower-case hex
public record ExportFile(long number, String name, long lines, long bytes, String sha256) {}
