package dev.gapless.schema.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.schema.shard.ShardException.Outcome;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RetryTest {
    private final List<Duration> pauses = new ArrayList<>();
    private final Retry retry = new Retry(pauses::add, new Random(1));
    private final AtomicInteger attempts = new AtomicInteger();

    @Test
    void runsAgainAfterADeadlock() {
        String result = retry.run(() -> {
            if (attempts.incrementAndGet() < 3) {
                throw failure(Failure.DEADLOCK, Outcome.NOT_DONE);
            }
            return "done";
        });
        assertEquals("done", result);
        assertEquals(2, pauses.size());
    }

    @Test
    void givesUpAfterItsBound() {
        assertThrows(ShardException.class, () -> retry.run(() -> {
            attempts.incrementAndGet();
            throw failure(Failure.UNAVAILABLE, Outcome.NOT_DONE);
        }));
        assertEquals(Retry.MAX_ATTEMPTS, attempts.get());
        assertTrue(pauses.stream().allMatch(pause -> pause.toMillis() >= 1 && pause.toMillis() <= 250),
                pauses.toString());
    }

    @Test
    void neverRepeatsAnUnknownOutcome() {
        assertThrows(ShardException.class, () -> retry.run(() -> {
            attempts.incrementAndGet();
            throw failure(Failure.CONNECTION_LOST, Outcome.UNKNOWN);
        }));
        assertEquals(1, attempts.get());
    }

    @Test
    void leavesDuplicatesToTheCaller() {
        assertThrows(ShardException.class, () -> retry.run(() -> {
            attempts.incrementAndGet();
            throw failure(Failure.DUPLICATE, Outcome.NOT_DONE);
        }));
        assertEquals(1, attempts.get());
    }

    @Test
    void stopsWhenInterrupted() {
        Retry interrupted = new Retry(
                duration -> {
                    throw new InterruptedException();
                },
                new Random(1));
        assertThrows(ShardException.class, () -> interrupted.run(() -> {
            attempts.incrementAndGet();
            throw failure(Failure.DEADLOCK, Outcome.NOT_DONE);
        }));
        assertEquals(1, attempts.get());
        assertTrue(Thread.interrupted());
    }

    private static ShardException failure(Failure failure, Outcome outcome) {
        return new ShardException("-80", "test", outcome, failure, new SQLException("x"));
    }
}
