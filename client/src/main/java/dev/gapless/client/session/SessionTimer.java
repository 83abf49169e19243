package dev.gapless.client.session;

import dev.gapless.protocol.id.ChannelId;

/// Names of the timers of a session. A timer is set once at a time; setting it again replaces it.
public sealed interface SessionTimer {
    /// Time for the next attempt, or to leave a draining gateway.
    record Reconnect() implements SessionTimer {}

    /// The socket should have been open and greeted by now.
    record Greeting() implements SessionTimer {}

    /// Time to ping.
    record Ping() implements SessionTimer {}

    /// Something should have been heard since the ping.
    record Pong() implements SessionTimer {}

    /// The connection has held long enough to count as good.
    record Stable() implements SessionTimer {}

    /// Requests sent before the last firing should have been answered.
    record Answers() implements SessionTimer {}

    /// Look whether the channel still lacks events.
    record Repair(ChannelId channel) implements SessionTimer {}

    /// Ask again for a subscription that was put off.
    record Resubscribe(ChannelId channel) implements SessionTimer {}

    /// Tell what was read.
    record Reads() implements SessionTimer {}

    /// Ask again for the read positions that the device lacks.
    record CursorPull() implements SessionTimer {}

    /// Go on with the channel's sends after an overload.
    record Resend(ChannelId channel) implements SessionTimer {}
}
