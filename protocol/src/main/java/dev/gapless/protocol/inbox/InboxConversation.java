package dev.gapless.protocol.inbox;

import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Ordinal;
import dev.gapless.protocol.id.Position;

/// A conversation as the inbox knows it. The counts are exact for this head and this cursor, if `exact`.
///
/// @param channel which
/// @param revision of the inbox at its last change
/// @param member false if the user has left; the rest then says nothing
/// @param head last seq taken in
/// @param ordinal last ordinal taken in
/// @param cursor last seq read, or that of the join if that is later
/// @param cursorOrdinal countable events up to there
/// @param generation of the cursor
/// @param unread countable messages behind the cursor that are not deleted
/// @param mentions messages behind the cursor that mention the user or all
/// @param exact false if the shard has to be asked for head and counts
public record InboxConversation(
        ChannelId channel,
        long revision,
        boolean member,
        Position head,
        Ordinal ordinal,
        Position cursor,
        Ordinal cursorOrdinal,
        long generation,
        long unread,
        long mentions,
        boolean exact) {}
