package dev.gapless.scenarios.run;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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

/// With real processes: what is stopped goes on, whatever becomes of the runner.
@EnabledOnOs(OS.LINUX)
class PauseLeaseTest {
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

    /// A runner of its own: stops the process that it is given, says so, and waits for ever.
    static final class RunnerMain {
        private RunnerMain() {}

        public static void main(String[] args) throws InterruptedException {
            PauseLease.take(Long.parseLong(args[0]), Duration.ofMinutes(10), Path.of(args[1]));
            System.out.println("stopped");
            new CountDownLatch(1).await();
        }
    }

    @Test
    void goesOnWhenTheRunnerIsKilledInTheMiddle() throws IOException {
        Process runner = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                RunnerMain.class.getName(),
                Long.toString(victim.pid()),
                directory.toString()))
                .redirectErrorStream(true)
                .start();
        try (BufferedReader out = runner.inputReader(StandardCharsets.UTF_8)) {
            assertTrue("stopped".equals(out.readLine()));
            await(() -> stopped(victim.pid()));
            runner.destroyForcibly(); // SIGKILL: no hook runs, nothing is closed
            await(() -> !stopped(victim.pid()));
        } finally {
            runner.destroyForcibly();
        }
        assertTrue(victim.isAlive());
    }

    @Test
    void goesOnWhenTheTimeIsUp() {
        PauseLease.take(victim.pid(), Duration.ofSeconds(1), directory);
        await(() -> !stopped(victim.pid()));
        assertTrue(victim.isAlive());
    }

    @Test
    void goesOnWhenItIsReleased() {
        PauseLease lease = PauseLease.take(victim.pid(), Duration.ofMinutes(10), directory);
        await(() -> stopped(victim.pid()));
        lease.release();
        await(() -> !stopped(victim.pid()));
        assertFalse(ProcessHandle.current().children().anyMatch(child -> child.info().arguments()
                .filter(arguments -> List.of(arguments).contains("gapless-lease"))
                .isPresent() && child.isAlive()));
    }

    private static boolean stopped(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return stat.startsWith(" T", stat.lastIndexOf(')') + 1);
        } catch (IOException e) {
            return false;
        }
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
