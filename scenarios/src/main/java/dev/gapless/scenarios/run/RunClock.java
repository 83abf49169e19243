package dev.gapless.scenarios.run;

/// Time of a run: microseconds since the load began; [#BEFORE] before.
final class RunClock {
    /// All that comes before the load: starting a stack, making the world, connecting.
    static final long BEFORE = -1;

    private volatile boolean started;
    private volatile long zeroNanos = System.nanoTime();

    /// The load begins now.
    void start() {
        zeroNanos = System.nanoTime();
        started = true;
    }

    long micros() {
        return started ? (System.nanoTime() - zeroNanos) / 1000 : BEFORE;
    }

    /// Whether the load has begun.
    boolean started() {
        return started;
    }

    /// When this moment is, for [System#nanoTime].
    long nanoTimeAt(long micros) {
        return zeroNanos + micros * 1000;
    }
}
