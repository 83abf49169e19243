package dev.gapless.server.posting;

import dev.gapless.schema.log.AppendResult;
import dev.gapless.server.trace.SendTraces;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// What all lanes of a process count and remember together.
final class LaneMetrics {
    private final Timer ack;
    private final DistributionSummary batch;
    private final Counter overloaded;
    private final Counter retried;
    private final SendTraces traces;

    /// @param traces remembers when events were committed
    LaneMetrics(MeterRegistry registry, SendTraces traces) {
        this.traces = traces;
        this.ack = Timer.builder("posting.ack")
                .description("From the moment a send is queued to its answer after commit")
                .serviceLevelObjectives(
                        Duration.ofMillis(2),
                        Duration.ofMillis(5),
                        Duration.ofMillis(10),
                        Duration.ofMillis(20),
                        Duration.ofMillis(50),
                        Duration.ofMillis(100),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(2))
                .register(registry);
        this.batch = DistributionSummary.builder("posting.batch")
                .description("Sends per transaction")
                .serviceLevelObjectives(1, 2, 5, 10, 20, 50, 100, 200)
                .register(registry);
        this.overloaded = Counter.builder("posting.overloaded")
                .description("Sends refused since a lane's queue was full")
                .register(registry);
        this.retried = Counter.builder("posting.retried")
                .description("Batches that a shard did not take at first")
                .register(registry);
    }

    /// Remembers the way of what was appended.
    ///
    /// @param results of this append
    /// @param takenNanos when its transaction was begun
    void committed(PendingAppend pending, List<AppendResult> results, long takenNanos, long nowNanos) {
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i) instanceof AppendResult.Appended made) {
                traces.committed(
                        made.event().key(), made.event().seq(), pending.receivedNanos, pending.submittedNanos,
                        takenNanos, nowNanos);
            }
        }
    }

    void acked(long nanos) {
        ack.record(nanos, TimeUnit.NANOSECONDS);
    }

    void batch(int size) {
        batch.record(size);
    }

    void overloaded() {
        overloaded.increment();
    }

    void retried() {
        retried.increment();
    }
}
