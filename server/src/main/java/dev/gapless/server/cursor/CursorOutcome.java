package dev.gapless.server.cursor;

import dev.gapless.protocol.error.GaplessException;
import dev.gapless.schema.cursor.CursorRow;

/// What became of a wish to move a cursor.
public sealed interface CursorOutcome {
    /// It is there, for good: the cursor as it now is, moved by this wish or by an earlier one.
    record Stands(CursorRow cursor) implements CursorOutcome {}

    /// It was refused, or (if the code is not definite) it is in doubt; doing it again does no harm.
    record Refused(GaplessException reason) implements CursorOutcome {}
}
