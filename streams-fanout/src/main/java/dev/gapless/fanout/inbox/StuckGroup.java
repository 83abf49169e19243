package dev.gapless.fanout.inbox;

import dev.gapless.protocol.event.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The consumer group of the inbox, when the broker does not give its offsets. It does not while one of the group's transactions is open. A
/// broker that was killed within one may come back and never close it; then no member gets to work, until the broker is started
/// once more or the group is deleted. One thread at a time.
final class StuckGroup implements AutoCloseable {
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Logger log = LoggerFactory.getLogger(StuckGroup.class);

    private final Admin admin;
    private final String group;
    private final List<TopicPartition> partitions;
    private final Duration patience;

    /// @param patience longer than a transaction of the inbox may last: what is open now and at the end of this time was left behind
    StuckGroup(InboxConfig config, Duration patience) {
        this.patience = patience;
        this.group = config.applicationId();
        this.partitions = IntStream.range(0, config.partitions())
                .mapToObj(partition -> new TopicPartition(Topics.EVENTS, partition))
                .toList();
        Map<String, Object> properties = new HashMap<>(config.kafkaClient());
        properties.putAll(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, config.bootstrap(),
                AdminClientConfig.CLIENT_ID_CONFIG, group + "-" + config.instance() + "-stuck"));
        this.admin = Admin.create(properties);
    }

    /// Whether there is a partition of which the broker does not tell the offset all the time, though it can be asked. Takes all the patience
    /// if so.
    ///
    /// @param closed ends it
    boolean isStuck(CountDownLatch closed) throws InterruptedException {
        Set<TopicPartition> stuck = heldBack();
        long endNanos = System.nanoTime() + patience.toNanos();
        // Members at work have a transaction open again and again, but not all the time.
        while (!stuck.isEmpty() && System.nanoTime() < endNanos) {
            if (closed.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                return false;
            }
            stuck.retainAll(heldBack());
        }
        return !stuck.isEmpty();
    }

    /// The partitions whose offsets are told only with what is under way. None if the broker does not answer.
    private Set<TopicPartition> heldBack() throws InterruptedException {
        try {
            Set<TopicPartition> partitions = new HashSet<>(told(false));
            partitions.removeAll(told(true));
            return partitions;
        } catch (ExecutionException | TimeoutException e) {
            log.debug("offsets not told group={} cause={}", group, e.toString());
            return new HashSet<>();
        }
    }

    private Set<TopicPartition> told(boolean stable)
            throws InterruptedException, ExecutionException, TimeoutException {
        return answer(
                admin.listConsumerGroupOffsets(
                        Map.of(group, new ListConsumerGroupOffsetsSpec().topicPartitions(partitions)),
                        new ListConsumerGroupOffsetsOptions().requireStable(stable))
                        .partitionsToOffsetAndMetadata(group),
                ANSWER)
                .keySet();
    }

    /// Deletes the group with its offsets, after whoever is still in it: the next member begins at the beginning of the log.
    ///
    /// @return false if the broker did not, or did not say so
    boolean delete() throws InterruptedException {
        try {
            answer(
                    admin.removeMembersFromConsumerGroup(group, new RemoveMembersFromConsumerGroupOptions()).all(),
                    ANSWER);
        } catch (ExecutionException | TimeoutException e) {
            log.debug("members not removed group={} cause={}", group, e.toString());
        }
        try {
            answer(admin.deleteConsumerGroups(List.of(group)).all(), ANSWER);
            return true;
        } catch (ExecutionException e) {
            log.info("group not deleted group={} cause={}", group, e.toString());
            return e.getCause() instanceof GroupIdNotFoundException;
        } catch (TimeoutException e) {
            return false;
        }
    }

    private static <T> T answer(KafkaFuture<T> future, Duration within)
            throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(within.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        admin.close(ANSWER);
    }
}
