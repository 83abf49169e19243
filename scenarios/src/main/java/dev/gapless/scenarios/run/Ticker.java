package dev.gapless.scenarios.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gapless.scenarios.format.Metric;
import dev.gapless.scenarios.format.Occurrence;
import dev.gapless.scenarios.net.Pause;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/// Once a second: numbers into `metrics.jsonl`, a line for the person, a look at what would stop the run.
final class Ticker implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final int TELL_EVERY = 5;

    private final BufferedWriter file;
    private final Observations observations;
    private final FaultDriver faults;
    private final int expected;
    private final Consumer<String> progress;
    private final long[] before = new long[4];
    private Histogram delivered = new Histogram(3);
    private Histogram acked = new Histogram(3);
    private volatile boolean closed;
    private Optional<Thread> thread = Optional.empty();

    Ticker(Path path, Observations observations, FaultDriver faults, int expected, Consumer<String> progress) {
        this.observations = observations;
        this.faults = faults;
        this.expected = expected;
        this.progress = progress;
        try {
            this.file = Files.newBufferedWriter(path, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @param look called every second
    void start(Runnable look) {
        thread = Optional.of(Thread.ofPlatform().name("ticker").start(() -> {
            for (int second = 1; !closed; second++) {
                Pause.until(observations.clock().nanoTimeAt(second * EVERY.toNanos() / 1000));
                tick(second);
                look.run();
            }
        }));
    }

    private void tick(int second) {
        Measures measures = observations.measures();
        measures.gauge(Metric.CLIENT_CONNECTED, observations.connected.get());
        measures.gauge(Metric.GAP_OPEN, observations.openGaps.get());
        measures.gauge(Metric.OUTBOX_PENDING, observations.unsettled.get());
        List<String> active = faults.active();
        ObjectNode node = JSON.createObjectNode();
        node.put("second", second)
                .put("phase", measures.phase().text())
                .put("sent", step(0, observations.invoked.get()))
                .put("acked", step(1, observations.acked.get()))
                .put("shown", step(2, observations.shown.get()))
                .put("connects", step(3, observations.happenings().count(Occurrence.CLIENT_CONNECTED)))
                .put("connected", observations.connected.get())
                .put("gaps", observations.openGaps.get())
                .put("pending", observations.unsettled.get());
        Histogram allDelivered = measures.histogram(
                Metric.DELIVER_LATENCY, dev.gapless.scenarios.format.Scenario.Phase.WHOLE, Optional.empty());
        Histogram allAcked = measures.histogram(
                Metric.SEND_ACK, dev.gapless.scenarios.format.Scenario.Phase.WHOLE, Optional.empty());
        quantiles(node.putObject("deliver_ms"), allDelivered, delivered);
        quantiles(node.putObject("ack_ms"), allAcked, acked);
        delivered = allDelivered;
        acked = allAcked;
        active.forEach(node.putArray("faults")::add);
        try {
            file.write(node.toString());
            file.newLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (second % TELL_EVERY == 0) {
            progress.accept(String.format(
                    java.util.Locale.ROOT,
                    "%4d s  sent %d, acked %d, shown %d, connected %d/%d, gaps %d, pending %d%s",
                    second,
                    observations.invoked.get(),
                    observations.acked.get(),
                    observations.shown.get(),
                    observations.connected.get(),
                    expected,
                    observations.openGaps.get(),
                    observations.unsettled.get(),
                    active.isEmpty() ? "" : ", faults: " + String.join(" ", active)));
        }
    }

    private static void quantiles(ObjectNode node, Histogram now, Histogram before) {
        Histogram last = now.copy();
        last.subtract(before.getTotalCount() == 0 ? new Histogram(now) : before);
        if (last.getTotalCount() > 0) {
            node.put("p50", last.getValueAtPercentile(50) / 1000.0)
                    .put("p95", last.getValueAtPercentile(95) / 1000.0)
                    .put("p99", last.getValueAtPercentile(99) / 1000.0)
                    .put("max", last.getMaxValue() / 1000.0);
        }
    }

    private long step(int index, long now) {
        long step = now - before[index];
        before[index] = now;
        return step;
    }

    @Override
    public void close() {
        closed = true;
        try {
            if (thread.isPresent()) {
                thread.get().join(EVERY.multipliedBy(3));
            }
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
