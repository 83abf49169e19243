package dev.gapless.schema.log;

import dev.gapless.protocol.event.ChannelClass;
import dev.gapless.protocol.event.EncodedEvent;
import java.time.Duration;
import java.time.Instant;

/// What became of an [Append].
public sealed interface AppendResult {
    /// It is in the log, for good.
    ///
    /// @param event with its seq and its JSON text
    /// @param channelClass fan-out class of the channel at commit
    record Appended(EncodedEvent event, ChannelClass channelClass) implements AppendResult {}

    /// The same key and body were appended before: this is what came of it then.
    ///
    /// @param seq place of the earlier event
    /// @param ordinal its ordinal
    /// @param at its time
    record Duplicate(long seq, long ordinal, Instant at) implements AppendResult {}

    /// The key belongs to an event with another body. Nothing was done.
    ///
    /// @param seq place of that event
    record KeyReused(long seq) implements AppendResult {}

    /// The actor is not a member of this public channel. Nothing was done.
    record NotAMember() implements AppendResult {}

    /// There is no such channel, or none that the actor may know of. Nothing was done.
    record NoSuchChannel() implements AppendResult {}

    /// The channel takes no more events. Nothing was done.
    record Archived() implements AppendResult {}

    /// There is no message at the target's seq. Nothing was done.
    ///
    /// @param seq the target
    /// @param event true if there is an event of another kind
    record TargetMissing(long seq, boolean event) implements AppendResult {}

    /// The target was deleted before. Nothing was done.
    ///
    /// @param seq the target
    record TargetDeleted(long seq) implements AppendResult {}

    /// The target is somebody else's, and the actor's role does not allow this. Nothing was done.
    ///
    /// @param seq the target
    record NotYours(long seq) implements AppendResult {}

    /// The thread's root is itself a reply. Nothing was done.
    ///
    /// @param seq the root that was named
    record ThreadOnThread(long seq) implements AppendResult {}

    /// A bound is reached. Nothing was done.
    ///
    /// @param what of what there are too many, in words
    /// @param limit how many there may be
    record TooMany(String what, int limit) implements AppendResult {}

    /// The channel leaves this to others. Nothing was done.
    ///
    /// @param what is not allowed, in words
    /// @param expected who may do it
    record NotByRule(String what, String expected) implements AppendResult {}

    /// The actor posted in this slow channel a moment ago. Nothing was done.
    ///
    /// @param pause until the next post
    record TooSoon(Duration pause) implements AppendResult {}

    /// It is so already: the user to join is a member, or the one to leave is none; the reaction or pin is there, or the one to
    /// take back is not; the text is the same. Nothing was done.
    record NoChange() implements AppendResult {}
}
