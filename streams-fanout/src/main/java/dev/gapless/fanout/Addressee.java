package dev.gapless.fanout;

import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.jspecify.annotations.Nullable;

/// Key of an outgoing record on its way to the sink: the slot decides the partition, the bytes become the record's key.
///
/// A partitioner of Kafka Streams sees key and value but no headers, so the slot rides in the key type and is not written.
///
/// @param slot partition of `gapless.deliveries`
/// @param key channel in 16 bytes; null for a beat
@SuppressWarnings("ArrayRecordComponent") // Written once and dropped; never compared.
record Addressee(int slot, byte @Nullable [] key) {
    /// Writes the channel.
    static final Serializer<Addressee> SERIALIZER = (topic, addressee) -> addressee.key();

    /// Chooses the slot. The processor lets no slot in that the topic has no partition for.
    static final StreamPartitioner<Addressee, byte[]> PARTITIONER =
            (topic, addressee, value, partitions) -> Optional.of(Set.of(addressee.slot()));
}
