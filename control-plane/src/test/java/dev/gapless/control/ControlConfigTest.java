package dev.gapless.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gapless.protocol.config.ConfigKey;
import dev.gapless.protocol.config.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ControlConfigTest {
    @Test
    void hasDefaults() {
        assertEquals(
                new ControlConfig(
                        "127.0.0.1", 7_401, Path.of("/etc/gapless/operator-token"), 1_023, true, 256,
                        "127.0.0.1:9092", Duration.ofMinutes(5)),
                ControlConfig.from(Settings.of(Map.of())));
    }

    @Test
    void mapsEveryKey() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("control.host", "::1");
        values.put("control.port", "1");
        values.put("control.operator-token-file", "/t");
        values.put("control.id-node", "1000");
        values.put("control.apply-schema", "false");
        values.put("control.max-connections", "9");
        values.put("kafka.bootstrap", "k:1");
        values.put("control.idle-timeout", "7s");
        values.put("control.heat-urls", "http://a:1, http://b:2");
        values.put("control.internal-secret-file", "/s");
        values.put("kafka.client-properties-file", "");
        values.put("control.tls-certificate", "");
        values.put("control.tls-key", "");
        values.put("control.tls-password-file", "");
        assertEquals(
                new ControlConfig(
                        "::1", 1, Path.of("/t"), 1_000, false, 9, "k:1", Duration.ofSeconds(7),
                        List.of(URI.create("http://a:1"), URI.create("http://b:2")), Path.of("/s"), Map.of(),
                        Optional.empty()),
                ControlConfig.from(Settings.of(values).allowOnly(ControlConfig.KEYS)));
        assertEquals(
                values.keySet().stream().toList(),
                ControlConfig.KEYS.stream().map(ConfigKey::name).toList());
    }
}
