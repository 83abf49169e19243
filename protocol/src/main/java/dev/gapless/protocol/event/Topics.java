package dev.gapless.protocol.event;

import java.util.List;
import java.util.Map;

/// The Kafka topics: names, keys, and how they are made. docs/reference/protocol.md repeats this table.
///
/// `gapless.events`, `gapless.interest`, `gapless.inbox-seeds` and `gapless.usage` are co-partitioned by [dev.gapless.protocol.id.ChannelKey] bytes;
/// `gapless.deliveries` has one partition per gateway slot.
public final class Topics {
    /// Committed events: key channel, value event JSON, headers [EventHeader#NAME] and [MentionChange#HEADER]; also the streams of
    /// users ([UserStream]).
    public static final String EVENTS = "gapless.events";
    /// What gateways want: key channel, value [Interest].
    public static final String INTEREST = "gapless.interest";
    /// Who is alive: key slot, value [GatewayBeat].
    public static final String GATEWAYS = "gapless.gateways";
    /// What gateways get: partition slot, key channel, value event JSON or empty, header [Delivery#HEADER].
    public static final String DELIVERIES = "gapless.deliveries";

    /// Where channels and cursors stand by the database, for an inbox that is not sure: key channel or user stream, value
    /// [dev.gapless.protocol.inbox.InboxSeed]; co-partitioned with the events.
    public static final String INBOX_SEEDS = "gapless.inbox-seeds";
    /// Which workspaces the control plane changed: key [PolicyHint]. One partition, read from its end by every gateway.
    public static final String POLICY = "gapless.policy";

    /// What gateways wrote to readers: key channel, value [UsageReport]; co-partitioned with the events.
    public static final String USAGE = "gapless.usage";

    private Topics() {}

    /// One topic to be made.
    ///
    /// @param name its name
    /// @param partitions how many
    /// @param configs topic settings
    public record Spec(String name, int partitions, Map<String, String> configs) {
        public Spec {
            configs = Map.copyOf(configs);
        }
    }

    /// All topics, for a cluster of this size. Pushes are hints: an hour of them is more than anyone asks for.
    ///
    /// @param channelPartitions partitions of the channel-keyed topics
    /// @param slots number of gateway slots
    public static List<Spec> specs(int channelPartitions, int slots) {
        return List.of(
                new Spec(EVENTS, channelPartitions, Map.of("retention.ms", "86400000", "segment.bytes", "67108864")),
                new Spec(INTEREST, channelPartitions, Map.of("retention.ms", "3600000", "segment.bytes", "16777216")),
                new Spec(
                        INBOX_SEEDS, channelPartitions,
                        Map.of("retention.ms", "3600000", "segment.bytes", "16777216")),
                new Spec(USAGE, channelPartitions, Map.of("retention.ms", "600000", "segment.bytes", "16777216")),
                new Spec(GATEWAYS, 1, Map.of("cleanup.policy", "compact", "segment.bytes", "16777216")),
                new Spec(DELIVERIES, slots, Map.of("retention.ms", "600000", "segment.bytes", "33554432")),
                new Spec(POLICY, 1, Map.of("retention.ms", "3600000", "segment.bytes", "16777216")));
    }
}
