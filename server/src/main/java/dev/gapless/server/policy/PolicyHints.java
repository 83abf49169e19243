package dev.gapless.server.policy;

import dev.gapless.protocol.event.PolicyHint;
import dev.gapless.protocol.event.Topics;
import dev.gapless.server.posting.KafkaConfig;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads `gapless.policy` from its end, and passes on which workspaces changed. What came while it was away is found by looking at
/// all. Runs on one thread of its own, and begins anew after every failure.
public final class PolicyHints implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PolicyHints.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

    private final KafkaConfig kafka;
    private final String client;
    private final Policies policies;
    private final Thread thread;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile @Nullable KafkaConsumer<byte[], byte[]> current;
    private boolean failing;

    /// @param client name in the broker's log
    public PolicyHints(KafkaConfig kafka, String client, Policies policies) {
        this.kafka = kafka;
        this.client = client;
        this.policies = policies;
        this.thread = Thread.ofPlatform().name("policy-hints").daemon().start(this::run);
    }

    private void run() {
        while (stopped.getCount() > 0) {
            try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(properties())) {
                current = consumer;
                listen(consumer);
            } catch (WakeupException e) {
                log.debug("policy hints: told to stop");
            } catch (RuntimeException e) {
                failed(e);
            } finally {
                current = null;
            }
        }
    }

    private void listen(KafkaConsumer<byte[], byte[]> consumer) {
        TopicPartition all = new TopicPartition(Topics.POLICY, 0);
        consumer.assign(List.of(all));
        consumer.seekToEnd(List.of(all));
        // Makes the seek happen now, not at the first poll.
        consumer.position(all, ANSWER_TIMEOUT);
        failing = false;
        policies.hintAll();
        while (stopped.getCount() > 0) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                PolicyHint.read(record.key()).ifPresent(hint -> policies.hint(hint.workspace()));
            }
        }
    }

    private void failed(RuntimeException failure) {
        if (!failing) {
            failing = true;
            log.warn("no policy hints from Kafka, changes are found within a minute: {}", failure.toString());
        }
        try {
            if (stopped.await(RETRY.toMillis(), TimeUnit.MILLISECONDS)) {
                log.debug("policy hints: stopped while waiting");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Properties properties() {
        Properties properties = new Properties();
        properties.putAll(kafka.client());
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrap());
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, client + "-policy");
        properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
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
