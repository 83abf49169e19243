package dev.gapless.fanout.inbox;

import dev.gapless.fanout.thread.ThreadReplacement;
import dev.gapless.protocol.config.PortTakenException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running inbox instance. It needs `gapless.events` and Kafka; while Kafka is away it waits and goes on, and is not ready.
///
/// Any thread may call. Closing keeps the group membership, so that the next start under the same name takes its partitions back.
public final class InboxApp implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(InboxApp.class);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(10);
    private static final Duration REPLACE_PAUSE = Duration.ofSeconds(1);

    private final InboxCounts counts = new InboxCounts();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Object stateChange = new Object();
    private final KafkaStreams streams;
    private final Optional<InboxPeers> peers;
    private final Optional<InboxDoor> door;
    private final InboxQuery query;

    private InboxApp(InboxConfig config, Clock clock, Map<String, Supplier<Object>> pages) {
        PartitionBoard board = new PartitionBoard();
        Optional<InboxSecret> secret = config.door().map(where -> InboxSecret.read(where.secretFile()));
        streams = new KafkaStreams(
                InboxTopology.build(config, counts, board), InboxSettings.of(config, counts));
        streams.setUncaughtExceptionHandler(new ThreadReplacement(
                "Inbox", REPLACE_PAUSE, counts.threadsReplaced, closed, System::nanoTime));
        streams.setStateListener((now, before) -> {
            log.info("Inbox is {} (was {}) instance={}", now, before, config.instance());
            synchronized (stateChange) {
                stateChange.notifyAll();
            }
        });
        peers = secret.map(InboxPeers::new);
        query = new InboxQuery(config, streams, board, counts, clock, peers);
        door = secret.map(known -> InboxDoor.open(config.door().orElseThrow(), known, query, pages));
    }

    /// Starts without other pages on the internal port.
    ///
    /// @throws InboxException if it cannot be started with these settings
    /// @throws PortTakenException if another program listens on its port
    public static InboxApp start(InboxConfig config, Clock clock) {
        return start(config, clock, Map.of());
    }

    /// Starts and returns; answers are "not ready" until it works.
    ///
    /// @param pages what else is told on the internal port, by path; called by any thread
    /// @throws InboxException if it cannot be started with these settings
    /// @throws PortTakenException if another program listens on its port
    public static InboxApp start(InboxConfig config, Clock clock, Map<String, Supplier<Object>> pages) {
        try {
            InboxApp app = new InboxApp(config, clock, pages);
            app.streams.start();
            return app;
        } catch (InboxException | PortTakenException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new InboxException("inbox: " + e.getMessage() + " (expected: a start)", e);
        }
    }

    /// Waits until all tasks of this instance run. Answers may take a pulse more.
    ///
    /// @return false if they do not within the time, or if the app has stopped for good
    public boolean awaitRunning(Duration atMost) throws InterruptedException {
        long endNanos = System.nanoTime() + atMost.toNanos();
        synchronized (stateChange) {
            while (streams.state() != KafkaStreams.State.RUNNING) {
                long leftMs = (endNanos - System.nanoTime()) / 1_000_000;
                KafkaStreams.State state = streams.state();
                if (leftMs <= 0 || state.hasCompletedShutdown() || state.isShuttingDown()) {
                    return false;
                }
                stateChange.wait(leftMs);
            }
        }
        return true;
    }

    public InboxQuery query() {
        return query;
    }

    /// What this instance has done.
    public InboxCounts counts() {
        return counts;
    }

    /// Commits and stops. Does nothing the second time.
    @Override
    public void close() {
        closed.countDown();
        door.ifPresent(InboxDoor::close);
        boolean clean = streams.close(CloseOptions.timeout(CLOSE_WITHIN)
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP));
        peers.ifPresent(InboxPeers::close);
        if (!clean) {
            log.warn("Inbox did not stop within {} ms; its last transaction is undone", CLOSE_WITHIN.toMillis());
        }
    }
}
