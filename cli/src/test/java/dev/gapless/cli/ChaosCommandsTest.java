package dev.gapless.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is refused before anything is touched, and what monitors hear when nobody answers.
class ChaosCommandsTest {
    @TempDir
    Path home;

    private TestWorld world;

    @BeforeEach
    void anOperatorsContextWithoutLabel() throws IOException {
        world = new TestWorld(home);
        Path token = Files.writeString(home.resolve("token"), "gpo_x\n");
        // A port that nobody listens on: whoever touched it would say so with another exit code.
        assertEquals(0, world.run("context", "add", "ops", "--server", "http://127.0.0.1:1", "--admin",
                "http://127.0.0.1:1", "--token-file", token.toString()));
    }

    @Test
    void injectsNothingWithoutTheLabel() {
        assertEquals(2, world.run("chaos", "inject", "shard.pause", "--for", "5s", "--as", "ops"));
        assertEquals(
                """
                error: context ops: no label chaos-ok (expected: a context whose owner allows faults); nothing was touched (code not-labelled)
                next: gapless context label ops chaos-ok
                """,
                world.err());
        assertFalse(Files.exists(home.resolve(".local/state/gapless/chaos")));
    }

    @Test
    void runsNoScenarioWithoutTheLabel() throws IOException {
        Path file = Files.writeString(
                home.resolve("live.yaml"),
                """
                apiVersion: gapless/v1
                kind: Scenario
                metadata: {name: live, title: Some people}
                spec:
                  run: {seed: 5, max_duration: 2m, modes: [live]}
                  fixtures:
                    tenants:
                      - id: t-a
                        users: [{group: people, count: 2}]
                        channels: [{group: rooms, count: 1, members: people}]
                  load:
                    - {id: chatter, actors: t-a/people, do: send, channels: rooms, arrival: {rate: 1/s, for: 2s}}
                  invariants: [dense_seq]
                """);
        assertEquals(2, world.run("scenario", "run", file.toString(), "--mode", "live", "--as", "ops"));
        assertTrue(world.err().contains("no label chaos-ok"), world.err());
        assertFalse(Files.exists(home.resolve(".local/state/gapless/runs")));
    }

    @Test
    void refusesFaultsThatItCannotInject() {
        assertEquals(2, world.run("chaos", "inject", "gateway.kil", "--for", "5s", "--as", "ops"));
        assertEquals(2, world.run("chaos", "inject", "gateway.kill", "--for", "5s", "--as", "ops"));
        assertTrue(world.err().contains("only in a stack that a run starts"), world.err());
        assertEquals(2, world.run("chaos", "inject", "shard.pause", "--as", "ops"));
        assertTrue(world.err().contains("--for: not given"), world.err());
        assertEquals(2, world.run("chaos", "inject", "shard.pause", "--for", "6 min", "--as", "ops"));
        assertEquals(2, world.run("chaos", "inject", "net.latency", "--for", "5s", "--as", "ops"));
        assertTrue(world.err().contains("--with latency: not given"), world.err());
        assertEquals(
                2, world.run("chaos", "inject", "net.reset", "--with", "ratio=5%", "--as", "ops"));
        assertTrue(world.err().contains("no parameter of net.reset"), world.err());
    }

    @Test
    void healsWhatItIsToldToHeal() {
        assertEquals(2, world.run("chaos", "heal"));
        assertEquals(5, world.run("chaos", "heal", "shard-pause-1"));
        assertEquals(0, world.run("chaos", "heal", "--all"));
        assertEquals("no fault is in force\n", world.err());
        assertEquals(0, world.run("chaos", "list"));
    }

    @Test
    void knowsThePlantedBugs() {
        assertEquals(0, world.run("scenario", "mutate", "--list", "--only", "skip-seq"));
        assertEquals(
                """
                BUG       WHERE    CAUGHT BY  WHAT IT DOES
                skip-seq  gateway  dense_seq  now and then the append transaction leaves a number out
                """,
                world.out());
        assertEquals(2, world.run("scenario", "mutate", "--only", "skip"));
    }

    @Test
    void checksSayWhatTheyCouldNotFindOut() {
        assertEquals(3, world.run("check", "shard", "--as", "ops"));
        assertTrue(world.out().startsWith("SHARD UNKNOWN - no gateway answers at "), world.out());
        assertEquals(3, world.run("check", "lag", "-o", "json", "--as", "ops"));
        assertTrue(world.out().startsWith("{\"check\":\"lag\",\"state\":\"UNKNOWN\""), world.out());
        assertEquals(3, world.run("check", "conn", "--as", "nobody"));
    }
}
