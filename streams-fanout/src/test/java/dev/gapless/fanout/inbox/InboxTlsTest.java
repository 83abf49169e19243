package dev.gapless.fanout.inbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gapless.protocol.config.Settings;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.protocol.inbox.InboxRoute;
import dev.gapless.protocol.tls.OwnAuthority;
import dev.gapless.protocol.tls.Trust;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The internal port over TLS. There is no Kafka, so the inbox is not ready; it says so to those who know the secret.
class InboxTlsTest {
    private static final String SECRET = "0123456789abcdef";

    @Test
    void speaksTls(@TempDir Path directory) throws Exception {
        Duration life = Duration.ofHours(1);
        OwnAuthority authority = new OwnAuthority("Own", Instant.now(), life, new Random(1));
        OwnAuthority.Issued issued = authority.issue(List.of("127.0.0.1"), Instant.now(), life);
        Path certificate = Files.writeString(directory.resolve("inbox.pem"), issued.certificate());
        Path key = Files.writeString(directory.resolve("inbox.key"), issued.key());
        Path believed = Files.writeString(directory.resolve("authority.pem"), authority.certificate());
        Path secret = Files.writeString(directory.resolve("secret"), SECRET);
        int port = freePort();
        InboxConfig config = InboxConfig.from(Settings.of(Map.of(
                "kafka.bootstrap", "127.0.0.1:1",
                "inbox.state-dir", directory.resolve("state").toString(),
                "inbox.internal-port", Integer.toString(port),
                "inbox.secret-file", secret.toString(),
                "inbox.internal-tls-certificate", certificate.toString(),
                "inbox.internal-tls-key", key.toString(),
                "inbox.internal-authority", believed.toString())));
        URI question = URI.create("https://127.0.0.1:" + port
                + InboxRoute.question(new WorkspaceId(1), new UserId(2), 0, 10));
        try (InboxApp app = InboxApp.start(config, Clock.systemUTC());
                HttpClient believing = HttpClient.newBuilder().sslContext(Trust.in(believed)).build();
                HttpClient stranger = HttpClient.newHttpClient()) {
            assertEquals(503, status(believing, question, SECRET), app::toString);
            assertEquals(401, status(believing, question, "guessed"));
            assertThrows(IOException.class, () -> status(stranger, question, SECRET));
        }
    }

    private static int status(HttpClient http, URI address, String secret) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(Duration.ofSeconds(60))
                .header(InboxRoute.SECRET_HEADER, secret)
                .build();
        return http.send(request, BodyHandlers.discarding()).statusCode();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
