package dev.gapless.control.route;

import dev.gapless.protocol.config.ConfigKey;
import dev.gapless.protocol.config.Settings;
import java.time.Duration;
import java.util.List;

/// When heat changes the class of a channel.
///
/// @param enabled false: classes change only by hand
/// @param promoteSends a channel is warm from so many sends a second on
/// @param promoteDeliveries or from so many deliveries a second on
/// @param promoteAfter a channel that was warm for so long becomes hot
/// @param demotePercent a hot channel is cool below so much of both thresholds
/// @param demoteAfter one that was cool for so long goes back to what it was
/// @param lookEvery how often that is looked at
public record RouteConfig(
        boolean enabled, int promoteSends, int promoteDeliveries, Duration promoteAfter, int demotePercent,
        Duration demoteAfter, Duration lookEvery) {
    public static final ConfigKey<Boolean> ENABLED =
            ConfigKey.flag("route.enabled", true, "Let heat change the class of channels");
    public static final ConfigKey<Integer> PROMOTE_SENDS = ConfigKey.number(
            "route.promote-sends", 100, 1, 1_000_000, "Sends a second from which on a channel is warm");
    public static final ConfigKey<Integer> PROMOTE_DELIVERIES = ConfigKey.number(
            "route.promote-deliveries", 20_000, 1, 1_000_000_000, "Deliveries a second from which on it is warm, too");
    public static final ConfigKey<Duration> PROMOTE_AFTER = ConfigKey.duration(
            "route.promote-after", "5s", "How long a channel must be warm to become hot");
    public static final ConfigKey<Integer> DEMOTE_PERCENT = ConfigKey.number(
            "route.demote-percent", 50, 1, 99, "Share of both thresholds below which a hot channel is cool");
    public static final ConfigKey<Duration> DEMOTE_AFTER = ConfigKey.duration(
            "route.demote-after", "60s", "How long a hot channel must be cool to go back to what it was");
    public static final ConfigKey<Duration> LOOK_EVERY =
            ConfigKey.duration("route.look-every", "1s", "How often heat and pins are looked at");

    /// All settings of this feature.
    public static final List<ConfigKey<?>> KEYS = List.of(
            ENABLED, PROMOTE_SENDS, PROMOTE_DELIVERIES, PROMOTE_AFTER, DEMOTE_PERCENT, DEMOTE_AFTER, LOOK_EVERY);

    public static RouteConfig from(Settings settings) {
        return new RouteConfig(
                settings.get(ENABLED),
                settings.get(PROMOTE_SENDS),
                settings.get(PROMOTE_DELIVERIES),
                settings.get(PROMOTE_AFTER),
                settings.get(DEMOTE_PERCENT),
                settings.get(DEMOTE_AFTER),
                settings.get(LOOK_EVERY));
    }

    /// True if a channel that does so much should become hot.
    boolean warm(double sendsPerS, double deliveriesPerS) {
        return sendsPerS >= promoteSends || deliveriesPerS >= promoteDeliveries;
    }

    /// True if a hot channel that does so much need not be hot.
    boolean cool(double sendsPerS, double deliveriesPerS) {
        return sendsPerS * 100 < (double) promoteSends * demotePercent
                && deliveriesPerS * 100 < (double) promoteDeliveries * demotePercent;
    }
}
