package dev.gapless.fanout.inbox;

import dev.gapless.fanout.thread.ThreadReplacement;
import dev.gapless.protocol.config.PortTakenException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.common.KafkaException;
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
    private static final Patience PATIENCE = new Patience(Duration.ofSeconds(45), Duration.ofSeconds(20));
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    /// A thread may wait a minute for an answer of the broker.
    private static final Duration STOP_WITHIN = Duration.ofSeconds(90);
    private static final CloseOptions LEAVE = CloseOptions.timeout(Duration.ofSeconds(1))
            .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP);

    /// When to think that it is stuck.
    ///
    /// @param untilLook how long it may be busy with anything but answers until its group is looked at
    /// @param withGroup how long the group's offsets may be kept back by an open transaction
    record Patience(Duration untilLook, Duration withGroup) {}

    private final InboxConfig config;
    private final Patience patience;
    private final InboxCounts counts = new InboxCounts();
    private final PartitionBoard board = new PartitionBoard();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Object stateChange = new Object();
    /// Changed only by the thread that watches.
    private volatile KafkaStreams streams;
    private final Optional<InboxPeers> peers;
    private final Optional<InboxDoor> door;
    private final InboxQuery query;
    private final Thread watching;

    private InboxApp(InboxConfig config, Clock clock, Patience patience, Map<String, Function<String, Object>> pages) {
        this.config = config;
        this.patience = patience;
        Optional<InboxSecret> secret = config.door().map(where -> InboxSecret.read(where.secretFile()));
        streams = made(config, board, counts);
        watching = Thread.ofVirtual().name("inbox-watch").unstarted(this::watch);
        peers = secret.map(known -> new InboxPeers(known, config.door().orElseThrow()));
        query = new InboxQuery(config, () -> streams, board, counts, clock, peers);
        door = secret.map(known -> InboxDoor.open(config.door().orElseThrow(), known, query, pages));
    }

    private static KafkaStreams made(InboxConfig config, PartitionBoard board, InboxCounts counts) {
        return new KafkaStreams(InboxTopology.build(config, counts, board), InboxSettings.of(config, counts));
    }

    private void start() {
        KafkaStreams starting = streams;
        starting.setUncaughtExceptionHandler(new ThreadReplacement(
                "Inbox", REPLACE_PAUSE, counts.threadsReplaced, closed, System::nanoTime));
        starting.setStateListener((now, before) -> {
            log.info("Inbox is {} (was {}) instance={}", now, before, config.instance());
            synchronized (stateChange) {
                stateChange.notifyAll();
            }
        });
        starting.start();
    }

    /// Starts without other pages on the internal port.
    ///
    /// @throws InboxException if it cannot be started with these settings
    /// @throws PortTakenException if another program listens on its port
    public static InboxApp start(InboxConfig config, Clock clock) {
        return start(config, clock, PATIENCE);
    }

    /// With other pages on the internal port.
    ///
    /// @param pages what else is told there, by path; called by any thread
    /// @throws InboxException if it cannot be started with these settings
    /// @throws PortTakenException if another program listens on its port
    public static InboxApp start(InboxConfig config, Clock clock, Map<String, Function<String, Object>> pages) {
        return start(config, clock, PATIENCE, pages);
    }

    static InboxApp start(InboxConfig config, Clock clock, Patience patience) {
        return start(config, clock, patience, Map.of());
    }

    private static InboxApp start(
            InboxConfig config, Clock clock, Patience patience, Map<String, Function<String, Object>> pages) {
        try {
            InboxApp app = new InboxApp(config, clock, patience, pages);
            app.start();
            app.watching.start();
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

    private void watch() {
        long wellNanos = System.nanoTime();
        try {
            while (!closed.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                if (streams.state() != KafkaStreams.State.REBALANCING) {
                    wellNanos = System.nanoTime();
                } else if (System.nanoTime() - wellNanos > patience.untilLook().toNanos()) {
                    lookAtGroup();
                    wellNanos = System.nanoTime();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void lookAtGroup() throws InterruptedException {
        try (StuckGroup group = new StuckGroup(config, patience.withGroup())) {
            if (group.isStuck(closed) && stopped()) {
                boolean deleted = group.delete();
                counts.groupsReset.increment();
                log.warn(
                        "Inbox had no offsets, since the broker holds a transaction open that nobody ends; the group {} "
                                + "is {}, and the log is read again from its beginning",
                        config.applicationId(),
                        deleted ? "deleted" : "not deleted, though it should be: stop all instances and delete it");
                if (closed.getCount() > 0) {
                    streams = made(config, board, counts);
                    start();
                }
            }
        } catch (KafkaException e) {
            log.warn("Inbox group not looked at group={}", config.applicationId(), e);
        }
    }

    /// A thread that waits for its offsets ends when it has waited long enough.
    private boolean stopped() throws InterruptedException {
        long endNanos = System.nanoTime() + STOP_WITHIN.toNanos();
        while (!streams.close(LEAVE)) {
            if (closed.getCount() == 0 || System.nanoTime() > endNanos) {
                return false;
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
        try {
            watching.join(CLOSE_WITHIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        boolean clean = streams.close(CloseOptions.timeout(CLOSE_WITHIN)
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP));
        peers.ifPresent(InboxPeers::close);
        if (!clean) {
            log.warn("Inbox did not stop within {} ms; its last transaction is undone", CLOSE_WITHIN.toMillis());
        }
    }
}
