package dev.gapless.control.signin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// ID tokens of an issuer that is made here, right and wrong ones.
class IdTokensTest {
    private static final String AUDIENCE = "gapless";

    private final AtomicInteger asked = new AtomicInteger();
    private Instant now = Instant.ofEpochSecond(1_800_000_000);
    private final Clock clock = clock(() -> now);
    private HttpServer server;
    private URI issuer;
    private volatile JWKSet shown;
    private volatile boolean away;
    private volatile String place = "/keys";
    private RSAKey key;
    private IdTokens tokens;

    @BeforeEach
    void start() throws Exception {
        key = newKey("first");
        shown = new JWKSet(key.toPublicJWK());
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
        issuer = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/realm");
        server.createContext("/realm/.well-known/openid-configuration", exchange -> answer(
                exchange, "{\"issuer\":\"" + issuer + "\",\"jwks_uri\":\"" + issuer + place + "\"}"));
        server.createContext("/realm/keys", exchange -> {
            asked.incrementAndGet();
            answer(exchange, shown.toString());
        });
        server.start();
        tokens = tokens();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void tellsWhomATokenIsAbout() throws Exception {
        assertEquals("ada", user(signed(key, claims())));
        assertEquals("ada", user(signed(key, claims())));
        assertEquals(1, asked.get(), "keys are kept");
    }

    @Test
    void saysWhatIsWrongWithATokenThatIsNotRightInOnePoint() throws Exception {
        Map.of(
                "token: iss https://evil.example (expected: " + issuer + ")",
                change().issuer("https://evil.example"),
                "token: aud somebody-else (expected: gapless)", change().audience("somebody-else"),
                "token: aud  (expected: gapless)", change().audience((String) null),
                "token: azp another (expected: gapless)",
                change().audience(List.of("gapless", "another")).claim("azp", "another"),
                "token: azp null (expected: gapless)", change().audience(List.of("gapless", "another")),
                "token: over since 2027-01-15T07:58:59Z (expected: one that is valid at 2027-01-15T08:00:00Z)",
                change().expirationTime(at(-61)),
                "token: of the future (expected: one that is valid at 2027-01-15T08:00:00Z)",
                change().notBeforeTime(at(120)),
                "token: exp absent (expected: a time)", change().expirationTime(null),
                "token: sub absent (expected: a value)", change().subject(null),
                "token: preferred_username absent (expected: a value)", change().claim("preferred_username", null))
                .forEach((told, claims) -> refused(told, signed(key, claims.build())));
        refused(
                "token: of the future (expected: one that is valid at 2027-01-15T08:00:00Z)",
                signed(key, change().issueTime(at(120)).build()));
        refused(
                "token: preferred_username of another type (expected: text)",
                signed(key, change().claim("preferred_username", 7).build()));
        assertEquals("ada",
                user(signed(key, change().audience(List.of("gapless", "x")).claim("azp", "gapless").build())));
        assertEquals("ada", user(signed(key, change().claim("azp", "some-tool").build())));
    }

    @Test
    void takesOnlySignaturesOfTheIssuersOwnKeys() throws Exception {
        String told = "token: not signed by the issuer (expected: an ID token with a signature of " + issuer + ")";
        refused(told, signed(newKey("first"), claims()));
        refused(told, new PlainJWT(claims()).serialize());
        SignedJWT shared = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("first").build(), claims());
        shared.sign(new MACSigner(key.toPublicJWK().toString().getBytes(StandardCharsets.UTF_8)));
        refused(told, shared.serialize());
        SignedJWT access = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("first").type(new JOSEObjectType("at+jwt")).build(),
                claims());
        access.sign(new RSASSASigner(key));
        refused(told, access.serialize());
        String good = signed(key, claims());
        refused(told, good.substring(0, good.length() - 10) + "AAAAAAAAAA");
        for (String noise : new String[] {"", "x", "a.b.c"}) {
            refused("token: cannot be read (expected: a JWT)", noise);
        }
        refused("token: longer than 16384 (expected: a JWT)", "x".repeat(20_000));
    }

    @Test
    void wantsTheNonceThatTheIssuerWasAskedWith() throws Exception {
        String token = signed(key, change().claim("nonce", "n-1").build());
        assertEquals("ada", tokens.user(token, Optional.of("n-1")));
        assertEquals("ada", user(token), "whoever did not ask the issuer knows of none");
        for (String shown : List.of(token, signed(key, claims()))) {
            GaplessException refusal =
                    assertThrows(GaplessException.class, () -> tokens.user(shown, Optional.of("n-2")));
            assertEquals(ErrorCode.UNAUTHENTICATED, refusal.code());
            assertTrue(refusal.text().startsWith("token: another nonce"), refusal.text());
        }
    }

    @Test
    void allowsClocksToDifferByAMinute() throws Exception {
        String token = signed(key, change().expirationTime(at(0)).build());
        now = now.plus(IdTokenClaims.SKEW).minusSeconds(1);
        assertEquals("ada", user(token));
        now = now.plusSeconds(2);
        refused("token: over since 2027-01-15T08:00:00Z (expected: one that is valid at 2027-01-15T08:01:01Z)", token);
    }

    @Test
    void asksForKeysAgainWhenATokenNamesAnUnknownOne() throws Exception {
        assertEquals("ada", user(signed(key, claims())));
        RSAKey next = newKey("second");
        shown = new JWKSet(List.of(key.toPublicJWK(), next.toPublicJWK()));
        assertEquals("ada", user(signed(next, claims())));
        assertEquals(2, asked.get());
        assertEquals("ada", user(signed(key, claims())), "the first is still shown");
        int before = asked.get();
        for (int i = 0; i < 50; i++) {
            String bogus = signed(newKeyNamed(next, "unknown-" + i), claims());
            assertThrows(GaplessException.class, () -> user(bogus));
        }
        assertTrue(asked.get() - before < 5, "the issuer was asked " + (asked.get() - before) + " times");
    }

    @Test
    void looksForTheKeysElsewhereWhenTheIssuerSaysSo() throws Exception {
        assertEquals("ada", user(signed(key, claims())));
        RSAKey next = newKey("second");
        server.createContext("/realm/moved", exchange -> answer(exchange, new JWKSet(next.toPublicJWK()).toString()));
        place = "/moved";
        now = now.plus(IdTokens.PLACE_KEPT);
        assertEquals("ada", user(signed(next, claims())));
        refused(
                "token: not signed by the issuer (expected: an ID token with a signature of " + issuer + ")",
                signed(key, claims()));
    }

    @Test
    void goesOnWithKnownKeysWhileTheIssuerIsAwayAndSaysSoWithout() throws Exception {
        away = true;
        unavailable();
        away = false;
        unavailable();
        now = now.plus(IdTokens.ASK_EVERY);
        assertEquals("ada", user(signed(key, claims())));
        away = true;
        assertEquals("ada", user(signed(key, claims())));
        now = now.plus(IdTokens.PLACE_KEPT);
        assertEquals("ada", user(signed(key, claims())));
    }

    private void unavailable() {
        assertEquals(
                ErrorCode.UNAVAILABLE,
                assertThrows(GaplessException.class, () -> user(signed(key, claims()))).code());
    }

    private String user(String token) {
        return tokens.user(token, Optional.empty());
    }

    private IdTokens tokens() {
        return new IdTokens(
                new SignInConfig(
                        issuer, AUDIENCE, Set.of("acme"), "preferred_username", "openid", Duration.ofHours(8),
                        Optional.empty()),
                clock);
    }

    private void refused(String told, String token) {
        GaplessException refusal = assertThrows(GaplessException.class, () -> user(token), told);
        assertEquals(told, refusal.text());
        assertEquals(ErrorCode.UNAUTHENTICATED, refusal.code(), told);
    }

    private JWTClaimsSet claims() {
        return change().build();
    }

    private JWTClaimsSet.Builder change() {
        return new JWTClaimsSet.Builder()
                .issuer(issuer.toString())
                .audience(AUDIENCE)
                .subject("1234")
                .claim("preferred_username", "ada")
                .issueTime(at(0))
                .expirationTime(at(300));
    }

    private Date at(long seconds) {
        return Date.from(now.plusSeconds(seconds));
    }

    private static String signed(RSAKey key, JWTClaimsSet claims) {
        try {
            SignedJWT token =
                    new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(), claims);
            token.sign(new RSASSASigner(key));
            return token.serialize();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private static RSAKey newKey(String id) throws JOSEException {
        return new RSAKeyGenerator(2048).keyID(id).generate();
    }

    private static RSAKey newKeyNamed(RSAKey key, String id) {
        return new RSAKey.Builder(key).keyID(id).build();
    }

    private void answer(HttpExchange exchange, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(away ? 503 : 200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static Clock clock(InstantSource source) {
        return source.withZone(ZoneOffset.UTC);
    }
}
