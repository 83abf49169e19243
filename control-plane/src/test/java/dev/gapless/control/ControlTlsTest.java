package dev.gapless.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gapless.protocol.config.Settings;
import dev.gapless.protocol.tls.OwnAuthority;
import dev.gapless.protocol.tls.Trust;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The admin API over TLS. Needs no database: whether the process lives is answered without.
class ControlTlsTest {
    private static final Duration LIFE = Duration.ofHours(1);

    @Test
    void speaksTlsAndNothingElse(@TempDir Path directory) throws Exception {
        OwnAuthority authority = new OwnAuthority("Own", Instant.now(), LIFE, new Random(1));
        OwnAuthority.Issued issued = authority.issue(List.of("127.0.0.1"), Instant.now(), LIFE);
        Path certificate = Files.writeString(directory.resolve("control.pem"), issued.certificate());
        Path key = Files.writeString(directory.resolve("control.key"), issued.key());
        Path believed = Files.writeString(directory.resolve("authority.pem"), authority.certificate());
        String nowhere = "jdbc:mysql://127.0.0.1:1/x?sslMode=DISABLED";
        Settings settings = Settings.of(Map.ofEntries(
                Map.entry("shards.names", "-"),
                Map.entry("shards.urls", nowhere),
                Map.entry("shards.global-url", nowhere),
                Map.entry("shards.connect-timeout", "250ms"),
                Map.entry("control.apply-schema", "false"),
                Map.entry("control.port", "0"),
                Map.entry("control.operator-token-file", directory.resolve("operator").toString()),
                Map.entry("control.tls-certificate", certificate.toString()),
                Map.entry("control.tls-key", key.toString())));
        try (ControlServer server = ControlServer.start(settings);
                HttpClient believing = HttpClient.newBuilder().sslContext(Trust.in(believed)).build();
                HttpClient stranger = HttpClient.newHttpClient()) {
            URI live = URI.create("https://127.0.0.1:" + server.port() + "/health/live");
            assertEquals(200, status(believing, live));
            assertThrows(IOException.class, () -> status(stranger, live));
            URI plain = URI.create("http" + live.toString().substring(5));
            assertThrows(IOException.class, () -> status(stranger, plain));
        }
    }

    private static int status(HttpClient http, URI address) throws Exception {
        return http.send(
                HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(60)).build(), BodyHandlers.discarding())
                .statusCode();
    }
}
