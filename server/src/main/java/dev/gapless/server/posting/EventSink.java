package dev.gapless.server.posting;

import dev.gapless.protocol.event.ChannelClass;
import dev.gapless.protocol.event.EncodedEvent;
import dev.gapless.protocol.id.GatewayId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The Kafka producer, with a memory for trouble: after a failed send it refuses at once for a second, so that a dead broker
/// is felt once a second and not once a record. A producer that is broken for good is replaced. Any thread may call.
final class EventSink implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EventSink.class);
    private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(2);
    /// Sends in a row that fail before the producer itself is taken for broken.
    private static final int BROKEN_AFTER = 10;

    private final Supplier<Producer<byte[], byte[]>> producers;
    private final LongSupplier nanos;
    private final Object swap = new Object();
    private volatile Producer<byte[], byte[]> producer;
    private volatile long pausedUntil;
    private volatile boolean failing;
    /// Mutated under `swap`.
    private int failuresInRow;

    EventSink(Supplier<Producer<byte[], byte[]>> producers, LongSupplier nanos) {
        this.producers = producers;
        this.nanos = nanos;
        this.producer = producers.get();
        this.pausedUntil = nanos.getAsLong();
    }

    /// Told when the broker has answered; on Kafka's own thread, so it must not block.
    @FunctionalInterface
    interface Ack {
        void done(boolean stored);
    }

    boolean paused() {
        return nanos.getAsLong() - pausedUntil < 0;
    }

    /// @param ack called once if this returns true, never otherwise
    /// @return false if it was not taken
    boolean send(EncodedEvent event, ChannelClass channelClass, Optional<GatewayId> origin, Ack ack) {
        return send(EventRecords.of(event, channelClass, origin), ack);
    }

    /// The same with a record that is made already.
    boolean send(ProducerRecord<byte[], byte[]> record, Ack ack) {
        if (paused()) {
            return false;
        }
        try {
            Future<?> told = producer.send(record, (metadata, failure) -> {
                if (failure == null) {
                    recovered();
                } else {
                    failed(failure);
                }
                ack.done(failure == null);
            });
            log.trace("record handed over topic={} done={}", record.topic(), told.isDone());
            return true;
        } catch (RuntimeException e) {
            failed(e);
            return false;
        }
    }

    @Override
    public void close() {
        producer.close(CLOSE_WAIT);
    }

    private void recovered() {
        if (failing) {
            synchronized (swap) {
                failing = false;
                failuresInRow = 0;
            }
            log.info("events reach Kafka again");
        }
    }

    private void failed(Exception failure) {
        pausedUntil = nanos.getAsLong() + PAUSE_NANOS;
        synchronized (swap) {
            if (!failing) {
                failing = true;
                log.warn("events do not reach Kafka, the outbox keeps them cause={}", failure.toString());
            }
            if (++failuresInRow < BROKEN_AFTER || retriable(failure)) {
                return;
            }
            log.warn("producer replaced cause={}", failure.toString());
            failuresInRow = 0;
            Producer<byte[], byte[]> old = producer;
            producer = producers.get();
            Thread.ofVirtual().name("close producer").start(() -> old.close(Duration.ZERO));
        }
    }

    private static boolean retriable(Exception failure) {
        return failure instanceof org.apache.kafka.common.errors.RetriableException;
    }
}
