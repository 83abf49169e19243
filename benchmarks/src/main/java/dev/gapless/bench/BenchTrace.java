package dev.gapless.bench;

import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.server.trace.SendTraces;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What it adds to a send that the gateway remembers its times for `gapless trace`, in this JVM: one memory for all threads, as lanes and the
/// publisher have it; the floor is the same loop with two looks at the clock and without the memory.
@Command(
        name = "trace",
        description = "What remembering the times of each message for trace adds to a send.",
        mixinStandardHelpOptions = true)
final class BenchTrace implements Callable<Integer> {
    private static final int CHANNELS = 1_000;
    private static final int BETWEEN_LOOKS = 1_000;
    private static final double NANOS = 1e9;

    @Option(names = "--threads", defaultValue = "2", paramLabel = "N",
            description = "Lanes that commit at once (default ${DEFAULT-VALUE}).")
    private int threads;

    @Mixin
    private BenchOptions options = new BenchOptions();

    /// One event of a loop.
    private interface Step {
        /// @param now nanoseconds
        void take(ChannelKey channel, long seq, long now);
    }

    @Override
    public Integer call() {
        SendTraces traces = new SendTraces(System::nanoTime);
        Step remembered = (channel, seq, now) -> {
            traces.committed(channel, seq, now, now, now, now);
            traces.published(channel, seq);
        };
        long[] seen = new long[1];
        Step floor = (channel, seq, now) -> {
            if (System.nanoTime() < now) {
                seen[0]++;
            }
        };
        options.progress().accept("warm-up");
        run(floor, options.warmedUp());
        run(remembered, options.warmedUp());
        options.progress().accept("measured");
        Machine machine = Machine.look();
        double alone = run(floor, options.measured());
        double with = run(remembered, options.measured());
        BenchReport report = new BenchReport("trace")
                .put("threads", threads)
                .put("floor_mean_ns", alone)
                .put("remembered_mean_ns", with)
                .put("added_ns_per_event", with - alone)
                .put("ratio", with / alone)
                .put("steal_percent", machine.stealPercent());
        options.print(report);
        return 0;
    }

    /// @return nanoseconds of a thread per event
    private double run(Step step, Duration length) {
        try (ExecutorService lanes = Executors.newFixedThreadPool(threads)) {
            List<Callable<Double>> tasks = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int lane = i;
                tasks.add(() -> loop(step, lane, length));
            }
            double perSecond = 0;
            for (Future<Double> one : lanes.invokeAll(tasks)) {
                perSecond += one.get();
            }
            return threads * NANOS / perSecond;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("trace: " + e.getCause(), e);
        }
    }

    private static double loop(Step step, int lane, Duration length) {
        List<ChannelKey> channels = new ArrayList<>();
        for (int i = 0; i < CHANNELS; i++) {
            channels.add(ChannelKey.of(lane + 1L, i + 1L));
        }
        long start = System.nanoTime();
        long until = start + length.toNanos();
        long done = 0;
        long now = start;
        while (now < until) {
            for (int i = 0; i < BETWEEN_LOOKS; i++) {
                step.take(channels.get((int) (done % CHANNELS)), done / CHANNELS + 1, now);
                done++;
            }
            now = System.nanoTime();
        }
        return done * NANOS / (now - start);
    }
}
