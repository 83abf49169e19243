package dev.gapless.server.interest;

import dev.gapless.protocol.config.ConfigKey;
import dev.gapless.protocol.config.PropertiesFile;
import dev.gapless.protocol.config.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Settings of the link to the fan-out.
///
/// @param bootstrap Kafka addresses
/// @param channelPartitions partitions of the channel-keyed topics
/// @param beatEvery how often this gateway says that it lives
/// @param barrierTimeout how long a subscription waits for the fan-out's confirmation
/// @param silentAfter how long a partition may be silent before its channels are polled
/// @param pollEvery how often channels of a silent partition are polled
/// @param checkEvery how often each live channel is polled in good health
/// @param announceEvery how often all interest is announced again
/// @param client further properties of every Kafka client, such as for TLS
public record InterestConfig(
        String bootstrap,
        int channelPartitions,
        Duration beatEvery,
        Duration barrierTimeout,
        Duration silentAfter,
        Duration pollEvery,
        Duration checkEvery,
        Duration announceEvery,
        Map<String, String> client) {
    /// The same keys as the fan-out reads.
    private static final ConfigKey<String> BOOTSTRAP =
            ConfigKey.text("kafka.bootstrap", "127.0.0.1:9092", "Kafka addresses, separated by commas");

    private static final ConfigKey<Integer> CHANNEL_PARTITIONS = ConfigKey.number(
            "kafka.channel-partitions", 4, 1, 10_000, "Partitions of gapless.events and gapless.interest");
    private static final ConfigKey<Duration> BEAT_EVERY =
            ConfigKey.duration("interest.beat-every", "1s", "How often a gateway says that it lives");
    private static final ConfigKey<Duration> BARRIER_TIMEOUT = ConfigKey.duration(
            "interest.barrier-timeout", "2s",
            "How long a subscription waits for the fan-out before it is polled instead");
    private static final ConfigKey<Duration> SILENT_AFTER = ConfigKey.duration(
            "interest.silent-after", "2500ms", "Silence of the fan-out after which heads are polled");
    private static final ConfigKey<Duration> POLL_EVERY =
            ConfigKey.duration("interest.poll-every", "500ms",
                    "How often heads are polled while the fan-out is silent");
    private static final ConfigKey<Duration> CHECK_EVERY = ConfigKey.duration(
            "interest.check-every", "30s", "How often the head of each live channel is polled in good health");
    private static final ConfigKey<Duration> ANNOUNCE_EVERY =
            ConfigKey.duration("interest.announce-every", "60s", "How often all interest is announced again");

    /// All keys, for the list of known settings.
    public static final List<ConfigKey<?>> KEYS = List.of(
            BOOTSTRAP,
            CHANNEL_PARTITIONS,
            BEAT_EVERY,
            BARRIER_TIMEOUT,
            SILENT_AFTER,
            POLL_EVERY,
            CHECK_EVERY,
            ANNOUNCE_EVERY,
            PropertiesFile.KAFKA);

    public InterestConfig {
        client = Map.copyOf(client);
    }

    /// What is in `client` stays out of messages.
    @Override
    public String toString() {
        return "InterestConfig[" + bootstrap + "]";
    }

    public static InterestConfig of(Settings settings) {
        return new InterestConfig(
                settings.get(BOOTSTRAP),
                settings.get(CHANNEL_PARTITIONS),
                settings.get(BEAT_EVERY),
                settings.get(BARRIER_TIMEOUT),
                settings.get(SILENT_AFTER),
                settings.get(POLL_EVERY),
                settings.get(CHECK_EVERY),
                settings.get(ANNOUNCE_EVERY),
                PropertiesFile.read(settings, PropertiesFile.KAFKA));
    }
}
