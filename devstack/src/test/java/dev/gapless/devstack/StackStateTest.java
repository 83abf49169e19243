package dev.gapless.devstack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.devstack.DevStackException.Problem;
import dev.gapless.devstack.StackState.Child;
import dev.gapless.devstack.StackState.ShardAddress;
import dev.gapless.devstack.StackState.StopOutcome;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackStateTest {
    @TempDir
    private Path directory;

    @Test
    void readsWhatItWrote() {
        StackState state = state(ProcessHandle.current());
        state.write();

        assertEquals(Optional.of(state), StackState.read(directory));
    }

    @Test
    void isAbsentWhereNothingRan() {
        assertEquals(Optional.empty(), StackState.read(directory));
    }

    @Test
    void isAliveWhileItsProcessIs() {
        assertTrue(state(ProcessHandle.current()).alive());
    }

    @Test
    void isNotFooledByALaterProcessWithTheSameId() {
        StackState state = new StackState(
                directory,
                ProcessHandle.current().pid(),
                Instant.EPOCH,
                Duration.ZERO,
                List.of(),
                URI.create("http://127.0.0.1:1"),
                directory,
                "",
                URI.create("http://127.0.0.1:2"),
                directory,
                Optional.empty(),
                List.of(),
                List.of());

        assertFalse(state.alive());
        assertEquals(StopOutcome.WAS_NOT_RUNNING, state.stop(Duration.ofSeconds(1)));
    }

    @Test
    void stopsItsProcess() throws IOException, InterruptedException {
        Process sleeper = new ProcessBuilder("sleep", "600").start();
        StackState state = state(sleeper.toHandle());
        state.write();

        assertEquals(StopOutcome.STOPPED, state.stop(Duration.ofSeconds(30)));
        assertTrue(sleeper.waitFor(30, TimeUnit.SECONDS));
        assertEquals(Optional.empty(), StackState.read(directory));
    }

    @Test
    void oneStackHoldsTheDirectory() {
        try (StackLock held = StackLock.take(directory)) {
            DevStackException refused = assertThrows(DevStackException.class, () -> StackLock.take(directory));
            assertEquals(Problem.DATA_DIRECTORY_IN_USE, refused.problem(), held::toString);
        }
        StackLock.take(directory).close();
    }

    @Test
    void freshStartDeletesOnlyWhatAStackMade() throws IOException {
        Files.writeString(directory.resolve("stack.lock"), "");
        Files.createDirectories(directory.resolve("mariadb/shared/data"));
        Files.writeString(directory.resolve("mariadb/shared/data/ibdata1"), "x");
        FreshStart.empty(directory);
        assertFalse(Files.exists(directory.resolve("mariadb")));

        Path thesis = Files.writeString(directory.resolve("thesis.txt"), "x");
        Files.createDirectories(directory.resolve("kafka"));
        DevStackException refused = assertThrows(DevStackException.class, () -> FreshStart.empty(directory));
        assertEquals(Problem.DATA_DIRECTORY_UNUSABLE, refused.problem());
        assertTrue(Files.exists(thesis) && Files.exists(directory.resolve("kafka")));
    }

    private StackState state(ProcessHandle process) {
        return new StackState(
                directory,
                process.pid(),
                process.info().startInstant().orElse(Instant.EPOCH),
                Duration.ofMillis(1234),
                List.of(URI.create("http://127.0.0.1:7400")),
                URI.create("http://127.0.0.1:7401"),
                directory.resolve("tokens/operator"),
                "127.0.0.1:20000",
                URI.create("http://127.0.0.1:20002"),
                directory.resolve("tokens/inbox-secret"),
                Optional.of(directory.resolve("tls/authority.pem")),
                List.of(new ShardAddress("-80", "jdbc:mysql://127.0.0.1:20001/gapless_min_80")),
                List.of(new Child("mariadb shared", 1, "--datadir=/nowhere")));
    }
}
