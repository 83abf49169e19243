package dev.gapless.scenarios.net;

import java.time.Duration;

/// How a link behaves.
///
/// @param latency each chunk is this much later, each way
/// @param jitter and up to this much more
/// @param bytesPerSecond of each connection and direction; 0: no bound
/// @param flow what becomes of bytes at all
/// @param slowClose how much later the other side hears that a connection ended
/// @param cutCommits every nth transaction is cut off from the answer to its COMMIT; 0: none
/// @param slowCommits how much later a COMMIT arrives
public record Weather(
        Duration latency,
        Duration jitter,
        long bytesPerSecond,
        Flow flow,
        Duration slowClose,
        int cutCommits,
        Duration slowCommits) {
    /// Nothing special.
    public static final Weather FAIR = new Weather(
            Duration.ZERO, Duration.ZERO, 0, Flow.OPEN, Duration.ZERO, 0, Duration.ZERO);

    /// What becomes of bytes.
    public enum Flow {
        OPEN,
        /// New connections are accepted, and nothing is passed on either way; what waits stays where it is.
        HALF_OPEN,
        /// Everything is read and lost.
        BLACKHOLE
    }

    public Weather withLatency(Duration each, Duration upToMore) {
        return new Weather(each, upToMore, bytesPerSecond, flow, slowClose, cutCommits, slowCommits);
    }

    public Weather withBandwidth(long perSecond) {
        return new Weather(latency, jitter, perSecond, flow, slowClose, cutCommits, slowCommits);
    }

    public Weather withFlow(Flow other) {
        return new Weather(latency, jitter, bytesPerSecond, other, slowClose, cutCommits, slowCommits);
    }

    public Weather withSlowClose(Duration delay) {
        return new Weather(latency, jitter, bytesPerSecond, flow, delay, cutCommits, slowCommits);
    }

    public Weather withCutCommits(int every) {
        return new Weather(latency, jitter, bytesPerSecond, flow, slowClose, every, slowCommits);
    }

    public Weather withSlowCommits(Duration delay) {
        return new Weather(latency, jitter, bytesPerSecond, flow, slowClose, cutCommits, delay);
    }
}
