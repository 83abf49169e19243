package dev.gapless.server.userstream;

import dev.gapless.protocol.codec.FrameCodec;
import dev.gapless.protocol.event.EncodedEvent;
import dev.gapless.protocol.event.UserStream;
import dev.gapless.schema.cursor.CursorRow;
import java.time.Instant;

/// Cursors as records of their users' streams.
public final class CursorEvents {
    private CursorEvents() {}

    /// The record of a cursor's last move.
    public static EncodedEvent of(CursorRow row) {
        return new EncodedEvent(
                UserStream.key(row.key().channel().workspace(), row.key().user()),
                row.revision(),
                0,
                UserStream.CURSOR_MOVED,
                0,
                Instant.ofEpochMilli(row.updatedMs()),
                FrameCodec.write(row.frame()));
    }
}
