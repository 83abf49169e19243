package dev.gapless.schema.cursor;

import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/// Writes copied cursors of users who are not there yet for anybody else, as they were. Twice is as once.
public final class CursorRestore {
    private CursorRestore() {}

    /// Says how far a user's stream was.
    public static void stream(Handle handle, UserKey user, long revision) {
        UserStreamTable.set(handle, Map.of(user, revision));
    }

    /// @param rows of users on one shard
    public static void cursors(Handle handle, List<CursorRow> rows) {
        ReadCursorTable.put(handle, rows);
    }
}
