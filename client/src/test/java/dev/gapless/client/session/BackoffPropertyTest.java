package dev.gapless.client.session;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class BackoffPropertyTest {
    @Property
    void staysBelowTheDoubledBoundAndTheCap(
            @ForAll @IntRange(min = 0, max = Integer.MAX_VALUE) int retry, @ForAll long seed) {
        long delay = Backoff.RECONNECT.delay(retry, new Random(seed)).toMillis();
        long bound = Math.min(30_000, 250L << Math.min(retry, 20));
        assertTrue(delay >= 0 && delay <= bound, delay + " after retry " + retry);
    }

    @Property
    void waitsAtLeastAsLongAsTheServerAsks(
            @ForAll @IntRange(min = 0, max = 60) int retry,
            @ForAll @IntRange(min = 0, max = 30_000) int hintMs,
            @ForAll long seed) {
        Duration hint = Duration.ofMillis(hintMs);
        long delay = Backoff.RECONNECT.delay(retry, Optional.of(hint), new Random(seed)).toMillis();
        assertTrue(delay >= hintMs && delay <= 2L * hintMs + 250, delay + " for a hint of " + hintMs);
    }
}
