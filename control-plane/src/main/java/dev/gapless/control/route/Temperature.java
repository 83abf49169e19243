package dev.gapless.control.route;

import dev.gapless.protocol.api.HeatView;
import dev.gapless.protocol.id.ChannelKey;
import java.time.Duration;
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
    /// For longer than this nobody may have known anything: then all spans begin anew.
    private static final Duration KNOWN_AGAIN = Duration.ofSeconds(10);

    private final RouteConfig config;
    /// For how long it was seen that channels are warm that are not hot, and cool that are. Bounded by what heat tells of, and by the hot ones.
    private final Map<ChannelKey, Duration> warm = new HashMap<>();
    private final Map<ChannelKey, Duration> cool = new HashMap<>();
    private Instant looked = Instant.MIN;
    private boolean interrupted;

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
        Duration seen = seen(now);
        Map<ChannelKey, HeatView.Channel> busy = new HashMap<>();
        heat.channels().forEach(
                channel -> busy.put(new ChannelKey(channel.workspace(), channel.channel()), channel));
        return new Decisions(promote(busy, hot, left, seen), demote(busy, hot, left, seen));
    }

    /// Nothing is known now: the time between the look before and the one after counts for no span.
    void unknown() {
        interrupted = true;
    }

    /// The time that spans go on by.
    private Duration seen(Instant now) {
        Duration since = looked.equals(Instant.MIN) ? Duration.ZERO : Duration.between(looked, now);
        boolean whole = !interrupted;
        if (interrupted && since.compareTo(KNOWN_AGAIN) > 0) {
            warm.clear();
            cool.clear();
        }
        looked = now;
        interrupted = false;
        return whole ? since : Duration.ZERO;
    }

    private static Duration more(Map<ChannelKey, Duration> spans, ChannelKey key, Duration seen) {
        return spans.compute(key, (channel, before) -> before == null ? Duration.ZERO : before.plus(seen));
    }

    private List<HeatView.Channel> promote(
            Map<ChannelKey, HeatView.Channel> busy, Set<ChannelKey> hot, Set<ChannelKey> left, Duration seen) {
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
            Duration span = more(warm, key, seen);
            HeatView.Channel channel = busy.get(key);
            if (channel != null && span.compareTo(config.promoteAfter()) >= 0) {
                promote.add(channel);
            }
        }
        return promote;
    }

    private List<ChannelKey> demote(
            Map<ChannelKey, HeatView.Channel> busy, Set<ChannelKey> hot, Set<ChannelKey> left, Duration seen) {
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
            if (more(cool, key, seen).compareTo(config.demoteAfter()) >= 0) {
                demote.add(key);
            }
        }
        return demote;
    }
}
