package dev.gapless.control.fleet;

import dev.gapless.protocol.api.ChannelLoad;
import dev.gapless.protocol.api.GatewayLoad;
import dev.gapless.protocol.api.HeatView;
import dev.gapless.protocol.api.ShardLoad;
import dev.gapless.protocol.api.TenantLoad;
import dev.gapless.protocol.api.TopView;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.GatewayId;
import dev.gapless.schema.global.GatewaySlot;
import dev.gapless.schema.shard.Shard;
import dev.gapless.schema.shard.Shards;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// How gateways and shards are doing: what they tell now, against what they told some seconds ago.
///
/// One look at a time, and at most four in a second, however many people watch. The first after a pause takes two samples.
/// Any thread; blocks for less than a second.
final class FleetLoad {
    /// Rates are over at least so long.
    static final Duration SHORTEST = Duration.ofMillis(250);
    /// Channels and tenants of a frame at most.
    private static final int SHOWN = 100;
    /// An older sample says nothing about now.
    private static final Duration OLDEST = Duration.ofSeconds(20);
    private static final double BYTES_PER_MB = 1 << 20;

    private final Shards shards;
    private final Gateways gateways;
    private final GatewayProbe probe;
    private final ShardProbe shardProbe;
    private final HeatSource heat;
    private final Slugs slugs;
    private final ChannelNames names;
    private final Clock clock;
    private final LongSupplier nanoTime;
    // Guarded by this object's lock.
    private Map<GatewayId, GatewayProbe.Sample> before = Map.of();
    private @Nullable TopView last;
    private long lastNanos;

    FleetLoad(Shards shards, Gateways gateways, GatewayProbe probe, HeatSource heat, Clock clock,
            LongSupplier nanoTime) {
        this.shards = shards;
        this.gateways = gateways;
        this.probe = probe;
        this.shardProbe = new ShardProbe(nanoTime);
        this.heat = heat;
        this.slugs = new Slugs(shards);
        this.names = new ChannelNames(shards, clock);
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    synchronized TopView look() {
        TopView known = last;
        if (known != null && nanoTime.getAsLong() - lastNanos < SHORTEST.toNanos()) {
            return known;
        }
        List<Gateways.Known> running = gateways.running();
        List<GatewaySlot> slots = running.stream().map(Gateways.Known::slot).toList();
        Map<GatewayId, GatewayProbe.Sample> base = before;
        Map<GatewayId, GatewayProbe.Sample> now = probe.look(slots);
        if (!now.keySet().stream().allMatch(gateway -> fresh(base.get(gateway)))) {
            Map<GatewayId, GatewayProbe.Sample> first = now;
            pause();
            return frame(running, first, probe.look(slots));
        }
        return frame(running, base, now);
    }

    private TopView frame(
            List<Gateways.Known> running, Map<GatewayId, GatewayProbe.Sample> base,
            Map<GatewayId, GatewayProbe.Sample> now) {
        Map<Shard, Long> answers = shardProbe.look(shards.all());
        Map<String, Double> events = new HashMap<>();
        now.forEach((gateway, sample) -> {
            GatewayProbe.Sample earlier = base.get(gateway);
            if (earlier != null) {
                shards.all().forEach(shard -> events.merge(
                        shard.name().value(),
                        rate(earlier, sample,
                                metrics -> metrics.sum("posting_events_total", "shard", shard.name().value())),
                        Double::sum));
            }
        });
        Optional<HeatView> hot = heat.look();
        TopView frame = new TopView(
                clock.millis(),
                running.stream()
                        .map(known -> new GatewayLoad(
                                known.slot().gateway().slot(),
                                known.state(clock.instant()),
                                known.slot().address(),
                                figures(base.get(known.slot().gateway()), now.get(known.slot().gateway()))))
                        .toList(),
                shards.all().stream()
                        .map(shard -> new ShardLoad(
                                shard.name().value(),
                                FleetRoutes.share(shard.range()),
                                answers.containsKey(shard),
                                Optional.ofNullable(answers.get(shard)),
                                events.getOrDefault(shard.name().value(), 0.0)))
                        .toList(),
                hot.isPresent(),
                channels(hot),
                tenants(hot));
        before = now;
        last = frame;
        lastNanos = nanoTime.getAsLong();
        return frame;
    }

    private List<ChannelLoad> channels(Optional<HeatView> hot) {
        return hot.stream()
                .flatMap(view -> view.channels().stream())
                .limit(SHOWN)
                .map(channel -> new ChannelLoad(
                        slugs.of(channel.workspace()), channel.channel(),
                        names.of(new ChannelKey(channel.workspace(), channel.channel())), channel.channelClass(),
                        channel.sendsPerS(), channel.deliveriesPerS(), channel.readers(), channel.gateways()))
                .toList();
    }

    private List<TenantLoad> tenants(Optional<HeatView> hot) {
        return hot.stream()
                .flatMap(view -> view.tenants().stream())
                .limit(SHOWN)
                .map(tenant -> new TenantLoad(
                        slugs.of(tenant.workspace()), shards.forWorkspace(tenant.workspace()).name().value(),
                        tenant.sendsPerS(), tenant.deliveriesPerS(), tenant.readers(), tenant.channels()))
                .toList();
    }

    private boolean fresh(GatewayProbe.@Nullable Sample sample) {
        return sample != null && nanoTime.getAsLong() - sample.atNanos() < OLDEST.toNanos();
    }

    private static Optional<GatewayLoad.Figures> figures(
            GatewayProbe.@Nullable Sample base, GatewayProbe.@Nullable Sample now) {
        if (now == null) {
            return Optional.empty();
        }
        GatewayProbe.Sample earlier = base == null ? now : base;
        MetricsText metrics = now.metrics();
        return Optional.of(new GatewayLoad.Figures(
                Math.round(metrics.sum("gateway_connections")),
                rate(earlier, now, figure -> figure.sum("posting_ack_seconds_count")),
                rate(earlier, now, figure -> figure.sum("gateway_deliveries_total")),
                tenths(mean(earlier, now, "posting_ack_seconds") * 1_000),
                tenths(mean(earlier, now, "posting_batch")),
                Math.round(metrics.sum("posting_queue")),
                Math.round(metrics.sum("gateway_reach") * 100),
                tenths(metrics.sum("process_cpu_usage") * 100),
                Math.round(metrics.sum("jvm_memory_used_bytes", "area", "heap") / BYTES_PER_MB),
                Math.round(metrics.sum("process_uptime_seconds")),
                now.answerMs()));
    }

    /// What a counter does in a second. A counter that fell is one of a process that began anew.
    private static double rate(
            GatewayProbe.Sample from, GatewayProbe.Sample to,
            ToDoubleFunction<MetricsText> counter) {
        double seconds = (to.atNanos() - from.atNanos()) / 1e9;
        double change = counter.applyAsDouble(to.metrics()) - counter.applyAsDouble(from.metrics());
        return seconds <= 0 ? 0 : tenths(Math.max(0, change) / seconds);
    }

    /// The mean of what was recorded in between; 0 if nothing was.
    private static double mean(GatewayProbe.Sample from, GatewayProbe.Sample to, String summary) {
        double count = to.metrics().sum(summary + "_count") - from.metrics().sum(summary + "_count");
        double sum = to.metrics().sum(summary + "_sum") - from.metrics().sum(summary + "_sum");
        return count <= 0 ? 0 : sum / count;
    }

    private static double tenths(double value) {
        return Math.round(value * 10) / 10.0;
    }

    private static void pause() {
        try {
            // A latch that nobody opens: a pause that an interrupt ends.
            if (new CountDownLatch(1).await(SHORTEST.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("a latch that nobody opens is open");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
