package dev.gapless.scenarios.run;

import java.time.Duration;

/// Time of a run: microseconds since the load began, negative before.
final class RunClock {
    /// No preparation takes so long; so its times are negative before it is known when the load begins.
    private static final Duration PREPARATION = Duration.ofHours(1);

    private volatile long zeroNanos = System.nanoTime() + PREPARATION.toNanos();

    /// The load begins now.
    void start() {
        zeroNanos = System.nanoTime();
    }

    long micros() {
        return (System.nanoTime() - zeroNanos) / 1000;
    }

    /// When this moment is, for [System#nanoTime].
    long nanoTimeAt(long micros) {
        return zeroNanos + micros * 1000;
    }
}
