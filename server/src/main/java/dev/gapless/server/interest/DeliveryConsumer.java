package dev.gapless.server.interest;

import dev.gapless.protocol.event.Delivery;
import dev.gapless.protocol.event.Topics;
import dev.gapless.protocol.id.GatewayId;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads this gateway's own partition of `gapless.deliveries`, from its end at start: what was pushed before is recovered from the
/// log, never by replay. Deliveries to an earlier holder of the slot are skipped. Runs on one thread of its own, and begins anew
/// after every failure.
final class DeliveryConsumer implements Runnable, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DeliveryConsumer.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

    private final InterestConfig config;
    private final GatewayId gateway;
    private final Deliveries deliveries;
    private final Thread thread;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile @Nullable KafkaConsumer<byte[], byte[]> current;
    private boolean failing;

    /// Where deliveries go. Called on the consumer's thread; must not block.
    interface Deliveries {
        /// From now on nothing that is sent is missed, until the next call.
        void listening();

        void take(Delivery delivery);
    }

    DeliveryConsumer(InterestConfig config, GatewayId gateway, Deliveries deliveries) {
        this.config = config;
        this.gateway = gateway;
        this.deliveries = deliveries;
        // A platform thread: it polls without end, and must not wait for a carrier.
        this.thread = Thread.ofPlatform().name("deliveries").daemon().unstarted(this);
    }

    void start() {
        thread.start();
    }

    @Override
    public void run() {
        while (stopped.getCount() > 0) {
            try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(properties())) {
                current = consumer;
                listen(consumer);
            } catch (WakeupException e) {
                log.debug("deliveries: told to stop");
            } catch (RuntimeException e) {
                failed(e);
            } finally {
                current = null;
            }
        }
    }

    private void listen(KafkaConsumer<byte[], byte[]> consumer) {
        TopicPartition own = new TopicPartition(Topics.DELIVERIES, gateway.slot());
        consumer.assign(List.of(own));
        consumer.seekToEnd(List.of(own));
        // Makes the seek happen now, not at the first poll.
        consumer.position(own, ANSWER_TIMEOUT);
        failing = false;
        log.info("gateway={} listens to {}", gateway, own);
        deliveries.listening();
        while (stopped.getCount() > 0) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                take(record);
            }
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        Header header = record.headers().lastHeader(Delivery.HEADER);
        if (header == null) {
            log.debug("a delivery without header at offset {}", record.offset());
            return;
        }
        try {
            Delivery.Addressed addressed = Delivery.read(header.value(), record.key(), record.value());
            if (addressed.gatewayEpoch() == gateway.epoch()) {
                deliveries.take(addressed.delivery());
            }
        } catch (RuntimeException e) {
            // A push is a hint: one that cannot be read is as good as lost.
            log.warn("delivery at offset {} cannot be taken: {}", record.offset(), e.toString());
        }
    }

    private void failed(RuntimeException failure) {
        if (!failing) {
            failing = true;
            boolean kafka = failure instanceof KafkaException;
            log.warn("gateway={} hears nothing from Kafka, readers are served by polling: {}", gateway,
                    kafka ? failure.toString() : "unexpected failure", kafka ? null : failure);
        }
        try {
            if (stopped.await(RETRY.toMillis(), TimeUnit.MILLISECONDS)) {
                log.debug("deliveries: stopped while waiting");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Properties properties() {
        Properties properties = new Properties();
        properties.putAll(config.client());
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, config.bootstrap());
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, gateway + "-deliveries");
        properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // Where the place to go on from is gone, something was lost: then listening begins anew, which has all heads read.
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, RETRY.toMillis());
        return properties;
    }

    @Override
    public void close() {
        stopped.countDown();
        KafkaConsumer<byte[], byte[]> consumer = current;
        if (consumer != null) {
            consumer.wakeup();
        }
        try {
            thread.join(CLOSE_PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
