package dev.gapless.protocol.frame;

import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Epoch;
import dev.gapless.protocol.id.Ordinal;
import dev.gapless.protocol.id.Position;
import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What a gateway answers or pushes.
public sealed interface ServerFrame {
    /// Where a channel stands.
    ///
    /// @param channel which
    /// @param epoch identity of its numbering
    /// @param head last seq
    /// @param ordinal last ordinal
    record ChannelHead(ChannelId channel, Epoch epoch, Position head, Ordinal ordinal) {}

    /// Answer to `hello`.
    ///
    /// @param user who the token belongs to
    /// @param workspace and where
    /// @param gateway name of this gateway run, for people
    /// @param pingEvery send a ping at least this often, or the connection is taken for dead
    /// @param channels those of `resume` that moved on, or whose epoch the client must compare
    /// @param unknown those of `resume` that the user cannot read (any more)
    /// @param userRevision where the user's own stream stands; a device that stands elsewhere asks for what it lacks
    record Welcome(
            UserId user,
            WorkspaceId workspace,
            String gateway,
            Duration pingEvery,
            List<ChannelHead> channels,
            List<ChannelId> unknown,
            long userRevision)
            implements ServerFrame {
        /// A welcome to a user whose own stream has not begun.
        public Welcome(
                UserId user,
                WorkspaceId workspace,
                String gateway,
                Duration pingEvery,
                List<ChannelHead> channels,
                List<ChannelId> unknown) {
            this(user, workspace, gateway, pingEvery, channels, unknown, 0);
        }

        public Welcome {
            channels = List.copyOf(channels);
            unknown = List.copyOf(unknown);
        }
    }

    /// Answer to `send`: the message is in the log, for ever, at this seq.
    ///
    /// @param duplicate true if the key had been used before with the same text, so that this is the earlier message
    record Sent(long ref, ChannelId channel, Seq seq, Ordinal ordinal, Instant at, boolean duplicate)
            implements ServerFrame {}

    /// Answer to `sub`. Whatever is at or below the head is readable by now; whatever is above comes as a push.
    record Subscribed(long ref, ChannelHead at) implements ServerFrame {}

    /// Answer to `unsub`.
    record Unsubscribed(long ref, ChannelId channel) implements ServerFrame {}

    /// A refusal.
    ///
    /// @param ref of the request, if it could be told
    /// @param code text of an [dev.gapless.protocol.error.ErrorCode]
    /// @param message what was wrong and what was expected
    /// @param definite true if the request was surely not carried out
    /// @param retryAfter when to try again, for overload and outages
    /// @param rateLimit for what is over a limit: which, as [dev.gapless.protocol.error.RateLimit#header] has it
    /// @param rateLimitPolicy and what it allows, as [dev.gapless.protocol.error.RateLimit#policyHeader] has it
    record Error(
            Optional<Long> ref,
            String code,
            String message,
            boolean definite,
            Optional<Duration> retryAfter,
            Optional<String> rateLimit,
            Optional<String> rateLimitPolicy)
            implements ServerFrame {
        /// A refusal that no limit made.
        public Error(
                Optional<Long> ref, String code, String message, boolean definite, Optional<Duration> retryAfter) {
            this(ref, code, message, definite, retryAfter, Optional.empty(), Optional.empty());
        }
    }

    /// One entry of a channel's log.
    record Pushed(Event event) implements ServerFrame {}

    /// Several entries of one channel, in order.
    record PushedMany(List<Event> events) implements ServerFrame {
        public PushedMany {
            events = List.copyOf(events);
        }
    }

    /// A channel subscribed at level head moved on, or a quiet one repeats where it stands.
    record Head(ChannelId channel, Position head, Ordinal ordinal) implements ServerFrame {}

    /// These were not pushed (too many, or the reader was too slow): pull them when convenient. What is pushed after this
    /// frame is above `to`.
    ///
    /// @param from first seq not pushed
    /// @param to last seq not pushed, `from` or more
    record Gap(ChannelId channel, Seq from, Seq to) implements ServerFrame {}

    /// The backlog asked for with `sub.after` has been pushed up to here; from now on it is live.
    record CaughtUp(ChannelId channel, Position head) implements ServerFrame {}

    /// Something about the connection or a subscription that needs no answer.
    ///
    /// @param kind `drain`: the gateway goes away, connect again; `ended`: the subscription is over (left, removed)
    /// @param channel for `ended`
    /// @param deadline for `drain`: how long until the gateway closes the connection
    /// @param reconnectAfter for `drain`: this client's turn to connect elsewhere
    record Notice(
            String kind, Optional<ChannelId> channel, Optional<Duration> deadline, Optional<Duration> reconnectAfter)
            implements ServerFrame {
        public static final String DRAIN = "drain";
        public static final String ENDED = "ended";
    }

    /// A read position of the user, as it now is: pushed to all devices when it moved, and the answer to `read`.
    ///
    /// Of two for the same position the one with the higher revision is newer.
    ///
    /// @param ref of the `read` that this answers
    /// @param channel where
    /// @param threadRoot for the cursor of a thread: its root
    /// @param seq last seq read
    /// @param ordinal countable events, or replies of the thread, up to there
    /// @param generation rises with each explicit mark-unread
    /// @param revision of the user's own stream
    record CursorMoved(
            Optional<Long> ref,
            ChannelId channel,
            Optional<Seq> threadRoot,
            Seq seq,
            Ordinal ordinal,
            long generation,
            long revision)
            implements ServerFrame {
        /// One that is pushed.
        public CursorMoved(
                ChannelId channel,
                Optional<Seq> threadRoot,
                Seq seq,
                Ordinal ordinal,
                long generation,
                long revision) {
            this(Optional.empty(), channel, threadRoot, seq, ordinal, generation, revision);
        }

        /// The same as the answer to a request.
        public CursorMoved answering(long request) {
            return new CursorMoved(Optional.of(request), channel, threadRoot, seq, ordinal, generation, revision);
        }
    }

    /// Where the user's own stream stands, after something of it may have been lost: a device that stands elsewhere asks for what
    /// it lacks.
    record UserHead(long revision) implements ServerFrame {}

    /// Answer to `ping`.
    record Pong(long nonce) implements ServerFrame {}

    /// A type that this reader does not know: skipped.
    record Unknown(String type) implements ServerFrame {}
}
