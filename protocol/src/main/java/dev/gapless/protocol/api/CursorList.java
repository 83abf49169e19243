package dev.gapless.protocol.api;

import java.util.List;

/// Cursors that moved after a revision, in the order of their revisions.
///
/// @param cursors each at its latest position
/// @param revision where the list ends: give it as `since` next time
/// @param more true if there are more behind it: ask again at once
public record CursorList(List<CursorView> cursors, long revision, boolean more) {
    public CursorList {
        cursors = List.copyOf(cursors);
    }
}
