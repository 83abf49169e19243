package dev.gapless.server.cursor;

import dev.gapless.schema.cursor.CursorRow;
import java.util.List;

/// Hears of cursors that this process has moved. Must neither block nor throw.
@FunctionalInterface
public interface CursorListener {
    /// @param moved each with the revision that it took; of one user in the order of revisions
    void moved(List<CursorRow> moved);
}
