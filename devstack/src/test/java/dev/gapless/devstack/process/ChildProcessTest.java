package dev.gapless.devstack.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.devstack.DevStackException;
import dev.gapless.devstack.DevStackException.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    @Test
    void waitsForALineOfTheLog() {
        ChildProcess child = shell("echo old; echo ready; exec sleep 600");
        child.awaitLine("ready", DEADLINE);

        assertTrue(child.alive());
        child.terminate(DEADLINE);
        assertFalse(child.alive());
    }

    @Test
    void looksOnlyAtTheLogOfThisStart() {
        shell("echo ready").waitFor(DEADLINE);

        assertThrows(DevStackException.class, () -> shell("echo other").awaitLine("ready", DEADLINE));
    }

    @Test
    void showsTheEndOfTheLogWhenTheChildFails() {
        ChildProcess child = shell("echo no such option >&2; exit 3");

        DevStackException failure = assertThrows(DevStackException.class, () -> child.awaitLine("ready", DEADLINE));

        assertEquals(Problem.DATABASE_FAILED, failure.problem());
        assertTrue(failure.getMessage().contains("exit code 3"), failure.getMessage());
        assertTrue(failure.getMessage().contains("no such option"), failure.getMessage());
    }

    @Test
    void killsWhatIgnoresSigterm() {
        ChildProcess child = shell("trap '' TERM; echo ready; while :; do sleep 1; done");
        child.awaitLine("ready", DEADLINE);

        child.terminate(Duration.ofMillis(200));

        assertFalse(child.alive());
    }

    @Test
    void namesAProgramThatIsNotThere() {
        ChildProcess child = ChildProcess.start(
                "child", Problem.DATABASE_FAILED, List.of("/nowhere/mariadbd"), directory, directory.resolve("log"));

        DevStackException failure = assertThrows(DevStackException.class, () -> child.awaitLine("ready", DEADLINE));

        assertTrue(failure.getMessage().contains("/nowhere/mariadbd"), failure.getMessage());
    }

    @Test
    void findsAndEndsLeftoversByTheirArgument() {
        String mark = "--datadir=" + directory;
        ChildProcess left = ChildProcess.start(
                "child",
                Problem.DATABASE_FAILED,
                List.of("/bin/sh", "-c", "while :; do sleep 1; done", "x", mark),
                directory,
                directory.resolve("log"));

        // The child may still be on its way through setsid.
        left.awaitCondition(() -> LeftBehind.hasArgument(left.pid(), mark), DEADLINE);
        assertEquals(1, LeftBehind.end(mark, DEADLINE));

        assertTrue(left.waitFor(DEADLINE));
        assertEquals(0, LeftBehind.end(mark, DEADLINE));
    }

    @Test
    void choosesPortsBelowThoseOfOutgoingConnections() {
        Ports ports = new Ports(new Random(3));
        int first = ports.free();

        assertTrue(first >= 17_000 && first < 32_000);
        assertTrue(ports.freeOr(first) != first, "given twice");
    }

    @Test
    void handsOnTheFlagsThatChildrenWant() {
        assertEquals(
                List.of("-XX:+UseG1GC", "--enable-native-access=ALL-UNNAMED"),
                ChildJvm.inherited(List.of(
                        "-XX:+UseG1GC",
                        "-XX:AOTCacheOutput=x.aot",
                        "-Xmx1g",
                        "-agentlib:jdwp=server=y",
                        "--enable-native-access=ALL-UNNAMED")));
    }

    private ChildProcess shell(String script) {
        return ChildProcess.start(
                "child", Problem.DATABASE_FAILED, List.of("/bin/sh", "-c", script), directory,
                directory.resolve("log"));
    }
}
