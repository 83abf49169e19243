package dev.gapless.server.posting;

import dev.gapless.protocol.config.ConfigKey;
import dev.gapless.protocol.config.PropertiesFile;
import dev.gapless.protocol.config.Settings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// Where Kafka is, and how events are sent to it.
///
/// @param bootstrap addresses of brokers, separated by commas
/// @param bufferBytes records that wait for the broker; what does not fit is left to the relay
/// @param client further properties of every client, such as for TLS
public record KafkaConfig(String bootstrap, int bufferBytes, Map<String, String> client) {
    public static final ConfigKey<String> BOOTSTRAP =
            ConfigKey.text("kafka.bootstrap", "127.0.0.1:9092", "Addresses of Kafka brokers, separated by commas.");
    public static final ConfigKey<Integer> BUFFER_BYTES = ConfigKey.number(
            "posting.kafka-buffer-bytes",
            32 * 1024 * 1024,
            1024 * 1024,
            1024 * 1024 * 1024,
            "Bytes of records that wait for the broker; what does not fit is published later from the outbox.");
    public static final List<ConfigKey<?>> KEYS = List.of(BOOTSTRAP, BUFFER_BYTES, PropertiesFile.KAFKA);

    public KafkaConfig {
        client = Map.copyOf(client);
    }

    /// Without further properties.
    public KafkaConfig(String bootstrap, int bufferBytes) {
        this(bootstrap, bufferBytes, Map.of());
    }

    /// What is in `client` stays out of messages.
    @Override
    public String toString() {
        return "KafkaConfig[" + bootstrap + "]";
    }

    public static KafkaConfig from(Settings settings) {
        return new KafkaConfig(
                settings.get(BOOTSTRAP), settings.get(BUFFER_BYTES),
                PropertiesFile.read(settings, PropertiesFile.KAFKA));
    }

    /// A producer that loses nothing it has acknowledged, sends soon, and gives up soon: the outbox remembers.
    ///
    /// @param clientId name in the broker's log
    public Producer<byte[], byte[]> producer(String clientId) {
        Map<String, Object> properties = new HashMap<>(client);
        properties.putAll(
                Map.ofEntries(
                        Map.entry(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap),
                        Map.entry(ProducerConfig.CLIENT_ID_CONFIG, clientId),
                        Map.entry(ProducerConfig.ACKS_CONFIG, "all"),
                        Map.entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true),
                        Map.entry(ProducerConfig.LINGER_MS_CONFIG, 1),
                        Map.entry(ProducerConfig.BATCH_SIZE_CONFIG, 64 * 1024),
                        Map.entry(ProducerConfig.BUFFER_MEMORY_CONFIG, (long) bufferBytes),
                        Map.entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, 250),
                        Map.entry(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000),
                        Map.entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 15_000),
                        Map.entry(ProducerConfig.RECONNECT_BACKOFF_MS_CONFIG, 50),
                        Map.entry(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500),
                        Map.entry(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 50),
                        Map.entry(ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG, 500)));
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
