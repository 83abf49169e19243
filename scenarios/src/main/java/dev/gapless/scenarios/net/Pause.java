package dev.gapless.scenarios.net;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Waits until a moment; an interrupt ends the wait and stays set.
public final class Pause {
    private Pause() {}

    /// @param nanoTime of [System#nanoTime]
    public static void until(long nanoTime) {
        for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
            LockSupport.parkNanos(left);
        }
    }

    public static void of(Duration duration) {
        until(System.nanoTime() + duration.toNanos());
    }
}
