package dev.gapless.client.session;

import dev.gapless.protocol.id.Ordinal;
import dev.gapless.protocol.id.Seq;
import java.time.Instant;

/// What is known of a send. `Acked` and `Refused` are the ends; until then the outbox keeps it and tries again.
public sealed interface SendState {
    /// Waits for its turn; surely not in the log.
    record Pending() implements SendState {}

    /// Tried, and the answer did not come: it may be in the log. It is sent again with the same key.
    ///
    /// @param reason why the answer is missing, for people
    record Unknown(String reason) implements SendState {}

    /// In the log, for ever.
    ///
    /// @param seq where
    /// @param ordinal its place among countable events
    /// @param at commit time
    /// @param duplicate true if an earlier try, or an earlier send with the same key and text, is the one meant
    record Acked(Seq seq, Ordinal ordinal, Instant at, boolean duplicate) implements SendState {}

    /// Not taken.
    ///
    /// @param refusal why; its `definite` is false if an earlier try may still have entered the log
    record Refused(Refusal refusal) implements SendState {}

    /// True if nothing more will come.
    default boolean settled() {
        return switch (this) {
            case Acked acked -> true;
            case Refused refused -> true;
            case Pending pending -> false;
            case Unknown unknown -> false;
        };
    }
}
