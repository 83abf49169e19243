package dev.gapless.schema.shard;

import java.time.Duration;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Runs whole transactions again when their failure says that this helps: bounded, with full jitter.
final class Retry {
    static final int MAX_ATTEMPTS = 7;
    private static final long FIRST_PAUSE_MS = 4;
    private static final long MAX_PAUSE_MS = 250;

    private final Pause pause;
    private final RandomGenerator random;

    Retry(Pause pause, RandomGenerator random) {
        this.pause = pause;
        this.random = random;
    }

    <T> T run(Supplier<T> attempt) {
        for (int attempts = 1;; attempts++) {
            try {
                return attempt.get();
            } catch (ShardException e) {
                boolean again = e.failure().retryTransaction()
                        && e.outcome() == ShardException.Outcome.NOT_DONE
                        && attempts < MAX_ATTEMPTS;
                if (!again || !slept(attempts)) {
                    throw e;
                }
            }
        }
    }

    /// False if the thread was interrupted: then the last failure stands.
    private boolean slept(int attempts) {
        long ceilingMs = Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS << attempts);
        try {
            pause.pause(Duration.ofMillis(random.nextLong(1, ceilingMs + 1)));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
