package dev.gapless.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.cli.output.Sink;
import dev.gapless.protocol.error.ErrorCode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GaplessCliTest {
    @TempDir
    Path home;

    private TestWorld world;

    @BeforeEach
    void freshHome() {
        world = new TestWorld(home);
    }

    @Test
    void showsTheVersion() {
        assertEquals(0, world.run("--version"));
        assertEquals("gapless 0.1.0-SNAPSHOT\n", world.out());
        assertEquals("", world.err());
    }

    @Test
    void asksForACommand() {
        assertEquals(2, world.run());
        assertEquals(
                """
                error: no command given (expected: one of those above) (code usage)
                next: gapless --help
                """,
                world.err());
    }

    @Test
    void suggestsTheNearestCommand() {
        assertEquals(2, world.run("contxt"));
        assertTrue(world.err().contains("next: did you mean context"), world.err());
        assertEquals("", world.out());
    }

    @Test
    void takesNoAbbreviatedOptions() {
        assertEquals(2, world.run("context", "list", "--outp", "json"));
    }

    @Test
    void addsListsAndChoosesContexts() throws IOException {
        Path token = Files.writeString(home.resolve("token"), "gpl_x\n");
        assertEquals(
                0,
                world.run("context", "add", "work", "--server", "http://h:1", "--handle", "ada", "--token-file",
                        token.toString()));
        assertEquals(
                0, world.run("context", "add", "ops", "--admin", "http://h:2", "--token-file", token.toString()));
        assertEquals(0, world.run("context", "use", "ops"));
        assertEquals(0, world.run("context", "list"));
        assertEquals(
                """
                   NAME  WORKSPACE  WHO       SERVER
                *  ops   -          operator  http://h:2
                   work  -          @ada      http://h:1
                """,
                world.out());
        assertEquals(0, world.run("context", "list", "-o", "jsonl"));
        assertEquals(
                """
                {"name":"ops","current":true,"servers":[],"admin":"http://h:2"}
                {"name":"work","current":false,"servers":["http://h:1"],"handle":"ada"}
                """,
                world.out());
        assertEquals(5, world.run("context", "use", "nobody"));
    }

    @Test
    void refusesAnAddressThatIsNone() {
        assertEquals(2, world.run("context", "add", "x", "--server", "localhost:7400", "--token-file", "t"));
        assertTrue(world.err().startsWith("error: url: localhost:7400 (expected: http://HOST:PORT"), world.err());
    }

    @Test
    void endsQuietlyWhenNobodyReadsTheOutput() {
        OutputStream closed = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        Surroundings piped = new Surroundings(
                java.io.InputStream.nullInputStream(),
                new Sink(closed, false),
                new Sink(world.err, false),
                false,
                Map.of(),
                home,
                Clock.systemUTC(),
                new Random(1));
        assertEquals(141, GaplessCli.run(piped, List.of("--help")));
        assertEquals("", world.err());
    }

    @Test
    void givesEveryErrorAnExitCode() {
        for (ErrorCode code : ErrorCode.values()) {
            assertTrue(ExitCode.of(code) != ExitCode.OK, code.text());
        }
        assertEquals(ExitCode.CONFLICT, ExitCode.of(ErrorCode.KEY_REUSED));
        assertEquals(ExitCode.PENDING, ExitCode.of(ErrorCode.OUTCOME_UNKNOWN));
    }
}
