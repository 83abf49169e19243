package dev.gapless.protocol.frame;

import dev.gapless.protocol.event.InterestLevel;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Position;
import dev.gapless.protocol.id.Seq;
import java.util.Map;
import java.util.Optional;

/// What a device sends.
public sealed interface ClientFrame {
    /// Type names, as they stand in `type`.
    enum Type {
        HELLO,
        SUB,
        UNSUB,
        SEND,
        READ,
        PING;

        public String text() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /// The first frame, once.
    ///
    /// @param token access token, unless the upgrade request carried it in `Authorization`
    /// @param device the client's own stable name for itself, at most 64 characters; for people to tell sessions apart
    /// @param resume where the device stands in the channels it holds; the answer lists those that moved on
    record Hello(Optional<String> token, Optional<String> device, Map<ChannelId, Position> resume)
            implements ClientFrame {
        public Hello {
            resume = Map.copyOf(resume);
        }

        /// The token stays out of logs.
        @Override
        public String toString() {
            return "Hello[device=" + device + ", resume=" + resume.size() + "]";
        }
    }

    /// Wants a channel live. Sent again for a channel that is subscribed, it changes level and position.
    ///
    /// @param ref the client's number for this request, echoed in the answer
    /// @param channel which
    /// @param level head or full
    /// @param after the position held: what is missing up to the head is pushed if it is little, else announced as a gap;
    ///     empty: only what comes from now on
    record Sub(long ref, ChannelId channel, InterestLevel level, Optional<Position> after) implements ClientFrame {}

    /// Wants a channel no more.
    record Unsub(long ref, ChannelId channel) implements ClientFrame {}

    /// Posts a message.
    ///
    /// @param ref echoed in the answer
    /// @param channel where
    /// @param key the client's name for this send
    /// @param text 1 byte to 16 KiB of UTF-8
    /// @param threadRoot the message that this one answers
    /// @param alsoToChannel true for a reply that is to be shown in the channel too
    /// @param follows `ref` of the send before it to the same channel on this connection: this one is taken only if that one was,
    ///     so that many may be on their way and the log still has them in the order in which they were sent
    record Send(
            long ref,
            ChannelId channel,
            IdempotencyKey key,
            String text,
            Optional<Seq> threadRoot,
            boolean alsoToChannel,
            Optional<Long> follows)
            implements ClientFrame {
        /// A message to the channel, or a reply that stays in its thread.
        public Send(long ref, ChannelId channel, IdempotencyKey key, String text, Optional<Seq> threadRoot) {
            this(ref, channel, key, text, threadRoot, false, Optional.empty());
        }

        /// The text stays out of logs.
        @Override
        public String toString() {
            return "Send[ref=" + ref + ", channel=" + channel + ", key=" + key + "]";
        }
    }

    /// Has read a channel, or a thread of it, up to here. Answered by [ServerFrame.CursorMoved] with the `ref`: the cursor as it now
    /// is, which is where it was if this was no step forward or came late.
    ///
    /// @param ref echoed in the answer
    /// @param channel where
    /// @param threadRoot for the cursor of a thread: its root
    /// @param seq last seq read
    /// @param generation of the cursor that the device knows, 0 if it knows none: one that is older than an explicit mark-unread
    ///     moves nothing
    record Read(long ref, ChannelId channel, Optional<Seq> threadRoot, Seq seq, long generation)
            implements ClientFrame {}

    /// Asks for a pong; also keeps the connection from going idle.
    record Ping(long nonce) implements ClientFrame {}
}
