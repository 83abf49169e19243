package dev.gapless.protocol.api;

import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Epoch;
import dev.gapless.protocol.id.Ordinal;
import dev.gapless.protocol.id.Position;

/// What a user has not read in a channel: `unread` is `ordinal - cursor_ordinal` less those deleted since.
///
/// @param channel which
/// @param head last seq
/// @param ordinal last ordinal
/// @param epoch identity of the numbering
/// @param cursor last seq read, or that of the user's join if that is later
/// @param cursorOrdinal countable events up to there
/// @param generation of the cursor
/// @param unread messages to the channel behind the cursor that are not deleted
/// @param mentions messages behind the cursor, in threads too, that mention the user or all
/// @param threadUnread unread replies in threads that the user reads
public record UnreadView(
        ChannelId channel,
        Position head,
        Ordinal ordinal,
        Epoch epoch,
        Position cursor,
        Ordinal cursorOrdinal,
        long generation,
        long unread,
        long mentions,
        long threadUnread) {}
