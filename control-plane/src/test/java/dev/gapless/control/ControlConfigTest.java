package dev.gapless.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gapless.control.fleet.FleetConfig;
import dev.gapless.control.retention.Retention;
import dev.gapless.control.route.RouteConfig;
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
                        "127.0.0.1:9092", Duration.ofSeconds(2),
                        new Retention.Pace(Duration.ofSeconds(10), Duration.ofHours(1)), Duration.ofMinutes(5)),
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
        values.put("control.jobs-every", "3s");
        values.put("control.retention-every", "4s");
        values.put("control.retention-settle", "5s");
        values.put("control.idle-timeout", "7s");
        values.put("kafka.client-properties-file", "");
        values.put("control.tls-certificate", "");
        values.put("control.tls-key", "");
        values.put("control.tls-password-file", "");
        assertEquals(
                new ControlConfig("::1", 1, Path.of("/t"), 1_000, false, 9, "k:1", Duration.ofSeconds(3),
                        new Retention.Pace(Duration.ofSeconds(5), Duration.ofSeconds(4)), Duration.ofSeconds(7)),
                ControlConfig.from(Settings.of(values).allowOnly(ControlConfig.KEYS)));
        assertEquals(
                values.keySet().stream().toList(),
                ControlConfig.KEYS.stream().map(ConfigKey::name).toList());
    }

    @Test
    void readsWhomToAskAndRefusesWhereNobodyIs() {
        Settings settings = Settings.of(Map.of(
                "control.heat-urls", "http://a:1, https://b:2", "control.internal-secret-file", "/s",
                "control.authority", "/ca.pem"));
        assertEquals(
                new FleetConfig(
                        List.of(URI.create("http://a:1"), URI.create("https://b:2")), Path.of("/s"),
                        Optional.of(Path.of("/ca.pem"))),
                ControlConfig.from(settings.allowOnly(ControlConfig.roleKeys())).fleet());
        for (String url : List.of("a:1", "http://", "nowhere")) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> ControlConfig.from(Settings.of(Map.of("control.heat-urls", url))));
        }
    }

    @Test
    void readsWhenHeatChangesAClass() {
        Settings settings = Settings.of(Map.of(
                "route.enabled", "false", "route.promote-sends", "1", "route.promote-deliveries", "2",
                "route.promote-after", "3s", "route.demote-percent", "4", "route.demote-after", "5s",
                "route.look-every", "6s"));
        assertEquals(
                new RouteConfig(
                        false, 1, 2, Duration.ofSeconds(3), 4, Duration.ofSeconds(5), Duration.ofSeconds(6)),
                ControlConfig.from(settings.allowOnly(ControlConfig.roleKeys())).routes());
        assertEquals(
                new RouteConfig(
                        true, 100, 20_000, Duration.ofSeconds(5), 50, Duration.ofMinutes(1), Duration.ofSeconds(1)),
                ControlConfig.from(Settings.of(Map.of())).routes());
    }
}
