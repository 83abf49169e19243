package dev.gapless.server.posting;

import dev.gapless.protocol.error.GaplessException;
import java.time.Instant;

/// What became of a send.
public sealed interface PostOutcome {
    /// It is in the log.
    ///
    /// @param seq its place, 1 or more
    /// @param ordinal its place among countable events
    /// @param at commit time
    /// @param duplicate true if an earlier send with the same key and text is the one meant
    record Posted(long seq, long ordinal, Instant at, boolean duplicate) implements PostOutcome {}

    /// It was refused, or (if the code is not definite) it is in doubt.
    record Refused(GaplessException reason) implements PostOutcome {}
}
