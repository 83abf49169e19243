package dev.gapless.fanout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.fanout.inbox.InboxCounts;
import dev.gapless.protocol.config.PortTakenException;
import dev.gapless.protocol.tls.OwnAuthority;
import dev.gapless.protocol.tls.TlsFiles;
import dev.gapless.protocol.tls.Trust;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FanoutDoorTest {
    private final HttpClient http = HttpClient.newHttpClient();
    private final Shown shown = new Shown();
    private final FanoutDoor door = FanoutDoor.open("127.0.0.1", 0, shown, Optional.of(new InboxCounts()));

    @AfterEach
    void close() {
        door.close();
        http.close();
    }

    @Test
    void isReadyWhileTheTasksRun() throws Exception {
        assertEquals(200, get("/health/live").statusCode());
        assertEquals(503, get("/health/ready").statusCode());
        shown.healthy = true;
        HttpResponse<String> ready = get("/health/ready");
        assertEquals(200, ready.statusCode());
        assertTrue(ready.body().contains("\"streams\":\"up\""), ready.body());
    }

    @Test
    void countsInOpenMetrics() throws Exception {
        shown.counts.events.add(3);
        shown.healthy = true;
        HttpResponse<String> page = get("/metrics");
        assertEquals(
                "application/openmetrics-text; version=1.0.0; charset=utf-8",
                page.headers().firstValue("Content-Type").orElse(""));
        for (String line : new String[] {
            "fanout_events_total 3.0", "fanout_running 1.0", "fanout_lag 7.0", "fanout_threads_replaced_total 0.0",
            "inbox_events_total 0.0", "inbox_not_ready_total 0.0",
            "jvm_threads_live_threads ", "# EOF"
        }) {
            assertTrue(page.body().contains("\n" + line), () -> line + " is not in " + page.body());
        }
    }

    @Test
    void speaksTls(@TempDir Path directory) throws Exception {
        Duration life = Duration.ofHours(1);
        OwnAuthority authority = new OwnAuthority("Own", Instant.now(), life, new Random(1));
        OwnAuthority.Issued issued = authority.issue(List.of("127.0.0.1"), Instant.now(), life);
        Path certificate = Files.writeString(directory.resolve("fanout.pem"), issued.certificate());
        Path key = Files.writeString(directory.resolve("fanout.key"), issued.key());
        Path believed = Files.writeString(directory.resolve("authority.pem"), authority.certificate());
        TlsFiles files = new TlsFiles("fanout.tls", certificate, Optional.of(key), Optional.empty());
        FanoutDoor.Place place = new FanoutDoor.Place("127.0.0.1", 0, Optional.of(files));
        try (FanoutDoor secure = FanoutDoor.open(place, shown, Optional.empty(), Optional.empty());
                HttpClient believing = HttpClient.newBuilder().sslContext(Trust.in(believed)).build()) {
            URI metrics = URI.create("https://127.0.0.1:" + secure.port() + "/metrics");
            String page = believing.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString()).body();
            assertTrue(page.contains("\ntls_certificate_expiry_seconds "), page);
            assertThrows(
                    IOException.class,
                    () -> http.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString()));
        }
    }

    @Test
    void refusesWhatItDoesNotKnow() throws Exception {
        HttpResponse<String> answer = get("/v1/me");
        assertEquals(404, answer.statusCode());
        assertTrue(answer.body().contains("\"no-such-endpoint\""), answer.body());
    }

    @Test
    void namesATakenPort() {
        PortTakenException refused =
                assertThrows(PortTakenException.class,
                        () -> FanoutDoor.open("127.0.0.1", door.port(), shown, Optional.empty()));
        assertEquals("fanout.port: 127.0.0.1:" + door.port() + " (expected: a free port)", refused.getMessage());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        URI address = URI.create("http://127.0.0.1:" + door.port() + path);
        return http.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
    }

    private static final class Shown implements FanoutDoor.Subject {
        private final FanoutCounts counts = new FanoutCounts();
        private volatile boolean healthy;

        @Override
        public boolean healthy() {
            return healthy;
        }

        @Override
        public FanoutCounts counts() {
            return counts;
        }

        @Override
        public double lag() {
            return 7;
        }
    }
}
