package dev.gapless.fanout.inbox;

import dev.gapless.protocol.event.ChannelClass;
import dev.gapless.protocol.event.EventHeader;
import dev.gapless.protocol.event.MentionChange;
import dev.gapless.protocol.frame.ServerFrame;
import dev.gapless.protocol.inbox.InboxSeed;
import java.util.Optional;

/// What the inbox takes in from `gapless.events` and `gapless.inbox-seeds`.
sealed interface InboxInput {
    /// An event of a channel's log.
    ///
    /// @param header its facts
    /// @param mentions what it does to who is mentioned
    /// @param newClass the class that the channel has from this event on, if the event says so
    record Logged(EventHeader header, Optional<MentionChange> mentions, Optional<ChannelClass> newClass)
            implements InboxInput {}

    /// A cursor that moved, in the stream of a user.
    ///
    /// @param moved where it is now
    record Cursor(ServerFrame.CursorMoved moved) implements InboxInput {}

    /// Something else in the stream of a user, which takes a revision all the same.
    ///
    /// @param revision of that stream
    record Noted(long revision) implements InboxInput {}

    /// Where a channel, or the cursors of a user, stand by the database.
    record Seed(InboxSeed seed) implements InboxInput {}
}
