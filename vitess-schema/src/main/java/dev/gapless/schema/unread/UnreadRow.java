package dev.gapless.schema.unread;

import dev.gapless.protocol.api.UnreadCounts;
import dev.gapless.protocol.api.UnreadView;
import dev.gapless.protocol.id.Epoch;
import dev.gapless.protocol.id.Ordinal;
import dev.gapless.protocol.id.Position;
import dev.gapless.protocol.id.UserId;
import dev.gapless.schema.channel.ChannelHead;

/// What a member has not read in a channel.
///
/// @param user who
/// @param head where the channel stood
/// @param cursor last seq read, or that of the join if that is later
/// @param cursorOrdinal countable events up to there
/// @param generation of the cursor
/// @param unread countable messages behind the cursor that are not deleted
/// @param mentions messages behind the cursor, in threads too, that mention the member or all
/// @param threadUnread unread replies in threads in which the member has a cursor; 0 where it was not asked for
public record UnreadRow(
        UserId user,
        ChannelHead head,
        long cursor,
        long cursorOrdinal,
        long generation,
        long unread,
        long mentions,
        long threadUnread) {
    /// As the HTTP API shows it.
    public UnreadView view() {
        return new UnreadView(
                head.key().channel(),
                new Position(head.lastSeq()),
                new Ordinal(head.lastOrdinal()),
                new Epoch(head.epoch()),
                new Position(cursor),
                new Ordinal(cursorOrdinal),
                generation,
                unread,
                mentions,
                threadUnread);
    }

    /// The two numbers that a recount gives too.
    public UnreadCounts counts() {
        return new UnreadCounts(unread, mentions);
    }
}
