package dev.gapless.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.protocol.config.ConfigKey;
import dev.gapless.protocol.config.Settings;
import dev.gapless.protocol.tls.TlsFiles;
import dev.gapless.server.http.HttpConfig;
import dev.gapless.server.posting.KafkaConfig;
import dev.gapless.server.posting.PostingConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerConfigTest {
    private static final Map<String, String> NEEDED = Map.of(
            "shards.urls", "jdbc:mysql://a/s1,jdbc:mysql://a/s2", "shards.global-url", "jdbc:mysql://a/global");

    @Test
    void hasDefaultsForAllButTheDatabases() {
        ServerConfig config = ServerConfig.from(Settings.of(NEEDED));
        assertEquals(
                new HttpConfig("127.0.0.1", 7_400, 8_192, Duration.ofMinutes(5), 100_000), config.http());
        assertEquals(new PostingConfig(1, 4_096, 128, Duration.ofSeconds(2), true), config.posting());
        assertEquals(new KafkaConfig("127.0.0.1:9092", 32 * 1024 * 1024), config.kafka());
        assertEquals(16, config.gatewaySlots());
        assertTrue(config.applySchema());
        assertEquals("http://127.0.0.1:7401", config.addressAt(7_401));
        assertEquals(Duration.ofSeconds(5), config.drain());
        assertEquals(Optional.empty(), config.faultPoints());
    }

    @Test
    void readsEachOfItsKeys() {
        Settings settings = Settings.of(NEEDED).with(Map.ofEntries(
                Map.entry("server.host", "0.0.0.0"),
                Map.entry("server.port", "1"),
                Map.entry("server.backlog", "2"),
                Map.entry("server.idle-timeout", "3s"),
                Map.entry("server.max-connections", "4"),
                Map.entry("server.drain", "5s"),
                Map.entry("server.apply-schema", "false"),
                Map.entry("server.address", ""),
                Map.entry("server.fault-points", "/tmp/faults"),
                Map.entry("posting.lanes-per-shard", "6"),
                Map.entry("posting.queue", "7"),
                Map.entry("posting.max-batch", "8"),
                Map.entry("posting.retry-budget", "9s"),
                Map.entry("posting.owner-routing", "false"),
                Map.entry("posting.kafka-buffer-bytes", "2000000"),
                Map.entry("kafka.bootstrap", "b:1"),
                Map.entry("server.tls-certificate", "/c.pem"),
                Map.entry("server.tls-key", "/k.pem"),
                Map.entry("kafka.gateway-slots", "10")));
        ServerConfig config = ServerConfig.from(settings.allowOnly(ServerConfig.KEYS));
        assertEquals(new HttpConfig(
                "0.0.0.0", 1, 2, Duration.ofSeconds(3), 4,
                Optional.of(new TlsFiles(
                        "server.tls", Path.of("/c.pem"), Optional.of(Path.of("/k.pem")), Optional.empty()))),
                config.http());
        assertEquals(new PostingConfig(6, 7, 8, Duration.ofSeconds(9), false), config.posting());
        assertEquals(new KafkaConfig("b:1", 2_000_000), config.kafka());
        assertEquals(10, config.gatewaySlots());
        assertTrue(!config.applySchema());
        assertEquals("", config.addressAt(1), "it listens everywhere, and cannot know its name");
        Settings named = settings.with(Map.of("server.address", "http://gw1.example:7400"));
        assertEquals("http://gw1.example:7400", ServerConfig.from(named).addressAt(1));
        assertEquals(Optional.of(Path.of("/tmp/faults")), config.faultPoints());
        assertEquals(Duration.ofSeconds(5), config.drain());
    }

    @Test
    void givesEveryKafkaClientWhatAFileSays(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(
                directory.resolve("kafka.properties"),
                """
                security.protocol = SSL
                ssl.truststore.type = PEM
                ssl.truststore.location = /nowhere
                ssl.key.password = hunter2
                acks = 0
                """);
        ServerConfig config = ServerConfig.from(
                Settings.of(NEEDED).with(Map.of("kafka.client-properties-file", file.toString())));
        assertEquals("SSL", config.kafka().client().get("security.protocol"));
        assertEquals(config.kafka().client(), config.live().interest().client());
        KafkaException refused = assertThrows(KafkaException.class, () -> config.kafka().producer("x").close());
        String causes = Stream.<Throwable>iterate(refused, Objects::nonNull, Throwable::getCause)
                .map(Throwable::toString).collect(Collectors.joining("\n"));
        assertTrue(causes.contains("/nowhere"), causes);
        assertFalse(config.toString().contains("hunter2"), config::toString);
        Settings absent = Settings.of(NEEDED).with(Map.of("kafka.client-properties-file", directory + "/absent"));
        assertThrows(IllegalArgumentException.class, () -> ServerConfig.from(absent));
    }

    @Test
    void listsEachKeyOnceAndRefusesOthers() {
        Set<String> names = new HashSet<>();
        for (ConfigKey<?> key : ServerConfig.KEYS) {
            assertTrue(names.add(key.name()), key.name());
            assertTrue(!key.doc().isBlank(), key.name());
        }
        Settings unknown = Settings.of(NEEDED).with(Map.of("posting.quue", "1"));
        assertThrows(IllegalArgumentException.class, () -> unknown.allowOnly(ServerConfig.KEYS));
    }
}
