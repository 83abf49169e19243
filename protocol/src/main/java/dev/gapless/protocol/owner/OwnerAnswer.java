package dev.gapless.protocol.owner;

import dev.gapless.protocol.id.Ordinal;
import dev.gapless.protocol.id.Seq;
import java.util.List;
import java.util.Optional;

/// What became of an [OwnerBatch].
///
/// @param channelClass fan-out class of the channel, as its last message that was committed here tells it; empty if none was
/// @param outcomes one for each send, in order
public record OwnerAnswer(Optional<String> channelClass, List<Outcome> outcomes) {
    public OwnerAnswer {
        outcomes = List.copyOf(outcomes);
    }

    /// What became of one send: one of the two.
    public record Outcome(Optional<Posted> posted, Optional<Refused> refused) {
        public Outcome {
            if (posted.isPresent() == refused.isPresent()) {
                throw new IllegalArgumentException("outcome: " + posted + ", " + refused + " (expected: one of them)");
            }
        }
    }

    /// It is in the log.
    ///
    /// @param seq its place
    /// @param ordinal its place among countable events
    /// @param atMs commit time in milliseconds since 1970
    /// @param duplicate true if it was there before
    public record Posted(Seq seq, Ordinal ordinal, long atMs, boolean duplicate) {}

    /// It was refused, or is in doubt: the code says which, see [dev.gapless.protocol.error.ErrorCode#definite].
    ///
    /// @param code of the error, as on the wire
    /// @param message what was wrong
    /// @param definite true if it was surely not done
    /// @param retryAfterMs when to try again, 0 or more
    public record Refused(String code, String message, boolean definite, Optional<Long> retryAfterMs) {
        public Refused {
            if (retryAfterMs.orElse(0L) < 0) {
                throw new IllegalArgumentException("retry_after_ms: " + retryAfterMs + " (expected: 0 or more)");
            }
        }
    }
}
