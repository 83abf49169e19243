package dev.gapless.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.client.session.Backoff;
import dev.gapless.protocol.api.CreateChannel;
import dev.gapless.protocol.api.SendAnswer;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Position;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ApiClientTest {
    private static final IdempotencyKey KEY = new IdempotencyKey("k1");

    private final FakeGateway gateway = FakeGateway.start();
    private final HttpClient connections = HttpOptions.newHttp();
    private final List<Duration> pauses = new ArrayList<>();
    private final HttpOptions options =
            new HttpOptions(connections, Duration.ofSeconds(30), 4, Backoff.REQUEST, new Random(1), pauses::add);

    @AfterEach
    void close() {
        connections.close();
        gateway.close();
    }

    @Test
    void repeatsASendWithItsKeyUntilTheAnswerComes() {
        gateway.refuseNextHttp(ErrorCode.OUTCOME_UNKNOWN);
        gateway.refuseNextHttp(ErrorCode.OVERLOADED);
        SendAnswer answer = api(gateway.endpoint()).send(FakeGateway.CHANNEL, "hello", KEY);
        assertEquals(1, answer.seq().value());
        assertTrue(answer.duplicate(), "the first try was logged");
        assertEquals(1, gateway.size());
        assertEquals(2, pauses.size());
        assertTrue(pauses.getFirst().toMillis() >= 7, "the server's hint is the least wait: " + pauses);
    }

    @Test
    void givesUpAfterTheLastTry() {
        for (int i = 0; i < 4; i++) {
            gateway.refuseNextHttp(ErrorCode.OVERLOADED);
        }
        ApiException refused = assertThrows(
                ApiException.class, () -> api(gateway.endpoint()).send(FakeGateway.CHANNEL, "hello", KEY));
        assertEquals(Optional.of(ErrorCode.OVERLOADED), refused.known());
        assertEquals(Optional.of(Duration.ofMillis(7)), refused.retryAfter());
        assertEquals(Optional.of("r-1"), refused.requestId());
        assertTrue(refused.definite());
        assertEquals(503, refused.status());
        assertEquals(3, pauses.size());
    }

    @Test
    void doesNotRepeatWhatTheCallerMustChange() {
        gateway.refuseNextHttp(ErrorCode.KEY_REUSED);
        ApiException refused = assertThrows(
                ApiException.class, () -> api(gateway.endpoint()).send(FakeGateway.CHANNEL, "hello", KEY));
        assertTrue(refused.is(ErrorCode.KEY_REUSED));
        assertTrue(pauses.isEmpty());
    }

    @Test
    void takesTheNextServerWhenOneIsGone() {
        gateway.post("m");
        Endpoint both = Endpoint.of("http://127.0.0.1:" + freePort(), "http://127.0.0.1:" + gateway.port() + "/");
        ApiClient api = api(both);
        assertEquals(1, api.eventsAfter(FakeGateway.CHANNEL, Position.START, 10).events().size());
        assertEquals(1, pauses.size());
        assertEquals(1, api.eventsAfter(FakeGateway.CHANNEL, Position.START, 10).events().size());
        assertEquals(1, pauses.size(), "the good one is remembered");
        assertTrue(api.live());
    }

    @Test
    void saysWhenNothingWasDone() {
        UnreachableException nobody = assertThrows(
                UnreachableException.class,
                () -> api(Endpoint.of("http://127.0.0.1:" + freePort())).me());
        assertTrue(nobody.definite());
        assertFalse(api(Endpoint.of("http://127.0.0.1:" + freePort())).live());
    }

    @Test
    void doesNotRepeatAnActThatMayHaveBeenDone() throws Exception {
        try (ServerSocket silent = new ServerSocket(0)) {
            Thread.ofVirtual().start(() -> hangUpOnEverybody(silent));
            UnreachableException broken = assertThrows(
                    UnreachableException.class,
                    () -> api(Endpoint.of("http://127.0.0.1:" + silent.getLocalPort()))
                            .createChannel(new CreateChannel("x", "public", Optional.empty())));
            assertFalse(broken.definite());
            assertTrue(pauses.isEmpty());
        }
    }

    @Test
    void namesAnswersThatAreNotOfThisProtocol() {
        ApiException strange =
                assertThrows(ApiException.class, () -> api(gateway.endpoint()).me());
        assertEquals("http-404", strange.code());
        assertEquals(404, strange.status());
        assertTrue(strange.known().isEmpty());
    }

    @Test
    void showsNoToken() {
        Token token = Token.of("gpl_secret");
        assertFalse(token.toString().contains("secret"));
        assertThrows(IllegalArgumentException.class, () -> Token.of("two words"));
    }

    @Test
    void refusesAddressesThatAreNone() {
        assertThrows(IllegalArgumentException.class, () -> Endpoint.of("ftp://somewhere"));
        assertThrows(IllegalArgumentException.class, () -> Endpoint.of(List.of()));
    }

    private ApiClient api(Endpoint endpoint) {
        return new ApiClient(endpoint, Token.of(FakeGateway.TOKEN), options);
    }

    private static void hangUpOnEverybody(ServerSocket server) {
        try {
            while (true) {
                server.accept().close();
            }
        } catch (IOException e) {
            // The test has ended and closed the server.
            assertTrue(server.isClosed());
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
