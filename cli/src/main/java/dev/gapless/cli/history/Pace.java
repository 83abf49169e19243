package dev.gapless.cli.history;

import dev.gapless.cli.CliFailure;
import dev.gapless.client.Sleeper;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The pace of a replay: waits until it is an event's turn. For one thread.
final class Pace {
    private final double factor;
    private final Sleeper sleeper;
    private @Nullable Instant firstEvent;
    private long startedNs;

    /// @param factor how much faster than it happened; infinite for no pauses
    Pace(double factor, Sleeper sleeper) {
        this.factor = factor;
        this.sleeper = sleeper;
    }

    /// Reads `10x`, `0.5x`, `10` or `max`.
    static Pace parse(String text) {
        if (text.equals("max")) {
            return new Pace(Double.POSITIVE_INFINITY, Sleeper.SYSTEM);
        }
        try {
            double factor = Double.parseDouble(text.endsWith("x") ? text.substring(0, text.length() - 1) : text);
            if (factor > 0 && factor < 1e6) {
                return new Pace(factor, Sleeper.SYSTEM);
            }
        } catch (NumberFormatException e) {
            throw bad(text);
        }
        throw bad(text);
    }

    /// Waits until the turn of an event.
    ///
    /// @param at when it happened
    void await(Instant at) {
        if (Double.isInfinite(factor)) {
            return;
        }
        Instant first = firstEvent;
        if (first == null) {
            firstEvent = at;
            startedNs = System.nanoTime();
            return;
        }
        long dueNs = startedNs + (long) (Duration.between(first, at).toNanos() / factor);
        long leftNs = dueNs - System.nanoTime();
        if (leftNs > 0) {
            try {
                sleeper.sleep(Duration.ofNanos(leftNs));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("replay: interrupted", e);
            }
        }
    }

    private static CliFailure bad(String text) {
        return CliFailure.usage("--speed: " + text + " (expected: 10x, 0.5x or max)", "correct the factor");
    }
}
