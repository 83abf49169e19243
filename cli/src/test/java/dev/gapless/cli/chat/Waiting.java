package dev.gapless.cli.chat;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Waits for what must come.
final class Waiting {
    private static final Duration POLL = Duration.ofMillis(20);

    private Waiting() {}

    /// @param otherwise what is the case instead
    static void until(Duration deadline, BooleanSupplier condition, Supplier<String> otherwise) {
        long end = System.nanoTime() + deadline.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not within " + deadline + ": " + otherwise.get());
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }
}
