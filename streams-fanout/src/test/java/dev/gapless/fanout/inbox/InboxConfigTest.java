package dev.gapless.fanout.inbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gapless.protocol.config.ConfigKey;
import dev.gapless.protocol.config.Settings;
import dev.gapless.protocol.tls.TlsFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InboxConfigTest {
    @Test
    void hasDefaults() {
        assertEquals(
                new InboxConfig(
                        true,
                        "127.0.0.1:9092",
                        4,
                        "gapless-inbox",
                        "fanout-0",
                        1,
                        Path.of("/var/lib/gapless/inbox"),
                        Duration.ofMillis(100),
                        1,
                        Duration.ofMillis(500),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(6),
                        Optional.empty()),
                InboxConfig.from(Settings.of(Map.of())));
    }

    @Test
    void mapsEveryKey() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("inbox.enabled", "false");
        values.put("inbox.application-id", "app");
        values.put("inbox.threads", "2");
        values.put("inbox.state-dir", "/tmp/s");
        values.put("inbox.commit-interval", "50ms");
        values.put("inbox.standby-replicas", "0");
        values.put("inbox.pulse-interval", "1s");
        values.put("inbox.missing-timeout", "30s");
        values.put("inbox.internal-address", "10.0.0.1");
        values.put("inbox.internal-port", "7070");
        values.put("inbox.secret-file", "/etc/secret");
        values.put("inbox.internal-authority", "/ca.pem");
        values.put("inbox.internal-tls-certificate", "/i.p12");
        values.put("inbox.internal-tls-key", "");
        values.put("inbox.internal-tls-password-file", "/p");
        assertEquals(
                new InboxConfig(
                        false,
                        "127.0.0.1:9092",
                        4,
                        "app",
                        "fanout-0",
                        2,
                        Path.of("/tmp/s"),
                        Duration.ofMillis(50),
                        0,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(6),
                        Optional.of(new InboxConfig.Door(
                                "10.0.0.1",
                                7070,
                                Path.of("/etc/secret"),
                                Optional.of(new TlsFiles(
                                        "inbox.internal-tls",
                                        Path.of("/i.p12"),
                                        Optional.empty(),
                                        Optional.of(Path.of("/p")))),
                                Optional.of(Path.of("/ca.pem"))))),
                InboxConfig.from(Settings.of(values).allowOnly(InboxConfig.KEYS)));
        assertEquals(
                values.keySet().stream().toList(), InboxConfig.KEYS.stream().map(ConfigKey::name).toList());
    }

    @Test
    void wantsASecretWithAPort() {
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class,
                () -> InboxConfig.from(Settings.of(Map.of("inbox.internal-port", "7070"))));
        assertEquals(
                "inbox.secret-file: absent (expected: a file, since inbox.internal-port is 7070)",
                refused.getMessage());
    }
}
