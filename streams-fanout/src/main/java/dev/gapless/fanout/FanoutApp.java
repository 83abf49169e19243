package dev.gapless.fanout;

import dev.gapless.fanout.thread.ThreadReplacement;
import dev.gapless.protocol.planted.PlantedBug;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running fan-out instance. It needs the topics ([TopicSetup]) and Kafka; while Kafka is away it waits and goes on.
///
/// Any thread may call. Closing keeps the group membership, so that the next start under the same `fanout.instance` takes its
/// partitions back at once; another instance takes them after the session timeout.
public final class FanoutApp implements FanoutDoor.Subject, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FanoutApp.class);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(10);
    /// A metric of Kafka's consumers.
    private static final String LAG = "records-lag-max";
    private static final Duration REPLACE_PAUSE = Duration.ofSeconds(1);

    private final KafkaStreams streams;
    private final FanoutCounts counts;
    private final FanoutTraces traces;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Object stateChange = new Object();

    private FanoutApp(FanoutConfig config, Optional<PlantedBug> bug) {
        counts = new FanoutCounts();
        traces = new FanoutTraces(config.instance(), System::nanoTime);
        streams = new KafkaStreams(
                FanoutTopology.build(config, counts, traces, bug), StreamsSettings.of(config, counts));
        streams.setUncaughtExceptionHandler(new ThreadReplacement(
                "Fan-out", REPLACE_PAUSE, counts.threadsReplaced, closed, System::nanoTime));
        streams.setStateListener((now, before) -> {
            log.info("Fan-out is {} (was {}) instance={}", now, before, config.instance());
            synchronized (stateChange) {
                stateChange.notifyAll();
            }
        });
    }

    /// Starts and returns; [#awaitRunning] waits until it works.
    ///
    /// @throws FanoutException if it cannot be started with these settings, for example because another one uses the state
    /// directory
    public static FanoutApp start(FanoutConfig config) {
        return start(config, Optional.empty());
    }

    /// Starts it with a bug planted; for experiments.
    static FanoutApp start(FanoutConfig config, Optional<PlantedBug> bug) {
        bug.ifPresent(planted -> log.warn("a bug is planted in this process bug={}", planted.text()));
        try {
            FanoutApp app = new FanoutApp(config, bug);
            app.streams.start();
            return app;
        } catch (RuntimeException e) {
            throw new FanoutException("fan-out: " + e.getMessage() + " (expected: a start)", e);
        }
    }

    /// Waits until all tasks of this instance run.
    ///
    /// @return false if they do not within the time, or if the app has stopped for good
    public boolean awaitRunning(Duration atMost) throws InterruptedException {
        long endNanos = System.nanoTime() + atMost.toNanos();
        synchronized (stateChange) {
            while (!healthy()) {
                long leftMs = (endNanos - System.nanoTime()) / 1_000_000;
                if (leftMs <= 0 || stopped()) {
                    return false;
                }
                stateChange.wait(leftMs);
            }
        }
        return true;
    }

    /// True while all tasks of this instance run. False also while partitions move, which takes a second or so.
    @Override
    public boolean healthy() {
        return streams.state() == KafkaStreams.State.RUNNING;
    }

    /// True if the app has stopped and will not come back by itself.
    public boolean stopped() {
        KafkaStreams.State state = streams.state();
        return state.hasCompletedShutdown() || state.isShuttingDown();
    }

    /// Waits until the app has stopped for good.
    ///
    /// @return false if it runs on after this time
    public boolean awaitStopped(Duration atMost) throws InterruptedException {
        long endNanos = System.nanoTime() + atMost.toNanos();
        synchronized (stateChange) {
            while (!stopped()) {
                long leftMs = (endNanos - System.nanoTime()) / 1_000_000;
                if (leftMs <= 0) {
                    return false;
                }
                stateChange.wait(leftMs);
            }
        }
        return true;
    }

    /// What this instance has done.
    @Override
    public FanoutCounts counts() {
        return counts;
    }

    /// When recent events were sent.
    public FanoutTraces traces() {
        return traces;
    }

    @Override
    public double lag() {
        return streams.metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals(LAG))
                .filter(metric -> metric.metricValue() instanceof Double)
                .mapToDouble(metric -> (Double) metric.metricValue())
                .filter(Double::isFinite)
                .max()
                .orElse(Double.NaN);
    }

    /// Commits and stops. Does nothing the second time.
    @Override
    public void close() {
        closed.countDown();
        boolean clean = streams.close(CloseOptions.timeout(CLOSE_WITHIN)
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP));
        if (!clean) {
            log.warn("Fan-out did not stop within {} ms; what was not committed is repeated", CLOSE_WITHIN.toMillis());
        }
    }
}
