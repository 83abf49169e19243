package dev.gapless.control.route;

import dev.gapless.protocol.api.HeatView;
import dev.gapless.protocol.id.ChannelKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Decides when a channel becomes hot and when it is let go, with two thresholds and two spans of time, so that one on the edge does
/// not change to and fro. No I/O. Used by one thread.
final class Temperature {
    private final RouteConfig config;
    /// Since when channels are warm that are not hot, and cool that are. Bounded by what heat tells of, and by the hot ones.
    private final Map<ChannelKey, Instant> warm = new HashMap<>();
    private final Map<ChannelKey, Instant> cool = new HashMap<>();

    Temperature(RouteConfig config) {
        this.config = config;
    }

    /// What is to be done.
    ///
    /// @param promote channels that become hot
    /// @param demote channels that go back
    record Decisions(List<HeatView.Channel> promote, List<ChannelKey> demote) {}

    /// @param heat what channels do now; one that is not named does nothing
    /// @param hot channels that heat made hot
    /// @param left channels that are left alone: they are pinned, or hot by hand
    Decisions look(HeatView heat, Set<ChannelKey> hot, Set<ChannelKey> left, Instant now) {
        Map<ChannelKey, HeatView.Channel> busy = new HashMap<>();
        heat.channels().forEach(
                channel -> busy.put(new ChannelKey(channel.workspace(), channel.channel()), channel));
        return new Decisions(promote(busy, hot, left, now), demote(busy, hot, left, now));
    }

    /// Nothing is known: no span goes on over it.
    void unknown() {
        warm.clear();
        cool.clear();
    }

    private List<HeatView.Channel> promote(
            Map<ChannelKey, HeatView.Channel> busy, Set<ChannelKey> hot, Set<ChannelKey> left, Instant now) {
        Set<ChannelKey> warmNow = new HashSet<>();
        busy.forEach((key, channel) -> {
            if (!hot.contains(key) && !left.contains(key)
                    && config.warm(channel.sendsPerS(), channel.deliveriesPerS())) {
                warmNow.add(key);
            }
        });
        warm.keySet().retainAll(warmNow);
        List<HeatView.Channel> promote = new ArrayList<>();
        for (ChannelKey key : warmNow) {
            Instant since = warm.computeIfAbsent(key, channel -> now);
            HeatView.Channel channel = busy.get(key);
            if (channel != null && !since.plus(config.promoteAfter()).isAfter(now)) {
                promote.add(channel);
            }
        }
        return promote;
    }

    private List<ChannelKey> demote(
            Map<ChannelKey, HeatView.Channel> busy, Set<ChannelKey> hot, Set<ChannelKey> left, Instant now) {
        Set<ChannelKey> coolNow = new HashSet<>();
        for (ChannelKey key : hot) {
            HeatView.Channel channel = busy.get(key);
            if (!left.contains(key)
                    && (channel == null || config.cool(channel.sendsPerS(), channel.deliveriesPerS()))) {
                coolNow.add(key);
            }
        }
        cool.keySet().retainAll(coolNow);
        List<ChannelKey> demote = new ArrayList<>();
        for (ChannelKey key : coolNow) {
            Instant since = cool.computeIfAbsent(key, channel -> now);
            if (!since.plus(config.demoteAfter()).isAfter(now)) {
                demote.add(key);
            }
        }
        return demote;
    }
}
