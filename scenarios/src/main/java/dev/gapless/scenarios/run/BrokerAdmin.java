package dev.gapless.scenarios.run;

import dev.gapless.protocol.event.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/// What a fault asks of the broker as its administrator. One thread at a time.
final class BrokerAdmin implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(20);

    private final Admin admin;
    private final Map<TopicPartition, Long> deleted = new HashMap<>();

    BrokerAdmin(String bootstrap) {
        this.admin = Admin.create(Map.of("bootstrap.servers", bootstrap));
    }

    /// Deletes what the broker holds for gateways.
    ///
    /// @return how many records were not deleted before; none at the first call, which only looks
    long deletePushes() {
        Collection<TopicPartition> partitions = answer(admin.describeTopics(List.of(Topics.DELIVERIES)).allTopicNames())
                .values().stream()
                .flatMap(topic -> topic.partitions().stream()
                        .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                .toList();
        Map<TopicPartition, Long> ends = new HashMap<>();
        answer(admin.listOffsets(partitions.stream()
                .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest())))
                .all())
                .forEach((partition, end) -> ends.put(partition, end.offset()));
        long more = ends.entrySet().stream()
                .mapToLong(end -> end.getValue() - deleted.getOrDefault(end.getKey(), end.getValue()))
                .sum();
        if (more > 0) {
            answer(admin.deleteRecords(ends.entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, end -> RecordsToDelete.beforeOffset(end.getValue()))))
                    .all());
        }
        deleted.putAll(ends);
        return more;
    }

    private static <T> T answer(KafkaFuture<T> future) {
        try {
            return future.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new RunFailedException("broker: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunFailedException("broker: interrupted", e);
        }
    }

    @Override
    public void close() {
        admin.close(ANSWER);
    }
}
