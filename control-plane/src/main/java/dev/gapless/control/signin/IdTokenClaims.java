package dev.gapless.control.signin;

import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.JWTClaimsSetVerifier;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a signed ID token must say: from the issuer, for our audience (with others beside us: to us), not over and not of the future, give or take
/// [#SKEW]. What is wrong is told, since whoever shows a token can read it. Any thread.
final class IdTokenClaims implements JWTClaimsSetVerifier<SecurityContext> {
    static final Duration SKEW = Duration.ofMinutes(1);
    private static final int SHOWN = 80;

    private final SignInConfig config;
    private final Clock clock;

    IdTokenClaims(SignInConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    /// @throws GaplessException `unauthenticated`
    @Override
    public void verify(JWTClaimsSet claims, @Nullable SecurityContext context) {
        if (!config.issuer().toString().equals(claims.getIssuer())) {
            throw wrong("iss " + claims.getIssuer(), config.issuer().toString());
        }
        requireAudience(claims);
        Instant now = clock.instant();
        if (!now.isBefore(time("exp", claims.getExpirationTime()).plus(SKEW))) {
            throw wrong("over since " + claims.getExpirationTime().toInstant(), "one that is valid at " + now);
        }
        if (time("iat", claims.getIssueTime()).minus(SKEW).isAfter(now)
                || claims.getNotBeforeTime() != null
                        && claims.getNotBeforeTime().toInstant().minus(SKEW).isAfter(now)) {
            throw wrong("of the future", "one that is valid at " + now);
        }
        text(claims, "sub");
        text(claims, config.userClaim());
    }

    private void requireAudience(JWTClaimsSet claims) {
        List<String> audience = claims.getAudience();
        if (!audience.contains(config.audience())) {
            throw wrong("aud " + String.join(" ", audience), config.audience());
        }
        if (audience.size() > 1 && !config.audience().equals(claims.getClaim("azp"))) {
            throw wrong("azp " + claims.getClaim("azp"), config.audience());
        }
    }

    /// @throws GaplessException `unauthenticated` if the token does not repeat it
    static void requireNonce(JWTClaimsSet claims, Optional<String> nonce) {
        if (nonce.isEmpty()) {
            return;
        }
        byte[] expected = nonce.get().getBytes(StandardCharsets.UTF_8);
        byte[] shown = String.valueOf(claims.getClaim("nonce")).getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(expected, shown)) {
            throw wrong("another nonce", "the one that the issuer was asked with");
        }
    }

    /// A claim that must be there.
    static String text(JWTClaimsSet claims, String name) {
        try {
            String text = claims.getStringClaim(name);
            if (text != null && !text.isEmpty()) {
                return text;
            }
        } catch (ParseException e) {
            throw wrong(name + " of another type", "text");
        }
        throw wrong(name + " absent", "a value");
    }

    private static Instant time(String name, @Nullable Date date) {
        if (date == null) {
            throw wrong(name + " absent", "a time");
        }
        return date.toInstant();
    }

    /// A token that opens nothing, and why.
    static GaplessException wrong(String what, String expected) {
        String shown = what.length() > SHOWN ? what.substring(0, SHOWN) + "…" : what;
        return new GaplessException(ErrorCode.UNAUTHENTICATED, "token: " + shown + " (expected: " + expected + ")");
    }
}
