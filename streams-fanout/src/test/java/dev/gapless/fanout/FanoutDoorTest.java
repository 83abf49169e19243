package dev.gapless.fanout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.fanout.inbox.InboxCounts;
import dev.gapless.protocol.config.PortTakenException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

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
