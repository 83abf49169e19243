package dev.gapless.fanout;

import dev.gapless.protocol.event.Topics;
import dev.gapless.protocol.planted.PlantedBug;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/// The fan-out, top to bottom:
///
/// ```
/// gapless.events   (channel) ─┐
/// gapless.interest (channel) ─┴─► fanout ──► gapless.deliveries (partition = slot)
///                                  │  └ store interest: channel → who wants it (in memory, compacted changelog)
/// gapless.gateways (slot) ────► global store gateways: slot → last beat
/// ```
///
/// Events and interest are co-partitioned, so that one task sees both of a channel; every task sees all gateways.
final class FanoutTopology {
    static final String INTEREST_STORE = "interest";
    static final String GATEWAY_STORE = "gateways";

    private static final Map<String, String> CHANGELOG =
            Map.of("segment.bytes", "16777216", "min.cleanable.dirty.ratio", "0.3");

    private FanoutTopology() {}

    /// @param traces remembers when events were sent
    /// @param bug what is wrong on purpose
    static Topology build(
            FanoutConfig config, FanoutCounts counts, FanoutTraces traces, Optional<PlantedBug> bug) {
        Topology topology = new Topology();
        topology.addGlobalStore(
                inMemory(GATEWAY_STORE).withLoggingDisabled(),
                "gateways-in",
                new ByteArrayDeserializer(),
                RecordForms.BEAT,
                Topics.GATEWAYS,
                "remember-beat",
                BeatStore::new);
        topology.addSource(
                AutoOffsetReset.earliest(), "events-in", RecordForms.CHANNEL, RecordForms.EVENT, Topics.EVENTS);
        topology.addSource(
                AutoOffsetReset.earliest(), "interest-in", RecordForms.CHANNEL, RecordForms.INTEREST, Topics.INTEREST);
        topology.addProcessor(
                "fanout", () -> new FanoutProcessor(config, counts, traces, bug), "events-in", "interest-in");
        topology.addStateStore(inMemory(INTEREST_STORE).withLoggingEnabled(CHANGELOG), "fanout");
        topology.addSink(
                "deliveries-out",
                Topics.DELIVERIES,
                Addressee.SERIALIZER,
                new ByteArraySerializer(),
                Addressee.PARTITIONER,
                "fanout");
        return topology;
    }

    private static StoreBuilder<KeyValueStore<Bytes, byte[]>> inMemory(String name) {
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
                .withCachingDisabled();
    }
}
