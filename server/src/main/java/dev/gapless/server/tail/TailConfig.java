package dev.gapless.server.tail;

import dev.gapless.protocol.codec.Limits;
import dev.gapless.protocol.config.ConfigKey;
import dev.gapless.protocol.config.Settings;
import java.time.Duration;
import java.util.List;

/// Settings of the tails.
///
/// @param ringEvents events held per channel with local readers
/// @param ringBytes bytes of frames held per channel; the older ones go first
/// @param pendingEvents events held per channel beyond a hole; more are read back from the log
/// @param holeWait how long a missing event may still come by itself before the log is read
/// @param headEvery conflation of head frames
/// @param grace how long a channel without readers stays live
/// @param accessRecheck how often a subscription at level head asks again whether it may read
public record TailConfig(
        int ringEvents,
        int ringBytes,
        int pendingEvents,
        Duration holeWait,
        Duration headEvery,
        Duration grace,
        Duration accessRecheck) {
    private static final ConfigKey<Integer> RING_EVENTS = ConfigKey.number(
            "tail.ring-events", 512, Limits.PUSHED_BACKLOG, 65_536,
            "Latest events of a channel with local readers that are kept in memory");
    private static final ConfigKey<Integer> RING_BYTES = ConfigKey.number(
            "tail.ring-bytes", 1 << 20, 1 << 16, 1 << 28, "Bytes of them at most, per channel");
    private static final ConfigKey<Integer> PENDING_EVENTS = ConfigKey.number(
            "tail.pending-events", 256, 1, 65_536, "Events kept beyond a hole, per channel");
    private static final ConfigKey<Duration> HOLE_WAIT = ConfigKey.duration(
            "tail.hole-wait", "15ms", "How long a missing event may still arrive before the log is read");
    private static final ConfigKey<Duration> HEAD_EVERY =
            ConfigKey.duration("tail.head-every", "250ms", "Least time between two head frames of one channel");
    private static final ConfigKey<Duration> GRACE = ConfigKey.duration(
            "tail.grace", "30s", "How long a channel stays live after its last local reader went");
    private static final ConfigKey<Duration> ACCESS_RECHECK = ConfigKey.duration(
            "tail.access-recheck", "60s", "How often a subscription at level head is checked for access again");

    /// All keys, for the list of known settings.
    public static final List<ConfigKey<?>> KEYS =
            List.of(RING_EVENTS, RING_BYTES, PENDING_EVENTS, HOLE_WAIT, HEAD_EVERY, GRACE, ACCESS_RECHECK);

    public static TailConfig of(Settings settings) {
        return new TailConfig(
                settings.get(RING_EVENTS),
                settings.get(RING_BYTES),
                settings.get(PENDING_EVENTS),
                settings.get(HOLE_WAIT),
                settings.get(HEAD_EVERY),
                settings.get(GRACE),
                settings.get(ACCESS_RECHECK));
    }
}
