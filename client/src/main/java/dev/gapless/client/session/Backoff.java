package dev.gapless.client.session;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Full-jitter exponential back-off: the wait before try n is uniform between 0 and `base · 2ⁿ`, at most `cap`.
///
/// Source: M. Brooker, "Exponential Backoff And Jitter".
///
/// @param base bound of the first wait
/// @param cap bound of all waits
public record Backoff(Duration base, Duration cap) {
    /// Reconnecting: 250 ms to 30 s.
    public static final Backoff RECONNECT = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(30));
    /// Repeating a single request: 100 ms to 5 s.
    public static final Backoff REQUEST = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5));

    private static final int MAX_SHIFT = 30;

    public Backoff {
        if (base.isNegative() || base.isZero() || cap.compareTo(base) < 0) {
            throw new IllegalArgumentException("backoff: " + base + ", " + cap + " (expected: 0 < base <= cap)");
        }
    }

    /// The wait before a retry.
    ///
    /// @param retry 0 for the first
    public Duration delay(int retry, RandomGenerator random) {
        long bound = Math.min(cap.toMillis(), base.toMillis() << Math.clamp(retry, 0, MAX_SHIFT));
        return Duration.ofMillis(random.nextLong(bound + 1));
    }

    /// The wait before a retry when the server gave a hint: the hint and up to as much again, so that those who were refused
    /// together do not come back together. The hint is bounded by `cap`.
    public Duration delay(int retry, Optional<Duration> hint, RandomGenerator random) {
        if (hint.isEmpty() || hint.get().isNegative()) {
            return delay(retry, random);
        }
        long hintMs = Math.min(hint.get().toMillis(), cap.toMillis());
        return Duration.ofMillis(hintMs + random.nextLong(hintMs / 2 + base.toMillis()));
    }
}
