package dev.gapless.cli.issuer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gapless.cli.CliFailure;
import dev.gapless.protocol.api.SignInOffer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeviceFlowTest {
    private final Deque<String> answers = new ArrayDeque<>();
    private final List<String> asked = new ArrayList<>();
    private final List<Duration> waits = new ArrayList<>();
    private final List<String> shown = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private HttpServer server;
    private String begun;
    private String more = ",\"device_authorization_endpoint\":\"%s/device\"";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
        String address = "http://127.0.0.1:" + server.getAddress().getPort();
        begun = "{\"device_code\":\"d 1\",\"user_code\":\"WDJB-MJHT\",\"verification_uri\":\"" + address
                + "/page\",\"expires_in\":60,\"interval\":2}";
        server.createContext("/.well-known/openid-configuration", exchange -> answer(exchange, 200,
                "{\"issuer\":\"" + address + "\",\"token_endpoint\":\"" + address + "/token\""
                        + more.formatted(address) + "}"));
        server.createContext("/device", exchange -> answer(exchange, 200, begun));
        server.createContext("/token", exchange -> {
            String next = Objects.requireNonNull(answers.poll());
            answer(exchange, next.contains("error") ? 400 : 200, next);
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        http.close();
    }

    @Test
    void asksUntilThePersonIsThroughAndSlowerWhenTold() {
        answers.addAll(List.of(
                "{\"error\":\"authorization_pending\"}", "{\"error\":\"slow_down\"}",
                "{\"error\":\"authorization_pending\"}", "{\"id_token\":\"a.b.c\"}"));
        IdToken token = ask();
        assertEquals("a.b.c", token.text());
        assertEquals(Optional.empty(), token.nonce());
        assertEquals(List.of(2, 2, 7, 7), waits.stream().map(wait -> (int) wait.toSeconds()).toList());
        assertTrue(shown.getFirst().endsWith("/page WDJB-MJHT"), shown.getFirst());
        assertEquals("scope=openid&client_id=gapless", asked.getFirst());
        assertTrue(asked.getLast().contains("device_code=d+1"), asked.getLast());
    }

    @Test
    void endsWhenThePersonRefusesOrTheCodeIsOver() {
        answers.add("{\"error\":\"access_denied\",\"error_description\":\"no\"}");
        assertEquals("sign-in: access_denied: no (expected: an ID token)",
                assertThrows(CliFailure.class, this::ask).what());
        for (int i = 0; i < 30; i++) {
            answers.add("{\"error\":\"authorization_pending\"}");
        }
        assertEquals("sign-in: the code is over (expected: an ID token)",
                assertThrows(CliFailure.class, this::ask).what());
        assertTrue(answers.isEmpty(), "60 s in steps of 2 s are 30 questions");
    }

    @Test
    void saysSoWhenTheIssuerDoesNotOfferIt() {
        more = "";
        assertEquals("usage", assertThrows(CliFailure.class, this::ask).code());
    }

    private IdToken ask() {
        String address = "http://127.0.0.1:" + server.getAddress().getPort();
        Issuer issuer = Issuer.find(new SignInOffer(address, "gapless", "openid"), http);
        return new DeviceFlow(issuer, waits::add).ask((page, code) -> shown.add(page + " " + code));
    }

    private void answer(HttpExchange exchange, int status, String json) throws IOException {
        String question = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        if (!question.isEmpty()) {
            asked.add(question);
        }
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
