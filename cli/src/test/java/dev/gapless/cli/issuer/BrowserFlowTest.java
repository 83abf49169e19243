package dev.gapless.cli.issuer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jwt.SignedJWT;
import dev.gapless.cli.CliFailure;
import dev.gapless.cli.ExitCode;
import dev.gapless.protocol.api.SignInOffer;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Sign-in through a browser, with an OpenID Connect server that checks the code and its proof, and an HTTP client as the browser.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrowserFlowTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final MockOAuth2Server server = new MockOAuth2Server();
    private final HttpClient http = HttpClient.newBuilder().build();
    private final HttpClient browser =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();
    private Issuer issuer;

    @BeforeAll
    void start() {
        server.start();
        issuer = Issuer.find(new SignInOffer(server.issuerUrl("staff").toString(), "gapless", "openid profile"), http);
    }

    @AfterAll
    void stop() {
        server.shutdown();
        http.close();
        browser.close();
    }

    @Test
    void bringsTheIdTokenThatTheBrowserWasSentFor() throws Exception {
        List<HttpResponse<String>> pages = new ArrayList<>();
        IdToken token = flow(PATIENCE).ask(page -> pages.add(open(page)));
        SignedJWT told = SignedJWT.parse(token.text());
        assertEquals(server.issuerUrl("staff").toString(), told.getJWTClaimsSet().getIssuer());
        assertEquals(List.of("gapless"), told.getJWTClaimsSet().getAudience());
        assertEquals(token.nonce().orElseThrow(), told.getJWTClaimsSet().getStringClaim("nonce"));
        assertEquals(200, pages.getFirst().statusCode());
        assertTrue(pages.getFirst().body().contains("Close this page"), pages.getFirst().body());
    }

    @Test
    void waitsOnWhenSomethingElseKnocks() throws Exception {
        IdToken token = flow(PATIENCE).ask(page -> {
            assertEquals(400, open(URI.create(parameter(page, "redirect_uri") + "?code=x&state=guessed")).statusCode());
            assertEquals(400, open(URI.create(parameter(page, "redirect_uri"))).statusCode());
            assertEquals(200, open(page).statusCode());
        });
        assertEquals("gapless", SignedJWT.parse(token.text()).getJWTClaimsSet().getAudience().getFirst());
    }

    @Test
    void provesThatWhoAskedIsWhoTakes() {
        CliFailure stolen = assertThrows(CliFailure.class, () -> flow(PATIENCE).ask(page -> {
            String other = "code_challenge=" + BrowserFlow.challenge("a".repeat(43));
            open(URI.create(page.toString().replaceAll("code_challenge=[^&]*", other)));
        }));
        assertEquals("issuer-refused", stolen.code(), stolen.what());
        assertEquals("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
                BrowserFlow.challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"), "RFC 7636, appendix B");
    }

    @Test
    void saysWhatTheIssuerSaid() {
        CliFailure refused = assertThrows(CliFailure.class, () -> flow(PATIENCE).ask(page -> open(URI.create(
                parameter(page, "redirect_uri") + "?error=access_denied&error_description=not+today&state="
                        + parameter(page, "state")))));
        assertEquals(ExitCode.AUTHENTICATION, refused.exit());
        assertEquals("sign-in: access_denied: not today (expected: an ID token)", refused.what());
        CliFailure other = assertThrows(CliFailure.class, () -> flow(PATIENCE).ask(page -> open(URI.create(
                parameter(page, "redirect_uri") + "?code=x&iss=https://evil.example&state="
                        + parameter(page, "state")))));
        assertEquals("sign-in: an answer of https://evil.example (expected: an ID token)", other.what());
    }

    @Test
    void givesUpWhenNobodyComes() {
        CliFailure late = assertThrows(CliFailure.class, () -> flow(Duration.ofMillis(1)).ask(page -> {}));
        assertEquals("no-answer", late.code());
    }

    @Test
    void speaksOnlyToTheIssuerThatWasNamed() {
        String elsewhere = server.issuerUrl("staff").toString().replace("127.0.0.1", "localhost");
        String named = elsewhere.equals(server.issuerUrl("staff").toString())
                ? elsewhere.replace("localhost", "127.0.0.1")
                : elsewhere;
        assertEquals("issuer", assertThrows(CliFailure.class, () -> Issuer.find(
                new SignInOffer(named.replace("/staff", "/staff/."), "gapless", "openid"), http)).code());
        assertEquals("issuer: http://chat.example/.well-known/openid-configuration (expected: an https URL)",
                assertThrows(CliFailure.class, () -> Issuer.find(
                        new SignInOffer("http://chat.example", "gapless", "openid"), http)).what());
    }

    private BrowserFlow flow(Duration patience) {
        return new BrowserFlow(issuer, new Random(7), patience);
    }

    private HttpResponse<String> open(URI page) {
        try {
            return browser.send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString());
        } catch (java.io.IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String parameter(URI page, String name) {
        for (String part : page.getRawQuery().split("&", -1)) {
            if (part.startsWith(name + "=")) {
                return URLDecoder.decode(part.substring(name.length() + 1), StandardCharsets.UTF_8);
            }
        }
        throw new AssertionError(page + " has no " + name);
    }
}
