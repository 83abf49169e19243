package dev.gapless.control.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.gapless.control.fleet.FleetConfig;
import dev.gapless.control.fleet.HeatSource;
import dev.gapless.protocol.api.HeatView;
import dev.gapless.protocol.api.TraceMarks;
import dev.gapless.protocol.codec.ApiCodec;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.GatewayId;
import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.inbox.HeatRoute;
import dev.gapless.protocol.inbox.InboxRoute;
import dev.gapless.protocol.tls.OwnAuthority;
import dev.gapless.protocol.tls.ServerIdentity;
import dev.gapless.protocol.tls.TlsFiles;
import dev.gapless.protocol.trace.TraceQuestion;
import dev.gapless.schema.global.GatewaySlot;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Questions to the other roles, which speak TLS with a certificate of an authority of their own.
class TraceProbeTest {
    private static final int TRIES = 20;
    private static final String SECRET = "0123456789abcdef";
    private static final TraceQuestion QUESTION = new TraceQuestion(ChannelKey.of(7, 9), new Seq(48));

    @TempDir
    private Path directory;

    private HttpsServer server;
    private URI address;
    private Path authority;
    private Path secret;

    @BeforeEach
    void start() throws Exception {
        Duration life = Duration.ofHours(1);
        OwnAuthority own = new OwnAuthority("Own", Instant.now(), life, new Random(1));
        OwnAuthority.Issued issued = own.issue(List.of("127.0.0.1"), Instant.now(), life);
        Path certificate = Files.writeString(directory.resolve("role.pem"), issued.certificate());
        Path key = Files.writeString(directory.resolve("role.key"), issued.key());
        authority = Files.writeString(directory.resolve("authority.pem"), own.certificate());
        secret = Files.writeString(directory.resolve("secret"), SECRET + "\n");
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
        ServerIdentity identity =
                ServerIdentity.open(new TlsFiles("test", certificate, Optional.of(key), Optional.empty()),
                        System::nanoTime, line -> {});
        server.setHttpsConfigurator(new HttpsConfigurator(identity.context()));
        answer(TraceQuestion.PATH, new TraceMarks("somebody", 1, List.of(), List.of()));
        answer(HeatRoute.PATH, new HeatView(1, 1, List.of(), List.of()));
        server.start();
        address = URI.create("https://127.0.0.1:" + server.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void believesTheConfiguredAuthorityAndNobodyElse() {
        try (TraceProbe probe = new TraceProbe(config(secret, Optional.of(authority)));
                HeatSource heat = new HeatSource(config(secret, Optional.of(authority)))) {
            List<Told> told = ask(probe, List.of(gateway()));
            assertEquals(List.of(Told.Role.GATEWAY, Told.Role.FANOUT), told.stream().map(Told::role).toList());
            assertTrue(told.stream().allMatch(each -> each.process().equals("somebody")), told::toString);
            assertTrue(inTime(heat::look, Optional::isPresent).isPresent());
        }
        try (TraceProbe probe = new TraceProbe(config(secret, Optional.empty()));
                HeatSource heat = new HeatSource(config(secret, Optional.empty()))) {
            assertEquals(
                    List.of("gateway 3: not reached", "fan-out at " + address.getAuthority() + ": not reached"),
                    ask(probe, List.of(gateway())).stream()
                            .map(each -> each.process() + ": " + each.why())
                            .toList());
            assertTrue(heat.look().isEmpty());
        }
    }

    @Test
    void saysThatAnotherSecretIsWhyNothingIsTold() throws Exception {
        Path other = Files.writeString(directory.resolve("other"), "another secret than that");
        for (Path file : List.of(other, directory.resolve("missing"))) {
            try (TraceProbe probe = new TraceProbe(config(file, Optional.of(authority)))) {
                assertTrue(ask(probe, List.of()).getFirst().why().startsWith("refused: "));
            }
        }
    }

    private static List<Told> ask(TraceProbe probe, List<GatewaySlot> gateways) {
        return inTime(
                () -> probe.ask(QUESTION, gateways),
                told -> told.stream().noneMatch(each -> each.why().startsWith("no answer in")));
    }

    /// Asks again while a busy machine takes longer than the probe waits.
    private static <T> T inTime(Supplier<T> question, Predicate<T> answered) {
        T answer = question.get();
        for (int i = 0; i < TRIES && !answered.test(answer); i++) {
            answer = question.get();
        }
        return answer;
    }

    private FleetConfig config(Path secretFile, Optional<Path> believed) {
        return new FleetConfig(List.of(address), secretFile, believed);
    }

    private GatewaySlot gateway() {
        return new GatewaySlot(new GatewayId(3, 1), "pid 1", address.toString(), Instant.MAX);
    }

    private void answer(String path, Object body) {
        server.createContext(path, exchange -> {
            boolean known = SECRET.equals(exchange.getRequestHeaders().getFirst(InboxRoute.SECRET_HEADER));
            byte[] text = ApiCodec.write(body);
            exchange.sendResponseHeaders(known ? 200 : 401, text.length);
            exchange.getResponseBody().write(text);
            exchange.close();
        });
    }
}
