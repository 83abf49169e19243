package dev.gapless.bench;

import dev.gapless.bench.load.SendLoad;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Waiting in benches.
public final class Waits {
    private static final Duration ANSWERS = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(50);

    private Waits() {}

    /// Lets the load run for a while.
    public static void run(Duration length) {
        try {
            TimeUnit.NANOSECONDS.sleep(length.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /// Waits for connections to open.
    public static void await(CountDownLatch latch, String what) {
        try {
            if (!latch.await(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException(what + ": " + latch.getCount() + " are missing after 60 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /// Waits until all that was sent is answered, or time is up.
    ///
    /// @return what became of all sends
    static SendLoad.Tally answered(SendLoad load) {
        long until = System.nanoTime() + ANSWERS.toNanos();
        SendLoad.Tally tally = load.tally();
        while (tally.unanswered() > 0 && System.nanoTime() < until) {
            run(POLL);
            tally = load.tally();
        }
        return tally;
    }
}
