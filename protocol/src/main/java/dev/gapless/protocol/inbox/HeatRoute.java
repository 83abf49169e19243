package dev.gapless.protocol.inbox;

/// How an instance of the fan-out role is asked for a [dev.gapless.protocol.api.HeatView] of its partitions: `GET` on the
/// internal port with the secret in [InboxRoute#SECRET_HEADER].
public final class HeatRoute {
    /// The path.
    public static final String PATH = "/internal/v1/heat";

    private HeatRoute() {}
}
