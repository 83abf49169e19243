package dev.gapless.server.posting;

import dev.gapless.protocol.event.ChannelClass;
import dev.gapless.protocol.event.EncodedEvent;
import dev.gapless.protocol.id.GatewayId;
import dev.gapless.schema.cursor.CursorRow;
import dev.gapless.server.cursor.CursorListener;
import dev.gapless.server.userstream.CursorEvents;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Publishes cursors that moved: to the readers of this gateway at once, to the other gateways through Kafka. What does not get
/// through is found by its revision, so the queue may overflow without harm. Any thread may call.
final class UserEvents implements CursorListener, AutoCloseable {
    private static final int QUEUED = 16_384;
    private static final long POLL_MS = 200;

    private final EventSink sink;
    private final CommitListener local;
    private final Optional<GatewayId> origin;
    private final ArrayBlockingQueue<EncodedEvent> queue = new ArrayBlockingQueue<>(QUEUED);
    private final Counter dropped;
    private final Thread thread;
    private volatile boolean closing;

    UserEvents(EventSink sink, CommitListener local, Optional<GatewayId> origin, MeterRegistry metrics) {
        this.sink = sink;
        this.local = local;
        this.origin = origin;
        this.dropped = Counter.builder("cursor.unpublished")
                .description("Cursor moves that other gateways find out about by polling")
                .register(metrics);
        this.thread = Thread.ofVirtual().name("user events").start(this::run);
    }

    @Override
    public void moved(List<CursorRow> moved) {
        List<EncodedEvent> events = moved.stream().map(CursorEvents::of).toList();
        local.committed(events);
        for (EncodedEvent event : events) {
            if (!queue.offer(event)) {
                dropped.increment();
            }
        }
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
        try {
            while (!(closing && queue.isEmpty())) {
                EncodedEvent event = queue.poll(POLL_MS, TimeUnit.MILLISECONDS);
                if (event != null && !sink.send(event, ChannelClass.NORMAL, origin, stored -> {})) {
                    dropped.increment();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
