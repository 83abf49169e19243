package dev.gapless.server.posting;

import dev.gapless.protocol.event.EncodedEvent;
import dev.gapless.protocol.id.GatewayId;
import dev.gapless.schema.log.AppendResult;
import dev.gapless.schema.outbox.OutboxKey;
import dev.gapless.schema.shard.Shard;
import dev.gapless.server.trace.SendTraces;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Publishes what this process has committed, as soon as it is committed, and sees to it that the outbox row goes when the
/// broker has all of it and what it says about users is written.
///
/// It may skip anything at any time: then the row stays and the [Relay] publishes it. So lanes never wait for Kafka: they hand
/// a batch to a bounded queue, and a thread of its own talks to the producer.
public final class Publisher implements AutoCloseable {
    /// Transactions that wait to be handed to the producer.
    private static final int QUEUED = 2_048;
    private static final long POLL_MS = 200;

    private final EventSink sink;
    private final UserProjection projection;
    private final OutboxSweeper sweeper;
    private final Optional<GatewayId> origin;
    private final SendTraces traces;
    private final ArrayBlockingQueue<Committed> queue = new ArrayBlockingQueue<>(QUEUED);
    /// Rows whose events are on their way; bounded by the queue and the producer's buffer.
    private final Set<OutboxKey> underway = ConcurrentHashMap.newKeySet();
    private final Counter published;
    private final Counter skipped;
    private final Thread thread;
    private volatile boolean closing;

    Publisher(
            EventSink sink,
            UserProjection projection,
            OutboxSweeper sweeper,
            Optional<GatewayId> origin,
            SendTraces traces,
            MeterRegistry metrics) {
        this.sink = sink;
        this.projection = projection;
        this.sweeper = sweeper;
        this.origin = origin;
        this.traces = traces;
        this.published = Counter.builder("publisher.published")
                .description("Transactions whose events the broker has")
                .register(metrics);
        this.skipped = Counter.builder("publisher.skipped")
                .description("Transactions left to the relay")
                .register(metrics);
        Gauge.builder("publisher.underway", underway, Set::size)
                .description("Transactions whose events are on their way to the broker")
                .register(metrics);
        this.thread = Thread.ofPlatform().name("publisher").start(this::run);
    }

    /// One transaction's new events.
    private record Committed(Shard shard, OutboxKey row, List<AppendResult.Appended> events) {}

    /// Takes the events of a transaction; never blocks.
    void publish(Shard shard, OutboxKey row, List<AppendResult.Appended> events) {
        underway.add(row);
        if (!queue.offer(new Committed(shard, row, events))) {
            skip(row);
        }
    }

    /// True while this process publishes the row by itself, so that the relay leaves it alone.
    boolean underway(OutboxKey row) {
        return underway.contains(row);
    }

    @Override
    public void close() {
        closing = true;
        try {
            thread.join(TimeUnit.SECONDS.toMillis(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!(closing && queue.isEmpty())) {
            try {
                Committed next = queue.poll(POLL_MS, TimeUnit.MILLISECONDS);
                if (next != null) {
                    send(next);
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void send(Committed committed) {
        Progress progress = new Progress(committed);
        for (AppendResult.Appended appended : committed.events()) {
            EncodedEvent event = appended.event();
            if (!sink.send(event, appended.channelClass(), origin, stored -> acked(event, stored, progress))) {
                progress.partDone(false);
            }
        }
        List<EncodedEvent> concerning = progress.concerning;
        if (!concerning.isEmpty()) {
            projection.submit(concerning, progress::partDone);
        }
        progress.partDone(true);
    }

    private void acked(EncodedEvent event, boolean stored, Progress progress) {
        if (stored) {
            traces.published(event.key(), event.seq());
        }
        progress.partDone(stored);
    }

    private void skip(OutboxKey row) {
        skipped.increment();
        underway.remove(row);
    }

    /// Counts the parts of one row's work: each record, the projection on users, and the handing over itself.
    private final class Progress {
        private final Committed committed;
        private final List<EncodedEvent> concerning;
        private final AtomicInteger left;
        private volatile boolean failed;

        Progress(Committed committed) {
            this.committed = committed;
            this.concerning = committed.events().stream()
                    .map(AppendResult.Appended::event)
                    .filter(UserProjection::concerns)
                    .toList();
            this.left = new AtomicInteger(committed.events().size() + (concerning.isEmpty() ? 0 : 1) + 1);
        }

        void partDone(boolean done) {
            if (!done) {
                failed = true;
            }
            if (left.decrementAndGet() > 0) {
                return;
            }
            if (failed) {
                skip(committed.row());
            } else {
                published.increment();
                // It stays underway until it is gone, so that the relay does not read it in between.
                sweeper.published(committed.shard(), committed.row(), () -> underway.remove(committed.row()));
            }
        }
    }
}
