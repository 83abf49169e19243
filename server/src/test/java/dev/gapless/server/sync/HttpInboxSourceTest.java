package dev.gapless.server.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.gapless.protocol.codec.InboxCodec;
import dev.gapless.protocol.config.Settings;
import dev.gapless.protocol.event.MemberRole;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.Ordinal;
import dev.gapless.protocol.id.Position;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.protocol.inbox.InboxAnswer;
import dev.gapless.protocol.inbox.InboxConversation;
import dev.gapless.protocol.inbox.InboxRoute;
import dev.gapless.protocol.tls.OwnAuthority;
import dev.gapless.protocol.tls.ServerIdentity;
import dev.gapless.protocol.tls.TlsFiles;
import dev.gapless.schema.cursor.UserKey;
import dev.gapless.server.auth.Identity;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpInboxSourceTest {
    private static final String SECRET = "0123456789abcdef";
    private static final int LIMIT = 100;
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Identity ADA =
            new Identity(new WorkspaceId(7), new UserId(8), MemberRole.MEMBER, Set.of("user"));
    private static final ChannelId ONE = new ChannelId(11);
    private static final ChannelId TWO = new ChannelId(12);
    private static final ChannelId LARGE = new ChannelId(13);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger asked = new AtomicInteger();
    private final List<ChannelKey> lost = new CopyOnWriteArrayList<>();
    private final InboxSeeds seeds = new InboxSeeds() {
        @Override
        public void channels(Collection<ChannelKey> channels) {
            lost.addAll(channels);
        }

        @Override
        public void cursors(UserKey user, long knownTo) {}
    };
    private volatile int status = 200;
    private volatile byte[] body = new byte[0];
    private volatile String question = "";
    private volatile CountDownLatch mayAnswer = new CountDownLatch(0);

    @TempDir
    private Path directory;

    private HttpServer server;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        mayAnswer.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void tellsWhatTheInboxKnows() throws IOException {
        body = changes(5, 2_000, conversation(ONE, true, true), conversation(TWO, true, true));
        try (HttpInboxSource source = source(LONG)) {
            InboxChanges known = source.find(ADA, 3, LIMIT).orElseThrow();
            assertEquals(5, known.revision());
            assertEquals(4, known.cursorsTo());
            assertEquals(
                    List.of(new InboxChanges.Changed(ONE, 9, 2, 1), new InboxChanges.Changed(TWO, 9, 2, 1)),
                    known.changed());
            assertEquals(List.of(LARGE), known.check());
            assertEquals(InboxRoute.question(ADA.workspace(), ADA.user(), 3, LIMIT), question);
        }
        assertEquals(1, count("answered"));
    }

    @Test
    void leavesToTheShardsWhatTheInboxIsNotSureOf() throws IOException {
        body = changes(5, 0, conversation(ONE, true, false), conversation(TWO, true, true));
        try (HttpInboxSource source = source(LONG)) {
            InboxChanges known = source.find(ADA, 0, LIMIT).orElseThrow();
            assertEquals(List.of(LARGE, ONE), known.check());
            assertEquals(List.of(TWO), known.changed().stream().map(InboxChanges.Changed::channel).toList());
        }
    }

    @Test
    void leavesOutWhatTheUserHasLeft() throws IOException {
        body = changes(5, 0, conversation(ONE, false, true));
        try (HttpInboxSource source = source(LONG)) {
            assertEquals(List.of(), source.find(ADA, 0, LIMIT).orElseThrow().changed());
        }
    }

    @Test
    void cannotTellWhileItLags() throws IOException {
        body = changes(5, 2_001);
        try (HttpInboxSource source = source(LONG)) {
            assertEquals(Optional.empty(), source.find(ADA, 0, LIMIT));
            assertEquals(Optional.empty(), source.find(ADA, 0, LIMIT));
        }
        assertEquals(2, count("behind"));
    }

    @Test
    void cannotTellWhileItIsNotReadyButIsAskedAgain() throws IOException {
        status = 503;
        body = InboxCodec.write(new InboxAnswer.NotReady("moving"));
        try (HttpInboxSource source = source(LONG)) {
            assertEquals(Optional.empty(), source.find(ADA, 0, LIMIT));
            status = 200;
            body = changes(5, 0);
            assertTrue(source.find(ADA, 0, LIMIT).isPresent());
        }
        assertEquals(1, count("not_ready"));
    }

    @Test
    void cannotTellIfMoreChangedThanIsListed() throws IOException {
        body = InboxCodec.write(
                new InboxAnswer.Changes(5, List.of(conversation(ONE, true, true)), 2, List.of(), List.of(), 4, 0));
        try (HttpInboxSource source = source(LONG)) {
            assertEquals(Optional.empty(), source.find(ADA, 0, LIMIT));
        }
        assertEquals(1, count("too_many"));
    }

    @Test
    void isLeftAloneForASecondAfterARefusal() throws IOException {
        status = 401;
        try (HttpInboxSource source = source(LONG)) {
            assertEquals(Optional.empty(), source.find(ADA, 0, LIMIT));
            status = 200;
            body = changes(5, 0);
            nanos.addAndGet(HttpInboxSource.PAUSE.toNanos() - 1);
            assertEquals(Optional.empty(), source.find(ADA, 0, LIMIT));
            assertEquals(1, asked.get());
            nanos.addAndGet(1);
            assertTrue(source.find(ADA, 0, LIMIT).isPresent());
            assertTrue(source.find(ADA, 0, LIMIT).isPresent());
        }
        assertEquals(1, count("failed"));
        assertEquals(1, count("skipped"));
        assertEquals(2, count("answered"));
    }

    @Test
    void cannotTellIfTheAnswerIsNone() throws IOException {
        body = "<html>".getBytes(StandardCharsets.UTF_8);
        try (HttpInboxSource source = source(LONG)) {
            assertEquals(Optional.empty(), source.find(ADA, 0, LIMIT));
        }
        assertEquals(1, count("failed"));
    }

    @Test
    void cannotTellIfNobodyListens() throws IOException {
        server.stop(0);
        try (HttpInboxSource source = source(LONG)) {
            assertEquals(Optional.empty(), source.find(ADA, 0, LIMIT));
        }
        assertEquals(1, count("failed"));
    }

    @Test
    void doesNotWaitForASlowAnswer() throws IOException {
        mayAnswer = new CountDownLatch(1);
        try (HttpInboxSource source = source(Duration.ofMillis(20))) {
            assertEquals(Optional.empty(), source.find(ADA, 0, LIMIT));
        }
        assertEquals(1, count("failed"));
    }

    @Test
    void isOffWithoutAnAddressAndNeedsASecretWithOne() {
        assertEquals(Optional.empty(), InboxSourceConfig.from(Settings.of(Map.of())));
        Map<String, String> address = Map.of("sync.inbox-url", "http://127.0.0.1:1");
        refused("sync.inbox-secret-file: absent", address);
        refused("sync.inbox-url: 127.0.0.1:1", Map.of(
                "sync.inbox-url", "127.0.0.1:1", "sync.inbox-secret-file", "/x"));
        InboxSourceConfig config = InboxSourceConfig.from(
                Settings.of(address).with(Map.of("sync.inbox-secret-file", "/x"))).orElseThrow();
        assertEquals(
                new InboxSourceConfig(
                        URI.create("http://127.0.0.1:1"), Path.of("/x"), Duration.ofSeconds(2), Duration.ofMillis(150)),
                config);
        Path absent = directory.resolve("absent");
        InboxSourceConfig nowhere = new InboxSourceConfig(config.url(), absent, LONG, LONG);
        String message = String.valueOf(assertThrows(
                IllegalArgumentException.class, () -> HttpInboxSource.open(nowhere, nanos::get, seeds, meters).close())
                .getMessage());
        assertTrue(message.startsWith("sync.inbox-secret-file: " + absent), message);
    }

    private static void refused(String start, Map<String, String> settings) {
        String message = String.valueOf(assertThrows(
                IllegalArgumentException.class, () -> InboxSourceConfig.from(Settings.of(settings))).getMessage());
        assertTrue(message.startsWith(start), message);
    }

    @Test
    void tellsWhatTheInboxHasLostTrackOf() throws IOException {
        body = InboxCodec.write(new InboxAnswer.Changes(5, List.of(), 0, List.of(LARGE), List.of(LARGE), 4, 0));
        try (HttpInboxSource source = source(LONG)) {
            assertFalse(source.find(ADA, 0, LIMIT).orElseThrow().sure());
            body = InboxCodec.write(new InboxAnswer.NotReady("lost too much", List.of(ONE)));
            status = 503;
            assertTrue(source.find(ADA, 0, LIMIT).isEmpty());
        }
        assertEquals(
                List.of(new ChannelKey(ADA.workspace(), LARGE), new ChannelKey(ADA.workspace(), ONE)), lost);
    }

    @Test
    void asksOverTlsWhomItBelieves() throws Exception {
        OwnAuthority authority = new OwnAuthority("Own", Instant.now(), Duration.ofHours(1), new Random(1));
        OwnAuthority.Issued issued = authority.issue(List.of("127.0.0.1"), Instant.now(), Duration.ofHours(1));
        Path believed = Files.writeString(directory.resolve("authority.pem"), authority.certificate());
        Path certificate = Files.writeString(directory.resolve("inbox.pem"), issued.certificate());
        Path key = Files.writeString(directory.resolve("inbox.key"), issued.key());
        Path secret = Files.writeString(directory.resolve("secret"), SECRET + "\n");
        ServerIdentity identity = ServerIdentity.open(
                new TlsFiles("inbox.internal-tls", certificate, Optional.of(key), Optional.empty()), System::nanoTime,
                line -> {});
        HttpsServer secure = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
        secure.setHttpsConfigurator(new HttpsConfigurator(identity.context()));
        secure.createContext("/", this::answer);
        secure.start();
        body = changes(5, 0);
        try {
            URI url = URI.create("https://127.0.0.1:" + secure.getAddress().getPort());
            for (Optional<Path> believing : List.of(Optional.of(believed), Optional.<Path>empty())) {
                InboxSourceConfig config = new InboxSourceConfig(url, secret, Duration.ofSeconds(2), LONG, believing);
                try (HttpInboxSource source = HttpInboxSource.open(config, nanos::get, seeds, meters)) {
                    assertEquals(believing.isPresent(), source.find(ADA, 0, LIMIT).isPresent());
                }
            }
        } finally {
            secure.stop(0);
        }
    }

    private HttpInboxSource source(Duration timeout) throws IOException {
        Path secret = Files.writeString(directory.resolve("secret"), SECRET + "\n");
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        return HttpInboxSource.open(
                new InboxSourceConfig(url, secret, Duration.ofSeconds(2), timeout), nanos::get, seeds, meters);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            asked.incrementAndGet();
            question = exchange.getRequestURI().toString();
            mayAnswer.await();
            boolean known = SECRET.equals(exchange.getRequestHeaders().getFirst(InboxRoute.SECRET_HEADER));
            exchange.sendResponseHeaders(known ? status : 401, body.length == 0 ? -1 : body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static byte[] changes(long revision, long lagMs, InboxConversation... changed) {
        return InboxCodec.write(
                new InboxAnswer.Changes(revision, List.of(changed), changed.length, List.of(LARGE), List.of(), 4,
                        lagMs));
    }

    private static InboxConversation conversation(ChannelId channel, boolean member, boolean exact) {
        return new InboxConversation(
                channel, 9, member, new Position(6), new Ordinal(5), new Position(3), new Ordinal(3), 0, 2, 1, exact);
    }

    private int count(String outcome) {
        return (int) meters.get("sync.inbox").tag("outcome", outcome).counter().count();
    }
}
