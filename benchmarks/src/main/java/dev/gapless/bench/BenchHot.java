package dev.gapless.bench;

import dev.gapless.bench.load.ReaderLoad;
import dev.gapless.bench.load.SendLoad;
import dev.gapless.bench.socket.LoadLoop;
import dev.gapless.client.ApiClient;
import dev.gapless.protocol.api.CreatedUser;
import dev.gapless.protocol.id.ChannelId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// One channel under a load that makes it hot: first held at class normal by a pin, then let go, until heat makes it hot; measured before
/// and after. Then the load ends, until heat lets it go. All readers read all the time, and see each event once.
@Command(
        name = "hot",
        description = "A channel driven hot: how soon it is promoted and let go, and latency, frames and processor time before and after.",
        mixinStandardHelpOptions = true)
final class BenchHot implements Callable<Integer> {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration CLASS_DEADLINE = Duration.ofMinutes(3);
    private static final Duration CATCH_UP = Duration.ofSeconds(30);
    private static final int TEXT_BYTES = 200;
    private static final int IN_FLIGHT = 64;
    private static final String HOT = "hot";
    private static final String NORMAL = "normal";

    @Option(names = "--rate", defaultValue = "200", paramLabel = "N",
            description = "Sends per second (default ${DEFAULT-VALUE}).")
    private int rate;

    @Option(names = "--senders", defaultValue = "10", paramLabel = "N",
            description = "Connections that send (default ${DEFAULT-VALUE}).")
    private int senders;

    @Option(names = "--readers", defaultValue = "100", paramLabel = "N",
            description = "Connections that read, over all gateways (default ${DEFAULT-VALUE}).")
    private int readers;

    @Option(names = "--gateways", defaultValue = "2", paramLabel = "N",
            description = "Gateways of the stack (default ${DEFAULT-VALUE}).")
    private int gateways;

    @Option(names = "--skip-cooling",
            description = "End without waiting until it is let go, which takes more than a minute.")
    private boolean skipCooling;

    @Option(names = "--owner-routing",
            description = "Instead: flat out without readers, in turn at class large, where each gateway commits what it gets, and at"
                    + " class hot, where one commits for all.")
    private boolean ownerRouting;

    @Option(names = "--rounds", defaultValue = "3", paramLabel = "N",
            description = "Turns of --owner-routing (default ${DEFAULT-VALUE}).")
    private int rounds;

    @Mixin
    private BenchOptions options = new BenchOptions();

    @Override
    public Integer call() {
        Consumer<String> progress = options.progress();
        try (BenchStack stack = options.stack(List.of("--gateways", Integer.toString(gateways)));
                LoadLoop sending = LoadLoop.start("bench-send");
                LoadLoop reading = LoadLoop.start("bench-read")) {
            BenchWorld world = new BenchWorld(stack, HOT);
            progress.accept("making a channel of " + Math.max(senders, readers) + " people");
            List<String> tokens = world.people("person", Math.max(senders, readers)).stream()
                    .map(CreatedUser::token)
                    .toList();
            List<String> channel = world.channels(tokens.getFirst(), "room", 1);
            world.join(tokens.subList(1, tokens.size()), channel.getFirst());
            if (ownerRouting) {
                options.print(new OwnerRounds(stack, world, options).run(tokens.subList(0, senders), channel, rounds));
                return 0;
            }
            ReaderLoad readerLoad = new ReaderLoad(reading, readers);
            readerLoad.connect(stack.gateways(), tokens, channel);
            Waits.await(readerLoad.subscribed(), "readers");
            SendLoad load = new SendLoad(
                    sending,
                    tokens.subList(0, senders).stream().map(token -> new SendLoad.Sender(token, channel)).toList(),
                    IN_FLIGHT, rate, TEXT_BYTES, "h");
            load.connect(stack.gateways());
            Waits.await(load.open(), "senders");
            BenchReport report = new BenchReport(HOT).put("sends_per_second", rate).put("readers", readers);
            Room room = new Room(world, world.api(tokens.getFirst()), channel.getFirst());
            boolean whole = run(stack, room, load, readerLoad, report, progress);
            options.print(report);
            return whole ? 0 : 1;
        }
    }

    /// The channel that it is about.
    private record Room(BenchWorld world, ApiClient api, String id) {
        boolean is(String channelClass) {
            return api.channel(ChannelId.parse(id)).channelClass().equals(channelClass);
        }

        long head() {
            return api.channel(ChannelId.parse(id)).head().value();
        }
    }

    private boolean run(
            BenchStack stack,
            Room room,
            SendLoad load,
            ReaderLoad readerLoad,
            BenchReport report,
            Consumer<String> progress) {
        room.world().pin(room.id(), NORMAL, Duration.ofMinutes(30));
        load.begin();
        progress.accept("held at normal: " + options.warmedUp().toSeconds() + " s of warm-up, "
                + options.measured().toSeconds() + " s measured");
        Waits.run(options.warmedUp());
        measure(NORMAL, stack, load, readerLoad, report);
        room.world().unpin(room.id());
        long free = System.nanoTime();
        progress.accept("let go: waiting until it is hot");
        await(() -> room.is(HOT), CLASS_DEADLINE, "class hot");
        report.put("hot_after_s", (System.nanoTime() - free) / 1e9);
        report.put("why", room.world().routeWhy(room.id()));
        progress.accept("hot: " + options.measured().toSeconds() + " s measured");
        Waits.run(options.warmedUp().dividedBy(2));
        measure(HOT, stack, load, readerLoad, report);
        load.end();
        long ended = System.nanoTime();
        if (!skipCooling) {
            progress.accept("the load has ended: waiting until it is let go");
            await(() -> room.is(NORMAL), CLASS_DEADLINE, "class normal");
            report.put("normal_after_s", (System.nanoTime() - ended) / 1e9);
        }
        SendLoad.Tally tally = Waits.answered(load);
        long head = room.head();
        boolean all = awaited(() -> readerLoad.behind(head) == 0, CATCH_UP);
        ReaderLoad.Result read = readerLoad.end();
        report.put("sent", tally.sent())
                .put("acked", tally.acked())
                .put("head", head)
                .put("readers_behind", readerLoad.behind(head))
                .put("gap_marks", read.gaps())
                .put("out_of_order", read.disorder())
                .put("errors", read.errors().toString() + load.soFar().errors());
        return all && read.disorder() == 0 && tally.unanswered() == 0;
    }

    private void measure(
            String name, BenchStack stack, SendLoad load, ReaderLoad readerLoad, BenchReport report) {
        Duration before = stack.cpuTime();
        load.measure();
        readerLoad.measure();
        Waits.run(options.measured());
        SendLoad.Result sent = load.soFar();
        ReaderLoad.Result got = readerLoad.end();
        double cpuSeconds = stack.cpuTime().minus(before).toNanos() / 1e9;
        report.put(name + "_acked_per_second", sent.perSecond())
                .put(name + "_delivered_per_second", got.perSecond())
                .put(name + "_events_per_frame", got.frames() == 0 ? 0 : (double) got.events() / got.frames())
                .put(name + "_stack_cpu_percent", cpuSeconds / got.seconds() * 100)
                .put(name + "_stack_cpu_us_per_delivery", got.events() == 0 ? 0 : cpuSeconds * 1e6 / got.events())
                .quantiles(name + "_ack", sent.latency())
                .quantiles(name + "_deliver", got.latency());
    }

    private static void await(BooleanSupplier condition, Duration within, String what) {
        if (!awaited(condition, within)) {
            throw new IllegalStateException(what + ": not after " + within.toSeconds() + " s");
        }
    }

    private static boolean awaited(BooleanSupplier condition, Duration within) {
        long until = System.nanoTime() + within.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > until) {
                return false;
            }
            Waits.run(POLL);
        }
        return true;
    }
}
