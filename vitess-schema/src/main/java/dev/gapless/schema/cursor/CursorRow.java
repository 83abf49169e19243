package dev.gapless.schema.cursor;

import dev.gapless.protocol.api.CursorView;
import dev.gapless.protocol.frame.ServerFrame;
import dev.gapless.protocol.id.Ordinal;
import dev.gapless.protocol.id.Seq;
import java.util.Optional;

/// A cursor.
///
/// @param key which
/// @param seq last seq read, 0 if nothing was
/// @param ordinal countable events, or replies of the thread, up to there
/// @param generation rises with each explicit mark-unread
/// @param floor the channel's head at the last mark-unread: the user's own posts up to it move nothing, since they were there
/// @param revision of the user's stream, at the last change
/// @param updatedMs time of the last change, ms since 1970
public record CursorRow(
        CursorKey key, long seq, long ordinal, long generation, long floor, long revision, long updatedMs) {
    /// A cursor that was never moved.
    public static CursorRow fresh(CursorKey key) {
        return new CursorRow(key, 0, 0, 0, 0, 0, 0);
    }

    /// As the HTTP API shows it; a cursor that was never moved stands at the first event.
    public CursorView view() {
        return new CursorView(
                key.channel().channel(), root(), new Seq(Math.max(1, seq)), new Ordinal(ordinal), generation, revision);
    }

    /// As it is pushed.
    public ServerFrame.CursorMoved frame() {
        return new ServerFrame.CursorMoved(
                key.channel().channel(), root(), new Seq(Math.max(1, seq)), new Ordinal(ordinal), generation, revision);
    }

    private Optional<Seq> root() {
        return key.root() == 0 ? Optional.empty() : Optional.of(new Seq(key.root()));
    }
}
