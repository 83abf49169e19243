package dev.gapless.schema.log;

import dev.gapless.protocol.id.UserId;
import java.time.Instant;
import java.util.List;

/// What is decided by when an event is to be removed or copied: all but its text.
///
/// @param seq its place
/// @param ordinal countable events up to and including it
/// @param message true for a message
/// @param at when it was committed
/// @param actor who did it
/// @param subject who joined or left; 0 for none
/// @param mentioned who was mentioned by the message as it is now, of those who were members
public record LogFact(
        long seq, long ordinal, boolean message, Instant at, UserId actor, long subject, List<UserId> mentioned) {
    public LogFact {
        mentioned = List.copyOf(mentioned);
    }

    /// True if a user wrote or did it, or joined or left by it.
    public boolean concerns(long user) {
        return actor.value() == user || subject == user;
    }
}
