package dev.gapless.scenarios.chaos;

import dev.gapless.devstack.StackState;
import dev.gapless.scenarios.format.FaultKind;
import dev.gapless.scenarios.net.TcpProxy;
import dev.gapless.scenarios.net.Weather;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;

/// What a fault means for a system that runs.
public final class LiveFault {
    private LiveFault() {}

    /// How a fault is put into a system that runs.
    public enum Way {
        /// A process on this machine is stopped.
        PAUSE,
        /// Proxies of this process lie between clients and gateways.
        PROXY,
        /// Events are published again.
        REDELIVER,
        /// Only in a stack of a run.
        NONE
    }

    /// A process that can be stopped.
    ///
    /// @param name such as `gateway-1`
    public record Victim(String name, long pid) {}

    /// How a fault is done.
    public static Way way(FaultKind kind) {
        return switch (kind) {
            case GATEWAY_PAUSE, SHARD_PAUSE, BROKER_PAUSE -> Way.PAUSE;
            case NET_LATENCY, NET_BANDWIDTH, NET_RESET, NET_HALF_OPEN, NET_BLACKHOLE, NET_SLOW_CLOSE -> Way.PROXY;
            case BROKER_REDELIVER -> Way.REDELIVER;
            default -> Way.NONE;
        };
    }

    /// The processes of a stack on this machine that a fault stops.
    ///
    /// @param index one certain of them, from 1; empty: all
    /// @throws IllegalArgumentException if there are fewer
    public static List<Victim> victims(FaultKind kind, StackState stack, OptionalInt index) {
        String prefix = switch (kind) {
            case GATEWAY_PAUSE -> "gateway";
            case SHARD_PAUSE -> "mariadb";
            case BROKER_PAUSE -> "kafka";
            default -> throw new IllegalArgumentException(kind.text() + " (expected: a pause)");
        };
        List<Victim> victims = new ArrayList<>(stack.children().stream()
                .filter(child -> child.name().startsWith(prefix))
                .map(child -> new Victim(child.name(), child.pid()))
                .toList());
        if (victims.isEmpty()) {
            victims.add(new Victim("the stack's own process, with all roles that are in it", stack.pid()));
        }
        if (index.isEmpty()) {
            return List.copyOf(victims);
        }
        if (index.getAsInt() < 1 || index.getAsInt() > victims.size()) {
            throw new IllegalArgumentException("--target: " + index.getAsInt() + " (expected: 1 to " + victims.size()
                    + ", " + String.join(", ", victims.stream().map(Victim::name).toList()) + ")");
        }
        return List.of(victims.get(index.getAsInt() - 1));
    }

    /// Has proxies behave as a fault says.
    ///
    /// @param with parameters, in the units of [dev.gapless.scenarios.format.FaultSpec]
    public static void begin(FaultKind kind, Map<String, Double> with, List<TcpProxy> proxies) {
        for (TcpProxy proxy : proxies) {
            Weather fair = Weather.FAIR;
            switch (kind) {
                case NET_LATENCY -> proxy.weather(fair.withLatency(millis(with, "latency"), millis(with, "jitter")));
                case NET_BANDWIDTH -> proxy.weather(fair.withBandwidth((long) value(with, "rate")));
                case NET_SLOW_CLOSE -> proxy.weather(fair.withSlowClose(millis(with, "delay")));
                case NET_HALF_OPEN -> proxy.weather(fair.withFlow(Weather.Flow.HALF_OPEN));
                case NET_BLACKHOLE -> proxy.weather(fair.withFlow(Weather.Flow.BLACKHOLE));
                case NET_RESET -> proxy.reset(1);
                default -> throw new IllegalArgumentException(kind.text() + " (expected: a fault of the network)");
            }
        }
    }

    private static double value(Map<String, Double> with, String name) {
        return Objects.requireNonNull(with.get(name), name);
    }

    private static Duration millis(Map<String, Double> with, String name) {
        return Duration.ofNanos((long) (value(with, name) * 1e6));
    }
}
