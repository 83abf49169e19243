package dev.gapless.control.act;

import dev.gapless.protocol.event.PolicyHint;
import dev.gapless.protocol.event.Topics;
import dev.gapless.protocol.id.WorkspaceId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells gateways by `gapless.policy`. An act never waits for it: hints wait in a bounded queue, one thread sends them, and what is
/// lost is found by the gateways within a minute. Connects with the first hint. Any thread may call.
public final class KafkaPolicyNews implements PolicyNews, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(KafkaPolicyNews.class);
    private static final int WAITING = 1_000;
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);
    private static final int GIVE_UP_MS = 5_000;

    private final String bootstrap;
    private final Map<String, String> client;
    private final ArrayBlockingQueue<WorkspaceId> waiting = new ArrayBlockingQueue<>(WAITING);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    /// @param bootstrap Kafka addresses
    /// @param client further properties of the client, such as for TLS
    public KafkaPolicyNews(String bootstrap, Map<String, String> client) {
        this.bootstrap = bootstrap;
        this.client = Map.copyOf(client);
        this.thread = Thread.ofPlatform().name("policy-news").daemon().start(this::run);
    }

    @Override
    public void changed(WorkspaceId workspace) {
        if (!waiting.offer(workspace)) {
            log.warn("Gateways are not told at once, they look by themselves workspace={}", workspace);
        }
    }

    private void run() {
        try {
            WorkspaceId first = next();
            if (first == null) {
                return;
            }
            try (Producer<byte[], byte[]> producer = producer()) {
                for (WorkspaceId workspace = first; workspace != null; workspace = next()) {
                    send(producer, workspace);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// The next one; null when closed and nothing waits.
    @SuppressWarnings("NullAway") // null is the end
    private WorkspaceId next() throws InterruptedException {
        while (true) {
            WorkspaceId workspace = waiting.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS);
            if (workspace != null || closed.getCount() == 0) {
                return workspace;
            }
        }
    }

    private static void send(Producer<byte[], byte[]> producer, WorkspaceId workspace) {
        byte[] key = new PolicyHint(workspace).key();
        try {
            Future<?> _ = producer.send(new ProducerRecord<>(Topics.POLICY, 0, key, new byte[0]), (at, failure) -> {
                if (failure != null) {
                    log.warn("Gateways are not told at once, they look by themselves workspace={} cause={}", workspace,
                            failure.toString());
                }
            });
        } catch (RuntimeException e) {
            log.warn("Gateways are not told at once, they look by themselves workspace={} cause={}", workspace,
                    e.toString());
        }
    }

    private Producer<byte[], byte[]> producer() {
        Map<String, Object> properties = new HashMap<>(client);
        properties.putAll(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap,
                        ProducerConfig.CLIENT_ID_CONFIG, "control-policy",
                        ProducerConfig.LINGER_MS_CONFIG, 0,
                        ProducerConfig.MAX_BLOCK_MS_CONFIG, GIVE_UP_MS,
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, GIVE_UP_MS,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, GIVE_UP_MS,
                        ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000));
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join(CLOSE_PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
