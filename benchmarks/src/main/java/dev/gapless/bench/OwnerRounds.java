package dev.gapless.bench;

import dev.gapless.bench.load.SendLoad;
import dev.gapless.bench.socket.LoadLoop;
import java.time.Duration;
import java.util.List;
import java.util.StringJoiner;
import org.HdrHistogram.Histogram;

/// One channel flat out through all gateways, in turn at class large and at class hot. Without readers the two differ in one thing: large
/// is committed by the gateway where a send comes in, hot by the channel's owner.
final class OwnerRounds {
    private static final int TEXT_BYTES = 200;
    private static final int IN_FLIGHT = 64;
    private static final Duration PINNED = Duration.ofHours(1);
    /// Until gateways have heard of another class, at their first commit of it.
    private static final Duration SETTLED = Duration.ofSeconds(2);
    private static final long MAX_MICROS = 120_000_000L;

    private final BenchStack stack;
    private final BenchWorld world;
    private final BenchOptions options;
    private final Meters meters;

    OwnerRounds(BenchStack stack, BenchWorld world, BenchOptions options) {
        this.stack = stack;
        this.world = world;
        this.options = options;
        this.meters = new Meters(stack.servers());
    }

    /// What came of all rounds at one class.
    private static final class Sum {
        private final String name;
        private final Histogram latency = new Histogram(MAX_MICROS, 3);
        private final StringJoiner rates = new StringJoiner(" ");
        private double acked;
        private double seconds;
        private double events;
        private double transactions;
        private double forwarded;

        Sum(String name) {
            this.name = name;
        }

        void tell(BenchReport report) {
            report.put(name + "_acked_per_second", acked / seconds)
                    .put(name + "_rounds_per_second", rates.toString())
                    .put(name + "_sends_per_transaction", transactions == 0 ? 0 : events / transactions)
                    .put(name + "_forwarded_percent", acked == 0 ? 0 : 100 * forwarded / acked)
                    .quantiles(name + "_ack", latency);
        }
    }

    /// @param tokens of those who send
    /// @param channel the one that they send to
    BenchReport run(List<String> tokens, List<String> channel, int rounds) {
        Sum large = new Sum("large");
        Sum hot = new Sum("hot");
        String errors;
        try (LoadLoop loop = LoadLoop.start("bench-send")) {
            SendLoad load = new SendLoad(
                    loop, tokens.stream().map(token -> new SendLoad.Sender(token, channel)).toList(), IN_FLIGHT, 0,
                    TEXT_BYTES, "o");
            load.connect(stack.gateways());
            Waits.await(load.open(), "senders");
            load.begin();
            Waits.run(options.warmedUp());
            for (int i = 1; i <= rounds; i++) {
                options.progress().accept("round " + i + " of " + rounds);
                measure(large, load, channel.getFirst());
                measure(hot, load, channel.getFirst());
            }
            errors = load.end().errors().toString();
        }
        BenchReport report = new BenchReport("hot-owner").put("senders", tokens.size()).put("in_flight", IN_FLIGHT);
        large.tell(report);
        hot.tell(report);
        return report.put("hot_to_large", hot.acked / hot.seconds / (large.acked / large.seconds))
                .put("errors", errors);
    }

    private void measure(Sum sum, SendLoad load, String channel) {
        world.pin(channel, sum.name, PINNED);
        Waits.run(SETTLED);
        double events = meters.sum("posting_batch_sum", "");
        double transactions = meters.sum("posting_batch_count", "");
        double forwarded = meters.sum("owner_forwarded_total", "");
        load.measure();
        Waits.run(options.measured());
        SendLoad.Result result = load.soFar();
        sum.events += meters.sum("posting_batch_sum", "") - events;
        sum.transactions += meters.sum("posting_batch_count", "") - transactions;
        sum.forwarded += meters.sum("owner_forwarded_total", "") - forwarded;
        sum.acked += result.acked();
        sum.seconds += result.seconds();
        sum.rates.add(Long.toString(Math.round(result.perSecond())));
        sum.latency.add(result.latency());
    }
}
