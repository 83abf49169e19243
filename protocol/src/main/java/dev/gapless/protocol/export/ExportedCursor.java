package dev.gapless.protocol.export;

import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.UserId;

/// A line of a `cursors` file: how far somebody has read.
///
/// @param threadRoot 0 for the channel, else the root of a thread
/// @param floor the channel's head at the last mark-unread
public record ExportedCursor(
        UserId user, ChannelId channel, long threadRoot, long seq, long ordinal, long generation, long floor,
        long revision, long updatedMs) {}
