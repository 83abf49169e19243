package dev.gapless.devstack.crash;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Waits for conditions.
final class Waiting {
    private static final long LOOK_EVERY_MS = 20;

    private Waiting() {}

    static void until(BooleanSupplier condition, Duration deadline, Supplier<String> state) {
        long end = System.nanoTime() + deadline.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + deadline.toSeconds() + " s: " + state.get());
            }
            pause();
        }
    }

    private static void pause() {
        try {
            if (new CountDownLatch(1).await(LOOK_EVERY_MS, TimeUnit.MILLISECONDS)) {
                throw new AssertionError("a latch that nobody opens is open");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
