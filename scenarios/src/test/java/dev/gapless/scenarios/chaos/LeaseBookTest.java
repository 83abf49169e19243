package dev.gapless.scenarios.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class LeaseBookTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private Process victim;

    @BeforeEach
    void startsAProcess() throws IOException {
        victim = new ProcessBuilder("sleep", "600").start();
    }

    @AfterEach
    void endsIt() {
        victim.destroyForcibly();
    }

    @Test
    void knowsWhatIsInForceAndHealsIt() {
        LeaseBook book = new LeaseBook(directory);
        FaultLease lease = pause(book, Duration.ofMinutes(10));
        await(lease::stopped);
        assertEquals(List.of(lease), new LeaseBook(directory).all());
        assertEquals(NOW.plusSeconds(600), lease.until());
        book.heal(lease);
        await(() -> !lease.stopped());
        assertEquals(List.of(), book.all());
        assertFalse(lease.held());
        assertTrue(victim.isAlive());
    }

    @Test
    void healsByItselfWhenTheTimeIsUp() {
        LeaseBook book = new LeaseBook(directory);
        FaultLease lease = pause(book, Duration.ofMillis(200));
        await(() -> !lease.stopped() && book.all().isEmpty());
        assertTrue(victim.isAlive());
    }

    @Test
    void tellsWhatNobodyEndsAnyMore() {
        LeaseBook book = new LeaseBook(directory);
        FaultLease lease = pause(book, Duration.ofMinutes(10));
        await(lease::stopped);
        ProcessHandle holder = ProcessHandle.of(lease.holder()).orElseThrow();
        holder.descendants().forEach(ProcessHandle::destroyForcibly);
        holder.destroyForcibly();
        // The shell may have had its turn when its child died; if not, somebody has to heal, and is told so.
        await(() -> !lease.held());
        book.all().forEach(book::heal);
        await(() -> !lease.stopped());
        assertEquals(List.of(), book.all());
    }

    private FaultLease pause(LeaseBook book, Duration lasts) {
        return book.pause("shard.pause", "mariadb -80", List.of(victim.pid()), lasts, NOW, "admin");
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + DEADLINE.toNanos();
        CountDownLatch never = new CountDownLatch(1);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "not in time");
            try {
                assertFalse(never.await(20, TimeUnit.MILLISECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
