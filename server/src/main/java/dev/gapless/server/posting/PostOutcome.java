package dev.gapless.server.posting;

import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.event.ChannelClass;
import java.time.Instant;
import java.util.Optional;

/// What became of a send.
public sealed interface PostOutcome {
    /// It is in the log.
    ///
    /// @param seq its place, 1 or more
    /// @param ordinal its place among countable events
    /// @param at commit time
    /// @param duplicate true if an earlier send with the same key and text is the one meant
    /// @param channelClass fan-out class of the channel at this commit; empty if it was not looked at
    record Posted(long seq, long ordinal, Instant at, boolean duplicate, Optional<ChannelClass> channelClass)
            implements PostOutcome {
        /// Without the channel's class.
        public Posted(long seq, long ordinal, Instant at, boolean duplicate) {
            this(seq, ordinal, at, duplicate, Optional.empty());
        }
    }

    /// It was refused, or (if the code is not definite) it is in doubt.
    record Refused(GaplessException reason) implements PostOutcome {}
}
