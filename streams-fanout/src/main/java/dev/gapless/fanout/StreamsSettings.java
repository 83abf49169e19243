package dev.gapless.fanout;

import dev.gapless.fanout.thread.ThreadReplacement;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/// Kafka Streams settings of the fan-out. Each that differs from the default is here for a measured reason; decision 0032.
final class StreamsSettings {
    private static final int MAX_POLL_RECORDS = 2_000;
    private static final int HEARTBEATS_PER_SESSION = 3;

    /// The handler also serves the global thread, as it will by default from Kafka 5; the constant is deprecated already.
    private static final String GLOBAL_PROCESSING_HANDLER = "processing.exception.handler.global.enabled";

    private StreamsSettings() {}

    static Properties of(FanoutConfig config, FanoutCounts counts) {
        Properties settings = new Properties();
        settings.putAll(config.kafkaClient());
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, config.applicationId());
        settings.put(StreamsConfig.CLIENT_ID_CONFIG, config.applicationId() + "-" + config.instance());
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, config.bootstrap());
        settings.put(StreamsConfig.STATE_DIR_CONFIG, config.stateDir().toString());
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.threads());
        settings.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, 0);
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE);
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, config.commitInterval().toMillis());
        settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0L);
        settings.put(StreamsConfig.ENABLE_METRICS_PUSH_CONFIG, false);

        // Kafka Streams waits 100 ms for a batch by default. Without waiting, batches still form under load: while one
        // request is on its way, what comes is gathered for the next.
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 0);

        // Events do not wait for what may be under way as interest, nor the other way round: a barrier orders what the task has
        // taken in, not what was written.
        settings.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);

        // A static member keeps its partitions over a restart: 0.3 s instead of waiting for the old member's session.
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
        // What was published in a transaction that was given up is nobody's event.
        settings.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.ISOLATION_LEVEL_CONFIG), "read_committed");
        settings.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), MAX_POLL_RECORDS);

        settings.put(StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, PoisonRecords.class);
        settings.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, PoisonRecords.class);
        settings.put(GLOBAL_PROCESSING_HANDLER, true);
        settings.put(StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG, PoisonRecords.class);
        settings.put(PoisonRecords.COUNTS, counts);
        return settings;
    }
}
