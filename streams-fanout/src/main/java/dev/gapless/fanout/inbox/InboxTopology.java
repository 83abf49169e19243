package dev.gapless.fanout.inbox;

import dev.gapless.protocol.event.Topics;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/// The inbox, top to bottom:
///
/// ```
/// gapless.events (channel) ──► channels ──► repartition by user ──► users
/// gapless.inbox-seeds ──────┘      │                                  │
///                                 └ store channels:                    ├ store users: conversations, revisions seen
///                                   applied seq, members, reorder      │ (in memory, compacted changelog)
///                                   buffer (as users)                  └ store index: user, revision → channel (made from users)
/// ```
///
/// Exactly once: what one transaction takes in, tells and stores is there as a whole or not at all.
final class InboxTopology {
    static final String CHANNELS = "channels";
    static final String USERS = "users";
    static final String INDEX = "index";

    private static final Map<String, String> CHANGELOG =
            Map.of("segment.bytes", "16777216", "min.cleanable.dirty.ratio", "0.3");

    private InboxTopology() {}

    static Topology build(InboxConfig config, InboxCounts counts, PartitionBoard board) {
        StreamsBuilder builder = new StreamsBuilder();
        builder.addStateStore(inMemory(CHANNELS).withLoggingEnabled(CHANGELOG));
        builder.addStateStore(inMemory(USERS).withLoggingEnabled(CHANGELOG));
        builder.addStateStore(inMemory(INDEX).withLoggingDisabled());
        builder.stream(
                List.of(Topics.EVENTS, Topics.INBOX_SEEDS),
                Consumed.with(InboxForms.CHANNEL, InboxForms.INPUT)
                        .withOffsetResetPolicy(AutoOffsetReset.earliest()))
                .process(() -> new ChannelProcessor(config, counts), Named.as("tell-members"), CHANNELS)
                .repartition(Repartitioned.<byte[], UserUpdate>as("user-updates")
                        .withKeySerde(Serdes.ByteArray())
                        .withValueSerde(UserUpdate.SERDE)
                        .withNumberOfPartitions(config.partitions())
                        .withStreamPartitioner(new UserPartitions()))
                .process(() -> new UserProcessor(board, counts), Named.as("keep-conversations"), USERS, INDEX);
        return builder.build();
    }

    private static StoreBuilder<KeyValueStore<Bytes, byte[]>> inMemory(String name) {
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
                .withCachingDisabled();
    }
}
