package dev.gapless.cli.issuer;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.issuer.Issuer.Answer;
import dev.gapless.client.Sleeper;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/// Sign-in through a browser on any machine (RFC 8628): the person opens a page there and types a code, while we ask now and then whether it
/// is done. One thread.
public final class DeviceFlow {
    private static final Duration FASTEST = Duration.ofSeconds(1);
    private static final Duration USUAL = Duration.ofSeconds(5);
    private static final Duration SLOWER_BY = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofMinutes(15);

    private final Issuer issuer;
    private final Sleeper sleeper;

    public DeviceFlow(Issuer issuer, Sleeper sleeper) {
        this.issuer = issuer;
        this.sleeper = sleeper;
    }

    /// @param show given the page to open and the code to type there
    /// @throws CliFailure if the person or the issuer refuses, or the code ends first
    public IdToken ask(BiConsumer<URI, String> show) {
        if (!issuer.has("device_authorization_endpoint")) {
            throw CliFailure.usage(
                    "--device: not offered by " + issuer.offer().issuer() + " (expected: an issuer with RFC 8628)",
                    "leave it out, or use --id-token-file");
        }
        Answer begun = issuer.post(
                issuer.endpoint("device_authorization_endpoint"), Map.of("scope", issuer.offer().scope()));
        if (begun.status() != 200) {
            throw Issuer.refused(begun.words());
        }
        show.accept(URI.create(needed(begun, "verification_uri")), needed(begun, "user_code"));
        return new IdToken(await(begun, needed(begun, "device_code")), Optional.empty());
    }

    private String await(Answer begun, String code) {
        Duration left = min(seconds(begun, "expires_in", LONGEST), LONGEST);
        Duration pause = max(seconds(begun, "interval", USUAL), FASTEST);
        while (left.isPositive()) {
            try {
                sleeper.sleep(pause);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw Issuer.interrupted();
            }
            left = left.minus(pause);
            Answer answer = issuer.post(
                    issuer.endpoint("token_endpoint"),
                    Map.of("grant_type", "urn:ietf:params:oauth:grant-type:device_code", "device_code", code));
            if (answer.status() == 200) {
                return Issuer.idToken(answer);
            }
            switch (answer.error()) {
                case "authorization_pending" -> {}
                case "slow_down" -> pause = pause.plus(SLOWER_BY);
                default -> throw Issuer.refused(answer.words());
            }
        }
        throw Issuer.refused("the code is over");
    }

    private static String needed(Answer answer, String field) {
        return answer.text(field).orElseThrow(() -> Issuer.refused("no " + field + " in the issuer's answer"));
    }

    private static Duration seconds(Answer answer, String field, Duration otherwise) {
        return answer.fields().get(field) instanceof Number number
                ? Duration.ofSeconds(number.longValue())
                : otherwise;
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }
}
