package dev.gapless.client.session;

import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import java.time.Duration;

/// How a device stands to its server.
public sealed interface ConnectionState {
    /// Not connected, on request. Sends are queued.
    record Offline() implements ConnectionState {}

    /// A connection is being made.
    ///
    /// @param attempt 1 for the first since the last live connection
    record Connecting(int attempt) implements ConnectionState {}

    /// Connected and greeted: sends are answered, subscriptions are pushed.
    ///
    /// @param user who the device speaks for
    /// @param workspace the tenant
    /// @param gateway name of the gateway run, for people
    record Live(UserId user, WorkspaceId workspace, String gateway) implements ConnectionState {}

    /// Waiting for the next attempt.
    ///
    /// @param in how long, from the moment of this news
    /// @param attempt number of the attempt that comes
    /// @param reason what ended the last connection or attempt, for people
    record Reconnecting(Duration in, int attempt, String reason) implements ConnectionState {}

    /// The server refused the device for good (token revoked, for example); it stays offline until told to go online.
    record Refused(Refusal refusal) implements ConnectionState {}
}
