package dev.gapless.bench;

import dev.gapless.bench.load.DeviceLoad;
import dev.gapless.bench.load.FillLoad;
import dev.gapless.bench.load.SendLoad;
import dev.gapless.bench.socket.LoadLoop;
import dev.gapless.protocol.api.CreatedUser;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Everybody at once: all devices lose their sockets within a second, miss messages, and come back within another second, each as the
/// real client does, while others go on posting.
@Command(
        name = "storm",
        description = "Thousands of devices lose their sockets and catch up: how long, and what it does to memory and sends.",
        mixinStandardHelpOptions = true)
final class BenchStorm implements Callable<Integer> {
    private static final Duration WITHIN = Duration.ofSeconds(1);
    private static final Duration DEADLINE = Duration.ofMinutes(3);
    private static final Duration SAMPLE = Duration.ofMillis(500);
    private static final int TEXT_BYTES = 200;
    private static final int SENDERS = 8;

    @Option(names = "--devices", defaultValue = "5000", paramLabel = "N",
            description = "Devices, one person each (default ${DEFAULT-VALUE}).")
    private int devices;

    @Option(names = "--follow", defaultValue = "10", paramLabel = "N",
            description = "Channels that each follows (default ${DEFAULT-VALUE}).")
    private int follow;

    @Option(names = "--channels", defaultValue = "500", paramLabel = "N",
            description = "Channels in all (default ${DEFAULT-VALUE}).")
    private int channels;

    @Option(names = "--missed", defaultValue = "20", paramLabel = "N",
            description = "Messages that each device missed in each of its channels (default ${DEFAULT-VALUE}).")
    private int missed;

    @Option(names = "--rate", defaultValue = "100", paramLabel = "N",
            description = "Messages per second that others post meanwhile (default ${DEFAULT-VALUE}).")
    private int rate;

    @Option(names = "--rounds", defaultValue = "2", paramLabel = "N",
            description = "Storms; the last one is told, the others warm up (default ${DEFAULT-VALUE}).")
    private int rounds;

    @Mixin
    private BenchOptions options = new BenchOptions();

    @Override
    public Integer call() {
        Consumer<String> progress = options.progress();
        try (BenchStack stack = options.stack(List.of());
                LoadLoop reading = LoadLoop.start("bench-devices");
                LoadLoop sending = LoadLoop.start("bench-send")) {
            BenchWorld world = new BenchWorld(stack, "storm");
            progress.accept("making " + devices + " people and " + channels + " channels");
            List<CreatedUser> author = world.people("author", 1);
            String token = author.getFirst().token();
            List<String> rooms = world.channels(token, "room", channels);
            // Seeded: two runs see the same jitter.
            DeviceLoad load = new DeviceLoad(reading, stack.gateways(), new Random(devices));
            people(stack, world, rooms, load);
            progress.accept("opening " + devices + " devices");
            await(load.comeOnline(Duration.ofMillis(Math.max(1000, devices))), "devices on line");
            SendLoad posts = new SendLoad(
                    sending, java.util.Collections.nCopies(SENDERS, new SendLoad.Sender(token, rooms)), 256, rate,
                    TEXT_BYTES, "p");
            posts.connect(stack.gateways());
            Waits.await(posts.open(), "senders");
            posts.begin();
            Waits.run(options.warmedUp());
            BenchReport report = new BenchReport("storm")
                    .put("devices", devices)
                    .put("channels_each", follow)
                    .put("missed_each", (long) missed * follow)
                    .put("posts_per_second", rate);
            for (int round = 1; round <= rounds; round++) {
                storm(stack, load, posts, rooms, token, round, report, progress);
            }
            options.print(report);
            return report.number("out_of_order") == 0 ? 0 : 1;
        }
    }

    /// Everybody is in as many channels, and every channel has about as many people.
    private void people(BenchStack stack, BenchWorld world, List<String> rooms, DeviceLoad load) {
        Crowd crowd = new Crowd(stack, world.id());
        crowd.people(devices);
        List<List<Integer>> membersOf = new ArrayList<>();
        rooms.forEach(room -> membersOf.add(new ArrayList<>()));
        List<String> tokens = crowd.tokens(devices);
        for (int i = 0; i < devices; i++) {
            List<String> own = new ArrayList<>();
            for (int k = 0; k < Math.min(follow, rooms.size()); k++) {
                int room = (i + k * Math.max(1, rooms.size() / follow)) % rooms.size();
                own.add(rooms.get(room));
                membersOf.get(room).add(i);
            }
            load.add(tokens.get(i), own);
        }
        for (int i = 0; i < rooms.size(); i++) {
            if (!membersOf.get(i).isEmpty()) {
                crowd.join(rooms.get(i), membersOf.get(i));
            }
        }
    }

    private void storm(
            BenchStack stack,
            DeviceLoad load,
            SendLoad posts,
            List<String> rooms,
            String token,
            int round,
            BenchReport report,
            Consumer<String> progress) {
        progress.accept("storm " + round + " of " + rounds + ": cutting all sockets");
        await(load.cut(WITHIN), "devices off line");
        try (LoadLoop filling = LoadLoop.start("bench-fill")) {
            new FillLoad(filling, stack.gateways().getFirst(), token).fill(rooms, missed, "missed-" + round);
        }
        long heapBefore = stack.heapAfterCollection().orElse(0L);
        long residentBefore = stack.residentBytes().orElse(0L);
        progress.accept("storm " + round + ": coming back");
        Machine machine = Machine.look();
        Memory memory = new Memory(stack);
        posts.measure();
        long start = System.nanoTime();
        CountDownLatch back = load.comeOnline(WITHIN);
        boolean all = waited(back);
        double seconds = (System.nanoTime() - start) / 1e9;
        SendLoad.Result sent = posts.soFar();
        double steal = machine.stealPercent();
        memory.end();
        DeviceLoad.Result result = load.result();
        report.put("all_caught_up_s", seconds)
                .put("not_caught_up", back.getCount())
                .quantiles("caught_up", result.caughtUp())
                .put("backlog_events", result.events())
                .put("backlog_events_per_second", result.events() / seconds)
                .put("backlog_bytes", result.bytes())
                .put("gap_marks", result.gaps())
                .put("out_of_order", result.disorder())
                .put("sent_away", result.refusals())
                .put("posts_acked_per_second", sent.perSecond())
                .quantiles("post_ack", sent.latency())
                .put("heap_before_bytes", heapBefore)
                .put("heap_max_bytes", memory.heapMax.get())
                .put("heap_after_bytes", stack.heapAfterCollection().orElse(0L))
                .put("resident_before_bytes", residentBefore)
                .put("resident_max_bytes", memory.residentMax.get())
                .put("steal_percent", steal)
                .put("errors", result.errors().toString() + sent.errors());
        if (!all) {
            progress.accept(back.getCount() + " devices have not caught up after " + DEADLINE.toSeconds() + " s");
        }
    }

    private static void await(CountDownLatch latch, String what) {
        if (!waited(latch)) {
            throw new IllegalStateException(
                    what + ": " + latch.getCount() + " missing after " + DEADLINE.toSeconds() + " s");
        }
    }

    private static boolean waited(CountDownLatch latch) {
        try {
            return latch.await(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /// Looks at the stack's memory now and then.
    private static final class Memory {
        private final AtomicBoolean ended = new AtomicBoolean();
        private final AtomicLong heapMax = new AtomicLong();
        private final AtomicLong residentMax = new AtomicLong();
        private final Thread thread;

        Memory(BenchStack stack) {
            Meters meters = new Meters(stack.servers());
            thread = Thread.ofVirtual().name("bench-memory").start(() -> {
                while (!ended.get()) {
                    heapMax.accumulateAndGet(meters.heapUsed(), Math::max);
                    residentMax.accumulateAndGet(stack.residentBytes().orElse(0L), Math::max);
                    Waits.run(SAMPLE);
                }
            });
        }

        void end() {
            ended.set(true);
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
