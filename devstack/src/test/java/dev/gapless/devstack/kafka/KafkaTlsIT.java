package dev.gapless.devstack.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gapless.devstack.process.Ports;
import dev.gapless.protocol.config.PropertiesFile;
import dev.gapless.protocol.config.Settings;
import dev.gapless.protocol.tls.OwnAuthority;
import dev.gapless.server.posting.KafkaConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A gateway's producer over TLS to a real broker, with the file of client properties that an operator would write.
class KafkaTlsIT {
    private static final String TOPIC = "t";
    private static final Duration LIFE = Duration.ofDays(1);

    private final Ports ports = new Ports(new Random());
    private final Instant from = Clock.systemUTC().instant().minus(Duration.ofHours(1));

    @TempDir
    private Path directory;

    @Test
    void publishesToABrokerThatTheFileTrustsAndToNoOther() throws Exception {
        OwnAuthority authority = new OwnAuthority("broker", from, LIFE, new Random(1));
        OwnAuthority.Issued issued = authority.issue(List.of("127.0.0.1", "localhost"), from, LIFE);
        int port = ports.free();
        BrokerDoor door = new BrokerDoor("secure", port, port);
        KafkaOptions options =
                new KafkaOptions(directory.resolve("kafka"), ports.free(), ports.free(), List.of(door));
        Map<String, String> tls = Map.of(
                "listener.security.protocol.map", "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SECURE:SSL",
                "listener.name.secure.ssl.keystore.type", "PEM",
                "listener.name.secure.ssl.keystore.key", issued.key(),
                "listener.name.secure.ssl.keystore.certificate.chain", issued.certificate());
        try (EmbeddedKafka broker = EmbeddedKafka.start(options, tls);
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
            assertEquals(0, publish(port, authority.certificate()));
            assertEquals(1, publish(port, authority.certificate()));
            OwnAuthority foreign = new OwnAuthority("somebody else", from, LIFE, new Random(2));
            assertThrows(ExecutionException.class, () -> publish(port, foreign.certificate()));
        }
    }

    /// Publishes as a gateway does.
    ///
    /// @return offset of the record
    private long publish(int port, String trusted) throws Exception {
        Path authority = Files.writeString(directory.resolve("authority.pem"), trusted);
        Path file = Files.writeString(directory.resolve("kafka.properties"), """
                security.protocol=SSL
                ssl.truststore.type=PEM
                ssl.truststore.location=%s
                """.formatted(authority));
        KafkaConfig config = KafkaConfig.from(Settings.of(Map.of(
                "kafka.bootstrap", "127.0.0.1:" + port,
                PropertiesFile.KAFKA.name(), file.toString())));
        try (Producer<byte[], byte[]> producer = config.producer("test")) {
            // The producer gives up soon, since the outbox remembers; a first handshake may take longer.
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (true) {
                try {
                    return producer.send(new ProducerRecord<>(TOPIC, "hello".getBytes(StandardCharsets.UTF_8)))
                            .get()
                            .offset();
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof org.apache.kafka.common.errors.TimeoutException)
                            || System.nanoTime() > end) {
                        throw e;
                    }
                }
            }
        }
    }
}
