package dev.gapless.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.protocol.event.MemberRole;
import dev.gapless.protocol.tls.OwnAuthority;
import dev.gapless.protocol.tls.Trust;
import dev.gapless.schema.testing.TestDatabase;
import dev.gapless.server.testing.RunningServer;
import dev.gapless.server.testing.World.Person;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// HTTP and WebSocket over TLS on one port, and another certificate while the server runs.
class GatewayTlsIT {
    private static final Duration LIFE = Duration.ofHours(1);
    private static final long DEADLINE_S = 60;

    private final OwnAuthority authority = new OwnAuthority("Own", Instant.now(), LIFE, new Random(1));

    @TempDir
    private Path directory;

    @Test
    void speaksTlsAndShowsANewCertificateWithoutARestart() throws Exception {
        write();
        SSLContext trust =
                Trust.in(Files.writeString(directory.resolve("authority.pem"), authority.certificate()));
        Map<String, String> tls = Map.of(
                "server.tls-certificate", directory.resolve("server.pem").toString(),
                "server.tls-key", directory.resolve("server.key").toString());
        try (RunningServer running = RunningServer.start(TestDatabase.newConfig(), tls)) {
            Person ada = running.world().person(running.world().workspace("demo"), "ada", MemberRole.OWNER);
            URI me = URI.create("https://127.0.0.1:" + running.server().port() + "/v1/me");
            BigInteger first = serial(ask(trust, me, ada));
            try (HttpClient http = HttpClient.newBuilder().sslContext(trust).build()) {
                CompletableFuture<String> text = new CompletableFuture<>();
                WebSocket socket = http.newWebSocketBuilder()
                        .header("Authorization", "Bearer " + ada.token())
                        .subprotocols("gapless.v1")
                        .buildAsync(URI.create("wss" + me.toString().substring(5).replace("/v1/me", "/v1/connect")),
                                new FirstText(text))
                        .get(DEADLINE_S, TimeUnit.SECONDS);
                socket.sendText("{}", true).get(DEADLINE_S, TimeUnit.SECONDS);
                assertTrue(text.get(DEADLINE_S, TimeUnit.SECONDS).startsWith("{"), text::toString);
                socket.abort();
            }
            String metrics = ask(trust, me.resolve("/metrics"), ada).body();
            assertTrue(metrics.contains("\ntls_certificate_expiry_seconds "), metrics);
            assertThrows(IOException.class, () -> ask(SSLContext.getDefault(), me, ada), "nobody vouches for it");
            URI plain = URI.create("http" + me.toString().substring(5));
            assertThrows(IOException.class, () -> ask(trust, plain, ada), "no plain text");

            write();
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_S);
            BigInteger now = first;
            while (now.equals(first) && System.nanoTime() < end) {
                now = serial(ask(trust, me, ada));
            }
            assertNotEquals(first, now);
        }
    }

    private void write() throws IOException {
        OwnAuthority.Issued issued = authority.issue(List.of("127.0.0.1"), Instant.now(), LIFE);
        Files.writeString(directory.resolve("server.pem"), issued.certificate());
        Files.writeString(directory.resolve("server.key"), issued.key());
    }

    /// Over a connection of its own.
    private static HttpResponse<String> ask(SSLContext trust, URI address, Person caller) throws Exception {
        try (HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(trust)
                .build()) {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(address)
                            .timeout(Duration.ofSeconds(DEADLINE_S))
                            .header("Authorization", "Bearer " + caller.token())
                            .build(),
                    BodyHandlers.ofString());
            assertEquals(200, answer.statusCode(), answer::body);
            return answer;
        }
    }

    private static BigInteger serial(HttpResponse<?> answer) throws Exception {
        return ((X509Certificate) answer.sslSession().orElseThrow().getPeerCertificates()[0]).getSerialNumber();
    }

    private record FirstText(CompletableFuture<String> text) implements WebSocket.Listener {
        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.complete(data.toString());
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            text.complete("{closed " + code + " " + reason);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            text.completeExceptionally(error);
        }
    }
}
