package dev.gapless.server.interest;

import dev.gapless.protocol.event.GatewayBeat;
import dev.gapless.protocol.event.Interest;
import dev.gapless.protocol.event.InterestLevel;
import dev.gapless.protocol.event.Topics;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.GatewayId;
import java.time.Clock;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends beats and interest records, on a thread of its own: Kafka's producer blocks while the broker is away, and nobody else
/// should. What does not get through is announced again later, so the queue may overflow without harm.
final class Announcer implements Runnable, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Announcer.class);
    private static final int QUEUED_MAX = 20_000;
    private static final Duration MAX_BLOCK = Duration.ofSeconds(1);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(1);

    private final InterestConfig config;
    private final GatewayId gateway;
    private final Clock clock;
    private final BlockingQueue<ProducerRecord<byte[], byte[]>> queue = new ArrayBlockingQueue<>(QUEUED_MAX);
    private final AtomicBoolean failing = new AtomicBoolean();
    private final Thread thread;
    private volatile boolean running = true;

    Announcer(InterestConfig config, GatewayId gateway, Clock clock) {
        this.config = config;
        this.gateway = gateway;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("interest-announcer").unstarted(this);
    }

    void start() {
        thread.start();
    }

    /// Queues an interest record. Never blocks.
    void announce(ChannelKey channel, InterestLevel level, long nonce) {
        queue.offer(new ProducerRecord<>(
                Topics.INTEREST, channel.toBytes(), new Interest(gateway, level, nonce).toBytes()));
    }

    @Override
    public void run() {
        Producer<byte[], byte[]> producer = null;
        try {
            while (running) {
                try {
                    if (producer == null) {
                        producer = new KafkaProducer<>(properties());
                    }
                    work(producer);
                } catch (KafkaException e) {
                    failed(e);
                    queue.poll(config.beatEvery().toMillis(), TimeUnit.MILLISECONDS);
                }
            }
            if (producer != null) {
                send(producer, beat(true));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (KafkaException e) {
            log.debug("goodbye beat not sent: {}", e.toString());
        } finally {
            if (producer != null) {
                producer.close(CLOSE_PATIENCE);
            }
        }
    }

    /// Sends what is queued and a beat each interval, until told to stop.
    private void work(Producer<byte[], byte[]> producer) throws InterruptedException {
        long nextBeat = System.nanoTime();
        while (running) {
            long wait = nextBeat - System.nanoTime();
            if (wait <= 0) {
                send(producer, beat(false));
                nextBeat = System.nanoTime() + config.beatEvery().toNanos();
                continue;
            }
            ProducerRecord<byte[], byte[]> record = queue.poll(wait, TimeUnit.NANOSECONDS);
            if (record != null) {
                send(producer, record);
            }
        }
    }

    private void send(Producer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) {
        Future<?> _ = producer.send(record, (metadata, failure) -> {
            if (failure == null) {
                if (failing.compareAndSet(true, false)) {
                    log.info("gateway={} reaches Kafka", gateway);
                }
            } else {
                failed(failure);
            }
        });
    }

    private void failed(@Nullable Exception failure) {
        if (running && failing.compareAndSet(false, true)) {
            log.warn("gateway={} cannot tell Kafka what it wants, readers are served by polling: {}", gateway,
                    String.valueOf(failure));
        }
    }

    private ProducerRecord<byte[], byte[]> beat(boolean leaving) {
        GatewayBeat beat = new GatewayBeat(gateway, clock.millis(), leaving);
        return new ProducerRecord<>(Topics.GATEWAYS, beat.keyBytes(), beat.toBytes());
    }

    private Properties properties() {
        Properties properties = new Properties();
        properties.putAll(config.client());
        properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, config.bootstrap());
        properties.put(ProducerConfig.CLIENT_ID_CONFIG, gateway + "-interest");
        properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK.toMillis());
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) REQUEST_TIMEOUT.toMillis());
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) DELIVERY_TIMEOUT.toMillis());
        properties.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, MAX_BLOCK.toMillis());
        return properties;
    }

    /// Says goodbye, so that the fan-out forgets this gateway's interest at once.
    @Override
    public void close() {
        running = false;
        // Wakes the thread if it waits for work.
        queue.offer(beat(false));
        try {
            thread.join(CLOSE_PATIENCE.plus(MAX_BLOCK).plus(MAX_BLOCK));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
