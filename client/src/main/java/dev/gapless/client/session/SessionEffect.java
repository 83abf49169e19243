package dev.gapless.client.session;

import dev.gapless.protocol.api.CursorView;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.frame.ClientFrame;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Position;
import java.time.Duration;

/// What a session wants done, in this order. None of it may be left out; only the network may fail.
public sealed interface SessionEffect {
    /// Open a WebSocket.
    ///
    /// @param connection its number
    /// @param server counts up at each failure; the list of servers, taken round, gives the address
    record Connect(long connection, int server) implements SessionEffect {}

    /// Close a WebSocket; nothing more is wanted of it.
    record CloseSocket(long connection, int code, String reason) implements SessionEffect {}

    /// Send a frame. The token is added to `hello` by the driver: the session never sees it.
    record SendFrame(long connection, ClientFrame frame) implements SessionEffect {}

    /// Fire after a delay, at least 0; replaces the timer of the same name.
    record SetTimer(SessionTimer timer, Duration delay) implements SessionEffect {}

    /// Do not fire.
    record CancelTimer(SessionTimer timer) implements SessionEffect {}

    /// Read a page of the log.
    ///
    /// @param fetch its number
    /// @param after the page starts behind this position
    /// @param limit events wanted, 1 to [dev.gapless.protocol.codec.Limits#PAGE_MAX]
    record FetchPage(long fetch, ChannelId channel, Position after, int limit) implements SessionEffect {}

    /// Hand an event to the application, then keep the position.
    record Deliver(Event event, SavedPosition position) implements SessionEffect {}

    /// Keep a position that no event stands for: the start of a subscription, an epoch change, removed events.
    record KeepPosition(ChannelId channel, SavedPosition position) implements SessionEffect {}

    /// Read the user's read positions that moved after a revision.
    ///
    /// @param fetch its number
    /// @param since a revision of the user's own stream
    record FetchCursors(long fetch, long since) implements SessionEffect {}

    /// Keep a read position, and tell the application.
    record CursorChanged(CursorView cursor) implements SessionEffect {}

    /// Keep the revision up to which the user's own stream is known, and tell the application.
    record KeepRevision(long revision) implements SessionEffect {}

    /// Take a settled send out of the store. Comes before the news of it.
    record Settle(ChannelId channel, IdempotencyKey key) implements SessionEffect {}

    /// Tell the application how the connection stands.
    record StateChanged(ConnectionState state) implements SessionEffect {}

    /// Tell the application how a send stands.
    record SendChanged(SendUpdate update) implements SessionEffect {}

    /// Tell the application of a hole.
    record HoleChanged(HoleUpdate update) implements SessionEffect {}

    /// Tell the application something else.
    record Noticed(Notice notice) implements SessionEffect {}
}
