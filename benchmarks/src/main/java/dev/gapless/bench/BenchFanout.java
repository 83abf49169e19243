package dev.gapless.bench;

import dev.gapless.bench.load.ReaderLoad;
import dev.gapless.bench.load.SendLoad;
import dev.gapless.bench.socket.LoadLoop;
import dev.gapless.protocol.api.CreatedUser;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// One channel with many readers: frames per second flat out, and the latency at a steady rate.
@Command(
        name = "fanout",
        description = "One channel, many readers: frames per second flat out, and delivery latency at a steady rate.",
        mixinStandardHelpOptions = true)
final class BenchFanout implements Callable<Integer> {
    @Option(names = "--readers", defaultValue = "1000", paramLabel = "N",
            description = "Connections that read (default ${DEFAULT-VALUE}).")
    private int readers;

    @Option(names = "--rate", defaultValue = "50", paramLabel = "N",
            description = "Posts per second of the steady part (default ${DEFAULT-VALUE}).")
    private int rate;

    @Option(names = "--in-flight", defaultValue = "64", paramLabel = "N",
            description = "Unanswered posts of the flat-out part (default ${DEFAULT-VALUE}).")
    private int inFlight;

    @Option(names = "--members", defaultValue = "0", paramLabel = "N",
            description = "Members that the channel has besides, who are not connected (default ${DEFAULT-VALUE}).")
    private int members;

    @Option(names = "--steady-only", description = "Only the part at a fixed rate.")
    private boolean steadyOnly;

    @Mixin
    private BenchOptions options = new BenchOptions();

    /// CPU time of the stack, its databases included, in the last measured part.
    private long cpuMillis;

    @Override
    public Integer call() {
        Consumer<String> progress = options.progress();
        try (BenchStack stack = options.stack(List.of());
                LoadLoop reading = LoadLoop.start("bench-read")) {
            BenchWorld world = new BenchWorld(stack, "bench");
            List<CreatedUser> people = world.people("person", 2);
            String poster = people.getFirst().token();
            List<String> channel = world.channels(poster, "all-hands-", 1);
            if (members > 0) {
                progress.accept("writing " + members + " members");
                new Crowd(stack, world.id()).join(channel.getFirst(), members);
            }
            progress.accept("opening " + readers + " readers");
            ReaderLoad load = new ReaderLoad(reading, readers);
            load.connect(stack.gateways(), List.of(people.getLast().token()), channel);
            Waits.await(load.subscribed(), "readers");
            BenchReport report = new BenchReport("fanout").put("readers", readers);
            SendLoad.Sender sender = new SendLoad.Sender(poster, channel);
            progress.accept("at " + rate + " posts/s");
            ReaderLoad.Result steady = run(stack, load, sender, rate, "s");
            report.put("members", members)
                    .put("posts_per_second", rate)
                    .put("server_cpu_ms_per_post", cpuMillis / Math.max(1, rate * steady.seconds()))
                    .put("steady_frames_per_second", steady.perSecond())
                    .quantiles("steady_deliver", steady.latency());
            if (steadyOnly) {
                options.print(report);
                return steady.disorder() == 0 ? 0 : 1;
            }
            progress.accept("flat out");
            ReaderLoad.Result flat = run(stack, load, sender, 0, "f");
            report.put("flat_out_frames_per_second", flat.perSecond())
                    .put("flat_out_gap_marks", flat.gaps())
                    .put("flat_out_skipped", flat.skipped())
                    .put("out_of_order", flat.disorder());
            if (!flat.errors().isEmpty()) {
                report.put("errors", flat.errors().toString());
            }
            options.print(report);
            return flat.disorder() == 0 ? 0 : 1;
        }
    }

    private ReaderLoad.Result run(
            BenchStack stack, ReaderLoad readerLoad, SendLoad.Sender sender, double perSecond, String run) {
        try (LoadLoop sending = LoadLoop.start("bench-post")) {
            SendLoad posts = new SendLoad(sending, List.of(sender), inFlight, perSecond, 200, run);
            posts.connect(stack.gateways());
            Waits.await(posts.open(), "poster");
            posts.begin();
            Waits.run(options.warmedUp());
            readerLoad.measure();
            long cpuBefore = stack.cpuTime().toMillis();
            Waits.run(options.measured());
            cpuMillis = stack.cpuTime().toMillis() - cpuBefore;
            ReaderLoad.Result result = readerLoad.end();
            posts.end();
            return result;
        }
    }
}
