package dev.gapless.server.cursor;

import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.id.UserId;
import java.util.Optional;

/// A wish of a device about a cursor, not checked yet.
///
/// @param user whose cursor
/// @param channel where
/// @param threadRoot for the cursor of a thread: its root
/// @param seq to where
/// @param intent why
public record ReadMark(UserId user, ChannelKey channel, Optional<Seq> threadRoot, Seq seq, Intent intent) {
    /// What the device means.
    public sealed interface Intent {
        /// Read up to there, by a device that knew this generation.
        record Read(long generation) implements Intent {}

        /// Read up to there, whatever the generation.
        record ReadNow() implements Intent {}

        /// Wants it so, also backwards.
        record MarkUnread() implements Intent {}

        /// The same, by a device that knew this generation: nothing happens if it is over.
        record MarkUnreadFrom(long generation) implements Intent {}
    }

    long root() {
        return threadRoot.map(Seq::value).orElse(0L);
    }
}
