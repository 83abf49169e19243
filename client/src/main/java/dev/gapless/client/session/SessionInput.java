package dev.gapless.client.session;

import dev.gapless.protocol.api.CursorList;
import dev.gapless.protocol.api.CursorView;
import dev.gapless.protocol.api.EventPage;
import dev.gapless.protocol.event.InterestLevel;
import dev.gapless.protocol.frame.ServerFrame;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Seq;
import java.util.List;
import java.util.Optional;

/// What happens to a session. Everything that speaks of a connection or a fetch names it by the number that the effect gave
/// it; what comes late, for one that is no more, is ignored.
public sealed interface SessionInput {
    /// The application wants to be connected.
    record GoOnline() implements SessionInput {}

    /// The application wants no network at all.
    record GoOffline() implements SessionInput {}

    /// Do not wait for the back-off; if connected, connect anew.
    record ReconnectNow() implements SessionInput {}

    /// The WebSocket is open.
    record SocketOpened(long connection) implements SessionInput {}

    /// The WebSocket closed, or could not be opened.
    ///
    /// @param reason for people
    record SocketClosed(long connection, String reason) implements SessionInput {}

    /// The upgrade was answered with something else than 101.
    record SocketRefused(long connection, Refusal refusal) implements SessionInput {}

    /// A frame came.
    record FrameReceived(long connection, ServerFrame frame) implements SessionInput {}

    /// A timer fired.
    record TimerFired(SessionTimer timer) implements SessionInput {}

    /// A page was read. Its proof has not been checked yet.
    record PageFetched(long fetch, EventPage page) implements SessionInput {}

    /// A page could not be read.
    record PageFailed(long fetch, Refusal refusal) implements SessionInput {}

    /// The application wants a channel, or wants it otherwise than before. For a channel that is followed already,
    /// `start` means nothing.
    record Subscribe(ChannelId channel, InterestLevel level, StartAt start) implements SessionInput {}

    /// The application wants a channel no more.
    record Unsubscribe(ChannelId channel) implements SessionInput {}

    /// The person has read a channel, or a thread of it, up to here.
    record Read(ChannelId channel, Optional<Seq> threadRoot, Seq seq) implements SessionInput {}

    /// Read positions that an earlier run of this device knew.
    ///
    /// @param revision of the user's own stream up to which they are complete
    record RestoreCursors(long revision, List<CursorView> cursors) implements SessionInput {
        public RestoreCursors {
            cursors = List.copyOf(cursors);
        }
    }

    /// Read positions that moved were read.
    record CursorsFetched(long fetch, CursorList list) implements SessionInput {}

    /// They could not be read.
    record CursorsFailed(long fetch, Refusal refusal) implements SessionInput {}

    /// The application sends. If there is a store, the message is in it already.
    record Send(OutgoingMessage message) implements SessionInput {}

    /// A send of an earlier run of this device, which may or may not have reached the server.
    record Restore(OutgoingMessage message) implements SessionInput {}
}
