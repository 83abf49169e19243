package dev.gapless.client.transport;

import static dev.gapless.client.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.protocol.tls.OwnAuthority;
import dev.gapless.protocol.tls.ServerIdentity;
import dev.gapless.protocol.tls.TlsFiles;
import dev.gapless.protocol.tls.Trust;
import io.helidon.common.buffers.BufferData;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.websocket.WsConfig;
import io.helidon.webserver.websocket.WsRouting;
import io.helidon.websocket.WsListener;
import io.helidon.websocket.WsSession;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What every [WebSocketTransport] does, against a server that echoes, and does as the text says.
abstract class TransportContract {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final Echo echo = new Echo();
    private final WebServer server = WebServer.builder()
            .host("127.0.0.1")
            .port(0)
            .shutdownHook(false)
            .addProtocol(WsConfig.builder().maxFrameLength(16 << 20).build())
            .routing(HttpRouting.builder().get("/plain", (request, response) -> response.send("no socket here")))
            .addRouting(WsRouting.builder().endpoint("/echo", () -> echo))
            .build()
            .start();
    private final WebSocketTransport transport = transport(new Random(3));
    private final Recorder recorder = new Recorder();

    abstract WebSocketTransport transport(Random random);

    abstract WebSocketTransport transport(Random random, SSLContext trust);

    @AfterEach
    void close() {
        transport.close();
        server.stop();
    }

    @Test
    void carriesTextsInOrder() throws Exception {
        WebSocketConnection connection = open("/echo");
        List<String> texts = IntStream.range(0, 500).mapToObj(i -> "text " + i).toList();
        texts.forEach(connection::send);
        eventually("all echoed", () -> recorder.texts.size() == 500);
        assertEquals(texts, recorder.texts);
    }

    @Test
    void carriesTextsOfEveryLengthAndScript() throws Exception {
        WebSocketConnection connection = open("/echo");
        List<String> texts = List.of(
                "", "a", "x".repeat(125), "x".repeat(126), "x".repeat(127), "y".repeat(65_535), "y".repeat(65_536),
                "žluťoučký 🐎 日本語 \uFFFD", "z".repeat(1 << 20), "short again");
        texts.forEach(connection::send);
        eventually("all echoed", () -> recorder.texts.size() == texts.size());
        assertEquals(texts, recorder.texts);
    }

    @Test
    void putsFragmentsTogether() throws Exception {
        WebSocketConnection connection = open("/echo");
        connection.send("!fragments");
        eventually("one text", () -> recorder.texts.size() == 1);
        assertEquals(List.of("one two three"), recorder.texts);
    }

    @Test
    void speaksTlsWithWhomItBelievesAndNobodyElse(@TempDir Path directory) throws Exception {
        OwnAuthority authority = new OwnAuthority("Own", Instant.now(), Duration.ofHours(1), new Random(1));
        OwnAuthority.Issued issued = authority.issue(List.of("127.0.0.1"), Instant.now(), Duration.ofHours(1));
        Path certificate = Files.writeString(directory.resolve("server.pem"), issued.certificate());
        Path key = Files.writeString(directory.resolve("server.key"), issued.key());
        Path believed = Files.writeString(directory.resolve("authority.pem"), authority.certificate());
        ServerIdentity identity = ServerIdentity.open(
                new TlsFiles("server.tls", certificate, Optional.of(key), Optional.empty()), System::nanoTime,
                line -> {});
        WebServer secure = WebServer.builder()
                .host("127.0.0.1")
                .port(0)
                .shutdownHook(false)
                .tls(tls -> tls.sslContext(identity.context()))
                .addProtocol(WsConfig.builder().build())
                .addRouting(WsRouting.builder().endpoint("/echo", () -> echo))
                .build()
                .start();
        URI address = URI.create("wss://127.0.0.1:" + secure.port() + "/echo");
        try (WebSocketTransport trusting = transport(new Random(4), Trust.in(believed))) {
            trusting.open(address, LONG, recorder).send("secret");
            eventually("the echo", () -> recorder.texts.size() == 1);
            assertThrows(IOException.class, () -> transport.open(address, LONG, recorder));
            URI otherName = URI.create("wss://localhost:" + secure.port() + "/echo");
            assertThrows(IOException.class, () -> trusting.open(otherName, LONG, recorder));
        } finally {
            secure.stop();
        }
    }

    @Test
    void answersPings() throws Exception {
        WebSocketConnection connection = open("/echo");
        connection.send("!ping");
        eventually("pong", () -> echo.pongs.equals(List.of("are you there")));
        connection.send("still open");
        eventually("echo", () -> recorder.texts.equals(List.of("still open")));
    }

    @Test
    void tellsTheServersGoodbyeOnce() throws Exception {
        WebSocketConnection connection = open("/echo");
        connection.send("!close");
        eventually("closed", () -> !recorder.ends.isEmpty());
        connection.send("into the void");
        connection.close(1000, "again");
        assertEquals(List.of("4001 bye"), recorder.ends);
    }

    @Test
    void saysGoodbye() throws Exception {
        WebSocketConnection connection = open("/echo");
        connection.send("before");
        eventually("echo", () -> recorder.texts.size() == 1);
        connection.close(1000, "done");
        eventually("told", () -> recorder.ends.size() == 1);
        eventually("server told", () -> !echo.closes.isEmpty());
        assertEquals(List.of(1000), echo.closes);
    }

    @Test
    void tellsTheEndOfADroppedSocket() throws Exception {
        WebSocketConnection connection = open("/echo");
        connection.abort();
        eventually("told", () -> recorder.ends.size() == 1);
        assertTrue(recorder.ends.getFirst().startsWith("1006"), recorder.ends.toString());
    }

    @Test
    void refusesWhatIsNoWebSocket() {
        HandshakeException refused = assertThrows(HandshakeException.class, () -> open("/plain"));
        assertTrue(refused.status() >= 200 && refused.status() != 101, "status " + refused.status());
    }

    @Test
    void failsWhereNobodyListens() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        URI nowhere = URI.create("ws://127.0.0.1:" + free + "/echo");
        assertThrows(IOException.class, () -> transport.open(nowhere, LONG, recorder));
    }

    private WebSocketConnection open(String path) throws IOException, InterruptedException {
        return transport.open(URI.create("ws://127.0.0.1:" + server.port() + path), LONG, recorder);
    }

    /// Remembers what comes.
    private static final class Recorder implements WebSocketListener {
        final List<String> texts = new CopyOnWriteArrayList<>();
        final List<String> ends = new CopyOnWriteArrayList<>();

        @Override
        public void text(String text) {
            texts.add(text);
        }

        @Override
        public void closed(int code, String reason) {
            ends.add(code + " " + reason);
        }
    }

    /// Echoes texts; those that begin with `!` are orders.
    private static final class Echo implements WsListener {
        final List<String> pongs = new CopyOnWriteArrayList<>();
        final List<Integer> closes = new CopyOnWriteArrayList<>();
        private final StringBuilder parts = new StringBuilder();

        @Override
        public void onMessage(WsSession session, String part, boolean last) {
            parts.append(part);
            if (!last) {
                return;
            }
            String text = parts.toString();
            parts.setLength(0);
            switch (text) {
                case "!fragments" -> session.send("one ", false).send("two ", false).send("three", true);
                case "!ping" -> session.ping(BufferData.create("are you there"));
                case "!close" -> session.close(4001, "bye");
                default -> session.send(text, true);
            }
        }

        @Override
        public void onPong(WsSession session, BufferData buffer) {
            pongs.add(buffer.readString(buffer.available()));
        }

        @Override
        public void onClose(WsSession session, int status, String reason) {
            closes.add(status);
        }
    }
}
