package dev.gapless.fanout.inbox;

import dev.gapless.fanout.thread.ThreadReplacement;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/// Kafka Streams settings of the inbox; decision 0035.
final class InboxSettings {
    private static final int MAX_POLL_RECORDS = 2_000;
    private static final int HEARTBEATS_PER_SESSION = 3;
    private static final int LINGER_MS = 5;
    private static final int API_TIMEOUT_MS = 10_000;

    /// Silences a hint about a global thread, of which there is none; the constant is deprecated already.
    private static final String GLOBAL_PROCESSING_HANDLER = "processing.exception.handler.global.enabled";

    private InboxSettings() {}

    static Properties of(InboxConfig config, InboxCounts counts) {
        Properties settings = new Properties();
        settings.putAll(config.kafkaClient());
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, config.applicationId());
        settings.put(StreamsConfig.CLIENT_ID_CONFIG, config.applicationId() + "-" + config.instance());
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, config.bootstrap());
        settings.put(StreamsConfig.STATE_DIR_CONFIG, config.stateDir().toString());
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.threads());
        settings.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, config.standbyReplicas());
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, config.commitInterval().toMillis());
        settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0L);
        settings.put(StreamsConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        settings.put(StreamsConfig.APPLICATION_SERVER_CONFIG, own(config));
        // What is told is seen at the commit, not before, so there is time to gather.
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), LINGER_MS);

        settings.put(StreamsConfig.consumerPrefix(CommonClientConfigs.GROUP_INSTANCE_ID_CONFIG), config.instance());
        settings.put(
                StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG),
                Math.toIntExact(config.sessionTimeout().toMillis()));
        settings.put(
                StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG),
                Math.toIntExact(config.sessionTimeout().toMillis() / HEARTBEATS_PER_SESSION));
        // A rebalance waits as long for a member that does not join, such as one that a broker remembers from before it died.
        settings.put(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG),
                Math.toIntExact(ThreadReplacement.REBALANCE_WITHIN.toMillis()));
        // A thread that waits for offsets as long as it may be busy between two polls loses its membership.
        settings.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG), API_TIMEOUT_MS);
        settings.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), MAX_POLL_RECORDS);
        settings.put(StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, InboxFaults.class);
        settings.put(GLOBAL_PROCESSING_HANDLER, true);
        settings.put(InboxFaults.COUNTS, counts);
        return settings;
    }

    /// How this instance is known to the others; without an internal port nobody can ask it, but the name still tells owners apart.
    static String own(InboxConfig config) {
        return config.door()
                .map(door -> door.address() + ":" + door.port())
                .orElse(config.instance() + ":1");
    }
}
