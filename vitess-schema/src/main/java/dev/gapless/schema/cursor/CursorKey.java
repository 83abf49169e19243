package dev.gapless.schema.cursor;

import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.UserId;

/// Names a cursor.
///
/// @param user whose
/// @param channel where
/// @param root for the cursor of a thread the seq of its root, else 0
public record CursorKey(UserId user, ChannelKey channel, long root) {
    /// The cursor of a channel.
    public static CursorKey ofChannel(UserId user, ChannelKey channel) {
        return new CursorKey(user, channel, 0);
    }
}
