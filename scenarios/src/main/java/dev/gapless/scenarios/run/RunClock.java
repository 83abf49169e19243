package dev.gapless.scenarios.run;

/// Time of a run: microseconds since the load began, negative before.
final class RunClock {
    private volatile long zeroNanos = System.nanoTime();

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
