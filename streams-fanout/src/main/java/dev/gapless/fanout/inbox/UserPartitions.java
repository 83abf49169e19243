package dev.gapless.fanout.inbox;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.streams.processor.StreamPartitioner;

/// Where updates go: those of a user to the partition of the user's key, a pulse to all.
final class UserPartitions implements StreamPartitioner<byte[], UserUpdate> {
    /// Partition of a user, as Kafka's producers choose it for record keys.
    static int of(byte[] userKey, int partitions) {
        return BuiltInPartitioner.partitionForKey(userKey, partitions);
    }

    @Override
    public Optional<Set<Integer>> partitions(String topic, byte[] key, UserUpdate value, int partitions) {
        return Optional.of(
                value instanceof UserUpdate.Pulse
                        ? IntStream.range(0, partitions).boxed().collect(Collectors.toUnmodifiableSet())
                        : Set.of(of(key, partitions)));
    }
}
