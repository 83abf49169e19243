package dev.gapless.fanout;

import dev.gapless.protocol.event.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;

/// Makes the topics of [Topics] that are absent, and checks those that are there. Safe to run again and by several at once.
///
/// A count of partitions is never changed: adding one would move channels to other partitions under running readers.
public final class TopicSetup {
    private static final Duration WITHIN = Duration.ofSeconds(60);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private TopicSetup() {}

    /// Returns when every topic exists with its partitions and each partition has a leader.
    ///
    /// @param bootstrap Kafka addresses
    /// @param channelPartitions partitions of the channel-keyed topics
    /// @param slots gateway slots
    /// @throws FanoutException if a topic has another number of partitions, which names topic, count and setting; or if Kafka is
    /// not reachable or not ready within a minute
    public static void ensure(String bootstrap, int channelPartitions, int slots) {
        ensure(bootstrap, Map.of(), channelPartitions, slots);
    }

    /// The same, with further properties of the client, such as for TLS.
    public static void ensure(String bootstrap, Map<String, String> client, int channelPartitions, int slots) {
        List<Topics.Spec> specs = Topics.specs(channelPartitions, slots);
        Map<String, Object> properties = new HashMap<>(client);
        properties.putAll(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                Math.toIntExact(WITHIN.toMillis()),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                Math.toIntExact(REQUEST_TIMEOUT.toMillis())));
        try (Admin admin = Admin.create(properties)) {
            long endNanos = System.nanoTime() + WITHIN.toNanos();
            create(admin, specs);
            List<String> open = waiting(admin, specs);
            while (!open.isEmpty()) {
                if (System.nanoTime() > endNanos) {
                    throw new FanoutException(
                            "topics: " + String.join(", ", open) + " (expected: ready within " + WITHIN.toSeconds()
                                    + " s)");
                }
                pause();
                open = waiting(admin, specs);
            }
        }
    }

    private static void create(Admin admin, List<Topics.Spec> specs) {
        List<NewTopic> topics = specs.stream()
                .map(spec -> new NewTopic(spec.name(), Optional.of(spec.partitions()), Optional.<Short>empty())
                        .configs(spec.configs()))
                .toList();
        admin.createTopics(topics).values().forEach((name, made) -> {
            try {
                await(name, made);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw refused(name, e);
                }
            }
        });
    }

    /// Topics that are not visible yet or have a partition without a leader.
    private static List<String> waiting(Admin admin, List<Topics.Spec> specs) {
        Map<String, KafkaFuture<TopicDescription>> described =
                admin.describeTopics(specs.stream().map(Topics.Spec::name).toList()).topicNameValues();
        List<String> waiting = new ArrayList<>();
        for (Topics.Spec spec : specs) {
            KafkaFuture<TopicDescription> description = described.get(spec.name());
            if (description == null || !ready(spec, description)) {
                waiting.add(spec.name());
            }
        }
        return waiting;
    }

    private static boolean ready(Topics.Spec spec, KafkaFuture<TopicDescription> described) {
        TopicDescription topic;
        try {
            topic = await(spec.name(), described);
        } catch (ExecutionException e) {
            // Unknown right after it was made is among the retriable ones.
            if (e.getCause() instanceof RetriableException) {
                return false;
            }
            throw refused(spec.name(), e);
        }
        int partitions = topic.partitions().size();
        if (partitions != spec.partitions()) {
            throw new FanoutException("topic " + spec.name() + ": " + partitions + " partitions (expected: "
                    + spec.partitions() + ", from kafka.channel-partitions and kafka.gateway-slots)");
        }
        return topic.partitions().stream().allMatch(partition -> partition.leader() != null);
    }

    private static <T> T await(String name, KafkaFuture<T> future) throws ExecutionException {
        try {
            return future.get(WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new FanoutException("topic " + name + ": no answer (expected: within " + WITHIN.toSeconds() + " s)",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FanoutException("topic " + name + ": interrupted (expected: an answer)", e);
        }
    }

    private static FanoutException refused(String name, ExecutionException e) {
        String reason = e.getCause() == null ? e.toString() : String.valueOf(e.getCause().getMessage());
        return new FanoutException("topic " + name + ": " + reason, e);
    }

    private static void pause() {
        try {
            // A latch that nobody opens: a pause that an interrupt ends.
            if (new CountDownLatch(1).await(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("a latch that nobody opens is open");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FanoutException("topics: interrupted (expected: ready)", e);
        }
    }
}
