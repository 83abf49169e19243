package dev.gapless.protocol.api;

import dev.gapless.protocol.export.ExportFile;

/// A file of an export with what is in it.
///
/// @param file its facts, with the hash of the content's UTF-8
/// @param content all of it
public record ExportContent(ExportFile file, String content) {}
