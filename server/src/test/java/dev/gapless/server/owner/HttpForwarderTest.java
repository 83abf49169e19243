package dev.gapless.server.owner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.gapless.protocol.codec.ApiCodec;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.GatewayId;
import dev.gapless.protocol.id.Ordinal;
import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.protocol.inbox.InboxRoute;
import dev.gapless.protocol.owner.OwnerAnswer;
import dev.gapless.protocol.owner.OwnerBatch;
import dev.gapless.protocol.tls.OwnAuthority;
import dev.gapless.protocol.tls.ServerIdentity;
import dev.gapless.protocol.tls.TlsFiles;
import dev.gapless.server.http.InternalSecret;
import dev.gapless.server.owner.Forwarder.Told;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpForwarderTest {
    private static final OwnerBatch BATCH = new OwnerBatch(
            new WorkspaceId(1), new ChannelId(2),
            List.of(new OwnerBatch.Send(new UserId(3), true, 0, "key", "text", Optional.of(new Seq(4)), true)));
    private static final OwnerAnswer.Outcome POSTED = new OwnerAnswer.Outcome(
            Optional.of(new OwnerAnswer.Posted(new Seq(5), new Ordinal(6), 7, false)), Optional.empty());

    private volatile int status = 200;
    private volatile byte[] body = new byte[0];
    private volatile String asked = "";
    private volatile String shown = "";

    @TempDir
    private Path directory;

    private HttpServer server;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void tellsWhatTheOwnerAnswersAndShowsTheSecret() throws IOException {
        OwnerAnswer answer = new OwnerAnswer(Optional.of("hot"), List.of(POSTED));
        body = ApiCodec.write(answer);
        assertEquals(new Told.Answered(answer), forward("a secret of gateways".replace(' ', '-')));
        assertEquals("a-secret-of-gateways", shown);
        assertEquals(BATCH, ApiCodec.readStrict(asked.getBytes(StandardCharsets.UTF_8), OwnerBatch.class));
    }

    @Test
    void knowsThatARefusedRequestWasNotTaken() throws IOException {
        status = 404;
        Told.NotTaken told = assertInstanceOf(Told.NotTaken.class, forward("0123456789abcdef"));
        assertTrue(told.why().contains("secret"), told::why);
        status = 400;
        assertInstanceOf(Told.NotTaken.class, forward("0123456789abcdef"));
    }

    @Test
    void knowsThatNobodyTookWhatNobodyListenedFor() throws IOException {
        server.stop(0);
        assertInstanceOf(Told.NotTaken.class, forward("0123456789abcdef"));
    }

    @Test
    void doubtsWhatFailedAtTheOwner() throws IOException {
        status = 500;
        assertInstanceOf(Told.InDoubt.class, forward("0123456789abcdef"));
        status = 504;
        assertInstanceOf(Told.InDoubt.class, forward("0123456789abcdef"));
    }

    @Test
    void doubtsAnswersThatAreNone() throws IOException {
        for (String none : List.of(
                "<html>", "", "null", "{}", "{\"outcomes\":[]}", "{\"outcomes\":[{}]}", "{\"outcomes\":[null]}",
                "{\"outcomes\":[{\"posted\":{\"seq\":0,\"ordinal\":1,\"at_ms\":1,\"duplicate\":false}}]}")) {
            body = none.getBytes(StandardCharsets.UTF_8);
            assertInstanceOf(Told.InDoubt.class, forward("0123456789abcdef"), none);
        }
        body = ApiCodec.write(new OwnerAnswer(Optional.empty(), List.of(POSTED, POSTED)));
        assertInstanceOf(Told.InDoubt.class, forward("0123456789abcdef"));
    }

    @Test
    void asksNobodyWithoutASecret() throws IOException {
        assertInstanceOf(Told.NotTaken.class, forward("short"));
        assertEquals("", asked);
    }

    @Test
    void believesTheConfiguredAuthorityAndShowsNobodyElseTheSecret() throws IOException {
        Duration life = Duration.ofHours(1);
        OwnAuthority own = new OwnAuthority("Own", Instant.now(), life, new Random(1));
        OwnAuthority.Issued issued = own.issue(List.of("127.0.0.1"), Instant.now(), life);
        TlsFiles files = new TlsFiles(
                "test", Files.writeString(directory.resolve("role.pem"), issued.certificate()),
                Optional.of(Files.writeString(directory.resolve("role.key"), issued.key())), Optional.empty());
        Path authority = Files.writeString(directory.resolve("authority.pem"), own.certificate());
        OwnerAnswer answer = new OwnerAnswer(Optional.of("hot"), List.of(POSTED));
        body = ApiCodec.write(answer);
        HttpsServer owner = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
        owner.setHttpsConfigurator(new HttpsConfigurator(
                ServerIdentity.open(files, System::nanoTime, line -> {}).context()));
        owner.createContext("/", this::answer);
        owner.start();
        try {
            URI address = URI.create("https://127.0.0.1:" + owner.getAddress().getPort());
            assertInstanceOf(Told.InDoubt.class, forward("0123456789abcdef", address, Optional.empty()));
            assertEquals("", shown);
            assertEquals(
                    new Told.Answered(answer), forward("0123456789abcdef", address, Optional.of(authority)));
        } finally {
            owner.stop(0);
        }
    }

    private Told forward(String secret) throws IOException {
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        return forward(secret, address, Optional.empty());
    }

    private Told forward(String secret, URI address, Optional<Path> authority) throws IOException {
        Path file = Files.writeString(directory.resolve("secret"), secret + "\n");
        try (HttpForwarder forwarder = new HttpForwarder(new InternalSecret(Optional.of(file)), authority)) {
            return forwarder.forward(new Peer(new GatewayId(1, 1), address), BATCH);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            assertEquals(OwnerBatch.PATH, exchange.getRequestURI().getPath());
            shown = String.valueOf(exchange.getRequestHeaders().getFirst(InboxRoute.SECRET_HEADER));
            asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
