package dev.gapless.schema.log;

import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.UserId;
import java.time.Instant;
import java.util.Optional;

/// An event that wants to be in a channel's log.
///
/// @param channel where
/// @param actor who does it
/// @param key the actor's own name for it; a message's is that in its body
/// @param body what it says; [EventBody.Other] cannot be appended
/// @param at time to record, in whole milliseconds
/// @param requirement what must hold for it to be accepted
public record Append(
        ChannelKey channel,
        UserId actor,
        Optional<IdempotencyKey> key,
        EventBody body,
        Instant at,
        Requirement requirement) {
    /// What must hold when the event gets its place.
    public enum Requirement {
        /// The actor is a member of the channel.
        MEMBER,
        /// The same, and is an owner or admin of the workspace, who may do what the channel leaves to its own.
        MEMBER_WHO_ADMINISTERS,
        /// Nothing: the caller has decided.
        NONE
    }

    /// True if the actor has to be a member.
    boolean membersOnly() {
        return requirement != Requirement.NONE;
    }

    public Append {
        if (body instanceof EventBody.Other) {
            throw new IllegalArgumentException(
                    "append: kind " + body.kindText() + " (expected: one that this version writes)");
        }
        if (body instanceof EventBody.MessagePosted posted && !key.equals(Optional.of(posted.key()))) {
            throw new IllegalArgumentException("append: key " + key + " (expected: that of the message)");
        }
    }

    /// A message of a member.
    public static Append message(ChannelKey channel, UserId actor, EventBody.MessagePosted message, Instant at) {
        return message(channel, actor, message, at, Requirement.MEMBER);
    }

    /// The same.
    ///
    /// @param requirement what the actor has to be
    public static Append message(
            ChannelKey channel, UserId actor, EventBody.MessagePosted message, Instant at, Requirement requirement) {
        return new Append(channel, actor, Optional.of(message.key()), message, at, requirement);
    }

    /// An event other than a message, without a key.
    public static Append of(ChannelKey channel, UserId actor, EventBody body, Instant at, Requirement requirement) {
        return new Append(channel, actor, Optional.empty(), body, at, requirement);
    }
}
