package dev.gapless.bench;

import dev.gapless.bench.load.CursorLoad;
import dev.gapless.bench.load.FillLoad;
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

/// Read positions: how many moves are acknowledged durably per second flat out, how long one takes at a rate, and what plain JDBC
/// upserts reach on the same shards with batches of the same size.
@Command(
        name = "cursors",
        description = "Durable moves of read positions per second, against plain upserts.",
        mixinStandardHelpOptions = true)
final class BenchCursors implements Callable<Integer> {
    @Option(names = "--readers", defaultValue = "200", paramLabel = "N",
            description = "Connections that read, one person each (default ${DEFAULT-VALUE}).")
    private int readers;

    @Option(names = "--in-flight", defaultValue = "16", paramLabel = "N",
            description = "Unanswered moves of each (default ${DEFAULT-VALUE}).")
    private int inFlight;

    @Option(names = "--channels", defaultValue = "50", paramLabel = "N",
            description = "Channels of each workspace, in which everybody reads (default ${DEFAULT-VALUE}).")
    private int channels;

    @Option(names = "--messages", defaultValue = "200", paramLabel = "N",
            description = "Messages of each channel: a move is one further (default ${DEFAULT-VALUE}).")
    private int messages;

    @Option(names = "--workspaces", defaultValue = "4", paramLabel = "N",
            description = "Workspaces that people and channels are in; each is on one shard (default ${DEFAULT-VALUE}).")
    private int workspaces;

    @Option(names = "--rate", defaultValue = "5000", paramLabel = "N",
            description = "Moves per second of the second part (default ${DEFAULT-VALUE}).")
    private int rate;

    @Mixin
    private BenchOptions options = new BenchOptions();

    @Override
    public Integer call() {
        Consumer<String> progress = options.progress();
        try (BenchStack stack = options.stack(List.of())) {
            List<CursorLoad.Reader> people = people(stack, progress);
            BenchReport report = new BenchReport("cursors").put("readers", readers).put("in_flight", inFlight);
            BatchSizes batches = new BatchSizes(stack.servers(), "cursor_batch");
            progress.accept("flat out");
            CursorLoad.Result flat = run(stack, people, 0, batches, report, "flat_out");
            double batch = batches.mean();
            report.put("acked_per_second", flat.perSecond()).put("moves_per_transaction", batch);
            progress.accept("at " + rate + "/s");
            List<CursorLoad.Reader> further = people.stream()
                    .map(reader -> new CursorLoad.Reader(reader.token(), reader.channels(), flat.furthest() + 1))
                    .toList();
            CursorLoad.Result at = run(stack, further, rate, batches, report, "at_rate");
            report.put("at_rate_asked_per_second", rate).put("at_rate_acked_per_second", at.perSecond());
            floor(stack, (int) Math.max(1, Math.round(batch)), flat.perSecond(), report, progress);
            options.print(report);
            return 0;
        }
    }

    private List<CursorLoad.Reader> people(BenchStack stack, Consumer<String> progress) {
        progress.accept("making " + readers + " people and " + channels + " channels of " + messages + " messages in "
                + workspaces + " workspaces");
        List<CursorLoad.Reader> people = new ArrayList<>();
        try (LoadLoop loop = LoadLoop.start("bench-fill")) {
            for (int i = 0; i < workspaces; i++) {
                int share = readers / workspaces + (i < readers % workspaces ? 1 : 0);
                BenchWorld world = new BenchWorld(stack, "cursors-" + i);
                List<CreatedUser> author = world.people("author", 1);
                String token = author.getFirst().token();
                List<String> rooms = world.channels(token, "room", channels);
                new FillLoad(loop, stack.gateways().getFirst(), token).fill(rooms, messages, "fill");
                Crowd crowd = new Crowd(stack, world.id());
                crowd.people(share);
                rooms.forEach(room -> crowd.join(room, share));
                crowd.tokens(share).forEach(one -> people.add(new CursorLoad.Reader(one, rooms, 1)));
            }
        }
        return people;
    }

    private CursorLoad.Result run(
            BenchStack stack,
            List<CursorLoad.Reader> people,
            double perSecond,
            BatchSizes batches,
            BenchReport report,
            String prefix) {
        try (LoadLoop loop = LoadLoop.start("bench-cursors")) {
            CursorLoad load = new CursorLoad(loop, people, inFlight, perSecond);
            load.connect(stack.gateways());
            Waits.await(load.open(), "readers");
            load.begin();
            Waits.run(options.warmedUp());
            batches.begin();
            Machine machine = Machine.look();
            load.measure();
            Waits.run(options.measured());
            CursorLoad.Result result = load.end();
            report.quantiles(prefix + "_ack", result.latency())
                    .put(prefix + "_steal_percent", machine.stealPercent())
                    .put(prefix + "_errors", result.errors().toString());
            return result;
        }
    }

    private void floor(BenchStack stack, int batch, double best, BenchReport report, Consumer<String> progress) {
        progress.accept("floor: plain JDBC, " + batch + " upserts per transaction");
        Duration length = options.measured().dividedBy(2);
        CursorFloor plain = new CursorFloor(
                stack.state().shards().stream().map(shard -> shard.jdbcUrl()).limit(workspaces).toList(),
                stack.databaseLogin());
        Machine machine = Machine.look();
        double rows = plain.rowsPerSecond(batch, readers, channels, length);
        report.put("floor_rows_per_second", rows)
                .put("floor_steal_percent", machine.stealPercent())
                .put("ratio_to_floor", best / rows);
    }
}
