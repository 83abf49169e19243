package dev.gapless.schema.cursor;

/// What became of a [CursorMove].
///
/// @param cursor as it is now
/// @param moved true if this move changed it
public record CursorResult(CursorRow cursor, boolean moved) {}
