package dev.gapless.control.signin;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.gapless.protocol.codec.ApiCodec;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.tls.Trust;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Checks ID tokens (JWT, RFC 7519; OpenID Connect Core 3.1.3.7): signed with a key that the issuer shows, and saying what
/// [IdTokenClaims] wants.
///
/// The issuer is asked where its keys are when the first token comes, and again after [#PLACE_KEPT]. The keys are kept for
/// [#KEYS_KEPT], asked for again when a token names one that is not among them, though not more often than every [#ASK_EVERY], and
/// used for [#WITHOUT_ISSUER] while it is away.
///
/// Only signatures with a public key are taken: a token that is not signed, or signed with a shared secret, is none. Any thread; may
/// wait for the issuer, for a few seconds at most.
final class IdTokens {
    static final Duration PLACE_KEPT = Duration.ofHours(1);
    static final Duration KEYS_KEPT = Duration.ofMinutes(5);
    static final Duration ASK_EVERY = Duration.ofSeconds(5);
    static final Duration WITHOUT_ISSUER = Duration.ofHours(4);
    private static final Logger log = LoggerFactory.getLogger(IdTokens.class);
    private static final int TIMEOUT_MS = 3_000;
    private static final int MAX_ANSWER_BYTES = 1024 * 1024;
    private static final int MAX_TOKEN_CHARS = 16 * 1024;
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256, JWSAlgorithm.RS384, JWSAlgorithm.RS512, JWSAlgorithm.PS256, JWSAlgorithm.PS384,
            JWSAlgorithm.PS512, JWSAlgorithm.ES256, JWSAlgorithm.ES384, JWSAlgorithm.ES512);

    private final SignInConfig config;
    private final Clock clock;
    private final DefaultResourceRetriever http;
    /// Mutated only under this object's lock, as the next two; null until the issuer has said where its keys are.
    private @Nullable Keys keys;
    private Instant lookedAt = Instant.MIN;
    private Instant failedAt = Instant.MIN;

    /// Where the issuer's keys are, and what checks with them.
    private record Keys(URI place, DefaultJWTProcessor<SecurityContext> processor) {}

    /// @throws IllegalArgumentException if the issuer's authority cannot be read
    IdTokens(SignInConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
        this.http = config.authority()
                .map(Trust::in)
                .map(SSLContext::getSocketFactory)
                .map(tls -> new DefaultResourceRetriever(TIMEOUT_MS, TIMEOUT_MS, MAX_ANSWER_BYTES, false, tls))
                .orElseGet(() -> new DefaultResourceRetriever(TIMEOUT_MS, TIMEOUT_MS, MAX_ANSWER_BYTES));
    }

    /// Whom a token is about: the value of the claim that names users.
    ///
    /// @param nonce what the token must repeat, if anything
    /// @throws GaplessException `unauthenticated`, saying what is wrong with the token; `unavailable` if the issuer is away
    String user(String token, Optional<String> nonce) {
        if (token.length() > MAX_TOKEN_CHARS) {
            throw IdTokenClaims.wrong("longer than " + MAX_TOKEN_CHARS, "a JWT");
        }
        try {
            JWTClaimsSet claims = processor().process(token, null);
            IdTokenClaims.requireNonce(claims, nonce);
            return IdTokenClaims.text(claims, config.userClaim());
        } catch (ParseException e) {
            throw IdTokenClaims.wrong("cannot be read", "a JWT");
        } catch (BadJOSEException e) {
            log.info("ID token is refused cause=\"{}\"", String.valueOf(e.getMessage()));
            throw IdTokenClaims.wrong("not signed by the issuer", "an ID token with a signature of " + config.issuer());
        } catch (RateLimitReachedException e) {
            // The key may be new, but the issuer was asked a moment ago: known again after ASK_EVERY.
            throw away();
        } catch (JOSEException e) {
            throw away(e);
        }
    }

    private synchronized DefaultJWTProcessor<SecurityContext> processor() {
        Instant now = clock.instant();
        Keys known = keys;
        if (known != null && now.isBefore(lookedAt.plus(PLACE_KEPT))) {
            return known.processor();
        }
        if (known == null && now.isBefore(later(failedAt, ASK_EVERY))) {
            throw away();
        }
        try {
            URI place = keysAddress();
            if (known == null || !known.place().equals(place)) {
                known = new Keys(place, newProcessor(place));
                keys = known;
            }
        } catch (IOException | IllegalArgumentException e) {
            failedAt = now;
            if (known == null) {
                throw away(e);
            }
            log.warn("Issuer does not say where its keys are, those known are used issuer={} cause=\"{}\"",
                    config.issuer(), e.toString());
        }
        lookedAt = now;
        return known.processor();
    }

    private static Instant later(Instant time, Duration wait) {
        return time.equals(Instant.MIN) ? time : time.plus(wait);
    }

    private DefaultJWTProcessor<SecurityContext> newProcessor(URI place) throws IOException {
        JWKSource<SecurityContext> source = JWKSourceBuilder.<SecurityContext>create(place.toURL(), http)
                .cache(KEYS_KEPT.toMillis(), TIMEOUT_MS * 2L)
                .refreshAheadCache(false)
                .rateLimited(ASK_EVERY.toMillis())
                .outageTolerant(WITHOUT_ISSUER.toMillis())
                .build();
        DefaultJWTProcessor<SecurityContext> made = new DefaultJWTProcessor<>();
        made.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, null));
        made.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, source));
        made.setJWTClaimsSetVerifier(new IdTokenClaims(config, clock));
        return made;
    }

    /// What OpenID Connect Discovery says of the issuer; it must name itself as it is configured.
    private URI keysAddress() throws IOException {
        URI where = URI.create(config.issuer().toString().replaceAll("/$", "") + "/.well-known/openid-configuration");
        Map<?, ?> told = ApiCodec.read(
                http.retrieveResource(where.toURL()).getContent().getBytes(StandardCharsets.UTF_8), Map.class);
        if (!config.issuer().toString().equals(told.get("issuer"))
                || !(told.get("jwks_uri") instanceof String place)) {
            throw new IOException(where + ": issuer " + told.get("issuer") + " (expected: " + config.issuer() + ")");
        }
        return SignInConfig.address("jwks_uri", place);
    }

    private GaplessException away(Exception cause) {
        log.warn("Issuer of ID tokens cannot be asked issuer={} cause=\"{}\"", config.issuer(), cause.toString());
        return away();
    }

    private static GaplessException away() {
        return new GaplessException(ErrorCode.UNAVAILABLE, "issuer: out of reach (expected: its keys)", ASK_EVERY);
    }
}
