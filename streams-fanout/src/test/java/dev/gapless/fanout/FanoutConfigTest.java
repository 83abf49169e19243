package dev.gapless.fanout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gapless.protocol.config.ConfigKey;
import dev.gapless.protocol.config.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FanoutConfigTest {
    @Test
    void hasDefaults() {
        assertEquals(
                new FanoutConfig(
                        "127.0.0.1:9092",
                        4,
                        16,
                        "gapless-fanout",
                        "fanout-0",
                        1,
                        Path.of("/var/lib/gapless/fanout"),
                        Duration.ofMillis(250),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(6),
                        "127.0.0.1",
                        0),
                FanoutConfig.from(Settings.of(Map.of())));
    }

    @Test
    void mapsEveryKey() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("kafka.bootstrap", "k1:1,k2:2");
        values.put("kafka.channel-partitions", "8");
        values.put("kafka.gateway-slots", "32");
        values.put("fanout.application-id", "app");
        values.put("fanout.instance", "i-7");
        values.put("fanout.threads", "2");
        values.put("fanout.state-dir", "/tmp/s");
        values.put("fanout.head-interval", "100ms");
        values.put("fanout.gateway-timeout", "5s");
        values.put("fanout.gateway-forget", "30s");
        values.put("fanout.stale-after", "20s");
        values.put("fanout.commit-interval", "200ms");
        values.put("fanout.session-timeout", "9s");
        values.put("fanout.host", "::1");
        values.put("fanout.port", "7402");
        values.put("kafka.client-properties-file", "");
        values.put("fanout.tls-certificate", "");
        values.put("fanout.tls-key", "");
        values.put("fanout.tls-password-file", "");
        assertEquals(
                new FanoutConfig(
                        "k1:1,k2:2",
                        8,
                        32,
                        "app",
                        "i-7",
                        2,
                        Path.of("/tmp/s"),
                        Duration.ofMillis(100),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(20),
                        Duration.ofMillis(200),
                        Duration.ofSeconds(9),
                        "::1",
                        7_402),
                FanoutConfig.from(Settings.of(values).allowOnly(FanoutConfig.KEYS)));
        assertEquals(
                values.keySet().stream().toList(),
                FanoutConfig.KEYS.stream().map(ConfigKey::name).toList());
    }

    @Test
    void namesWhatIsOutOfRange() {
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class,
                () -> FanoutConfig.from(Settings.of(Map.of("fanout.gateway-forget", "3s"))));
        assertEquals("fanout.gateway-forget: 3000ms (expected: >= 10000ms)", refused.getMessage());
    }
}
