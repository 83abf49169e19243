package dev.gapless.server.posting;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// What all lanes of a process count together.
final class LaneMetrics {
    private final Timer ack;
    private final DistributionSummary batch;
    private final Counter overloaded;
    private final Counter retried;

    LaneMetrics(MeterRegistry registry) {
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
