package dev.gapless.bench;

import dev.gapless.bench.load.SendLoad;
import dev.gapless.bench.socket.LoadLoop;
import dev.gapless.protocol.api.CreatedUser;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Durable sends: how many are acknowledged per second flat out, how long an acknowledgement takes at half of that, and what
/// plain JDBC reaches on the same shards with batches of the same size.
@Command(
        name = "send",
        description = "Acknowledged durable sends per second, and the latency at half of that.",
        mixinStandardHelpOptions = true)
final class BenchSend implements Callable<Integer> {
    private static final int TEXT_BYTES = 200;

    @Option(names = "--senders", defaultValue = "64", paramLabel = "N",
            description = "Connections that send (default ${DEFAULT-VALUE}).")
    private int senders;

    @Option(names = "--in-flight", defaultValue = "16", paramLabel = "N",
            description = "Unanswered sends of each (default ${DEFAULT-VALUE}).")
    private int inFlight;

    @Option(names = "--channels", defaultValue = "1000", paramLabel = "N",
            description = "Channels they post to (default ${DEFAULT-VALUE}).")
    private int channels;

    @Option(names = "--workspaces", defaultValue = "8", paramLabel = "N",
            description = "Workspaces that the channels are in; each is on one shard (default ${DEFAULT-VALUE}).")
    private int workspaces;

    @Option(names = "--floor",
            description = "Also measure plain JDBC at the batch size that the lanes reached, and print the ratio.")
    private boolean floor;

    @Option(names = "--gateways", defaultValue = "1", paramLabel = "N",
            description = "Gateways of the stack (default ${DEFAULT-VALUE}).")
    private int gateways;

    @Mixin
    private BenchOptions options = new BenchOptions();

    @Override
    public Integer call() {
        Consumer<String> progress = options.progress();
        try (BenchStack stack = options.stack(List.of("--gateways", Integer.toString(gateways)))) {
            List<SendLoad.Sender> world = people(stack, progress);
            BenchReport report = new BenchReport("send")
                    .put("senders", senders)
                    .put("in_flight", inFlight)
                    .put("channels", channels)
                    .put("text_bytes", TEXT_BYTES);
            double best = flatOut(stack, world, report, progress);
            halfLoad(stack, world, best / 2, report, progress);
            if (floor) {
                floor(stack, best, report, progress);
            }
            options.print(report);
            return 0;
        }
    }

    /// One channel is one workspace; many channels are spread over several, since a workspace is on one shard.
    private List<SendLoad.Sender> people(BenchStack stack, Consumer<String> progress) {
        int count = channels < senders ? 1 : Math.min(workspaces, senders);
        progress.accept("making " + senders + " people and " + channels + " channels in " + count + " workspaces");
        List<SendLoad.Sender> result = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            BenchWorld world = new BenchWorld(stack, "bench-" + i);
            result.addAll(peopleOf(world, share(senders, count, i), share(channels, count, i)));
        }
        return result;
    }

    private static List<SendLoad.Sender> peopleOf(BenchWorld world, int people, int channels) {
        List<SendLoad.Sender> result = new ArrayList<>();
        List<CreatedUser> users = world.people("sender", people);
        if (channels < people) {
            List<String> shared = world.channels(users.getFirst().token(), "room", channels);
            List<String> others = users.stream().skip(1).map(CreatedUser::token).toList();
            shared.forEach(channel -> world.join(others, channel));
            users.forEach(user -> result.add(new SendLoad.Sender(user.token(), shared)));
            return result;
        }
        for (int i = 0; i < people; i++) {
            String token = users.get(i).token();
            result.add(
                    new SendLoad.Sender(token, world.channels(token, "room-" + i + "-", share(channels, people, i))));
        }
        return result;
    }

    /// Part `index` of `total` cut into `parts` parts that differ by at most one.
    private static int share(int total, int parts, int index) {
        return total / parts + (index < total % parts ? 1 : 0);
    }

    private double flatOut(
            BenchStack stack, List<SendLoad.Sender> world, BenchReport report, Consumer<String> progress) {
        progress.accept("flat out: " + options.warmedUp().toSeconds() + " s of warm-up, "
                + options.measured().toSeconds() + " s measured");
        BatchSizes batches = new BatchSizes(stack.servers(), "posting_batch");
        try (LoadLoop loop = LoadLoop.start("bench-send")) {
            SendLoad load = new SendLoad(loop, world, inFlight, 0, TEXT_BYTES, "a");
            load.connect(stack.gateways());
            Waits.await(load.open(), "senders");
            load.begin();
            Waits.run(options.warmedUp());
            batches.begin();
            load.measure();
            Waits.run(options.measured());
            SendLoad.Result result = load.end();
            double batch = batches.mean();
            report.put("acked_per_second", result.perSecond())
                    .put("sends_per_transaction", batch)
                    .put("transactions_per_second", batch == 0 ? 0 : result.perSecond() / batch)
                    .quantiles("flat_out_ack", result.latency());
            if (!result.errors().isEmpty()) {
                report.put("errors", result.errors().toString());
            }
            return result.perSecond();
        }
    }

    private void halfLoad(
            BenchStack stack,
            List<SendLoad.Sender> world,
            double rate,
            BenchReport report,
            Consumer<String> progress) {
        progress.accept("at half of that: " + Math.round(rate) + "/s");
        try (LoadLoop loop = LoadLoop.start("bench-send-half")) {
            SendLoad load = new SendLoad(loop, world, inFlight, rate, TEXT_BYTES, "b");
            load.connect(stack.gateways());
            Waits.await(load.open(), "senders");
            load.begin();
            Waits.run(Duration.ofSeconds(3));
            load.measure();
            Waits.run(options.measured());
            SendLoad.Result result = load.end();
            report.put("half_load_acked_per_second", result.perSecond())
                    .quantiles("half_load_ack", result.latency())
                    .put("generator_slip_p99_ms", result.slip().getValueAtPercentile(99) / 1000.0);
            if (!result.errors().isEmpty()) {
                report.put("half_load_errors", result.errors().toString());
            }
        }
    }

    private void floor(BenchStack stack, double best, BenchReport report, Consumer<String> progress) {
        int batch = (int) Math.max(1, Math.round(report.number("sends_per_transaction")));
        progress.accept("floor: plain JDBC, " + batch + " rows per transaction");
        Floor plain = new Floor(
                stack.state().shards().stream().map(shard -> shard.jdbcUrl()).limit(channels).toList(),
                stack.databaseLogin().user(),
                stack.databaseLogin().password());
        double rows = plain.rowsPerSecond(batch, channels, options.measured().dividedBy(2));
        report.put("floor_rows_per_second", rows).put("ratio_to_floor", best / rows);
        progress.accept("floor: the disk alone, one flush after another");
        report.quantiles("disk_flush", DiskFlush.measure(stack.directory()));
    }
}
