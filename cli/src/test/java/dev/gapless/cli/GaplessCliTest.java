package dev.gapless.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.cli.output.Sink;
import dev.gapless.protocol.error.ErrorCode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

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
    void helpsWithEveryCommand() {
        GaplessCommand root = new GaplessCommand();
        CommandLine line = CommandTree.build(root, new Session(world.surroundings(""), root));
        // What is typed, and what the help calls it: another name of a command is not its own.
        Map<List<String>, String> commands = new LinkedHashMap<>();
        line.getSubcommands().forEach((name, child) -> {
            assertEquals(name, child.getCommandSpec().name());
            commands.put(List.of(name), name);
            child.getSubcommands().forEach((member, command) -> commands.put(List.of(name, member),
                    name + " " + command.getCommandSpec().name()));
        });
        for (Map.Entry<List<String>, String> command : commands.entrySet()) {
            List<String> words = new ArrayList<>(command.getKey());
            words.add("--help");
            assertEquals(0, world.run(words.toArray(String[]::new)), command + world.err());
            assertTrue(world.out().startsWith("Usage: gapless " + command.getValue()), world.out());
            world.out().lines().forEach(help -> assertTrue(help.length() <= 120, help));
        }
    }

    @Test
    void saysHowToStartAServerWhenNoneAnswers() throws IOException {
        Path token = Files.writeString(home.resolve("token"), "gpl_x\n");
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        world.run("context", "add", "ada", "--server", "http://127.0.0.1:" + port, "--token-file", token.toString());
        assertEquals(7, world.run("send", "#general", "hello", "--timeout", "200ms"), world.err());
        assertTrue(world.err().contains("(code unreachable)\nnext: gapless up"), world.err());
        assertEquals("", world.out());
    }

    @Test
    void asksForAContextBeforeAnythingElse() {
        assertEquals(2, world.run("tail", "#general"));
        assertTrue(world.err().startsWith("error: context: none chosen"), world.err());
        assertEquals(2, world.run("history", "#general", "--as", "nobody"));
    }

    @Test
    void refusesInputThatIsNoMessage() throws IOException {
        Path token = Files.writeString(home.resolve("token"), "gpl_x\n");
        world.run("context", "add", "ada", "--server", "http://127.0.0.1:1", "--token-file", token.toString());
        assertEquals(2, world.runWith("x".repeat(16_385), "send", "#general", "-"));
        assertTrue(world.err().contains("(code text-too-large)\nnext: --lines"), world.err());
        assertEquals(2, world.runWith("  \n", "send", "#general"));
        assertTrue(world.err().contains("(code text-empty)"), world.err());
        assertEquals(2, world.run("send", "#general", "x", "--key", "a b"));
        assertEquals(2, world.run("send", "#general", "x", "--timeout", "soon"));
        assertEquals(2, world.run("tail", "#general", "--from", "seq:0"));
        assertEquals(2, world.run("replay", "--speed", "10x"));
    }

    @Test
    void refusesMistakesAboutMessagesBeforeItAsksTheServer() {
        assertEquals(2, world.run("edit", "#general", "0", "x"));
        assertTrue(world.err().contains("SEQ: 0 (expected: 1 or more)"), world.err());
        assertEquals(2, world.run("delete", "#general", "5"));
        assertTrue(world.err().contains("next: add --yes"), world.err());
        assertEquals(2, world.run("thread", "#general", "5", "--also-to-channel"));
        assertEquals(2, world.run("react", "#general", "5", "--remove"));
        assertEquals(2, world.run("read"));
        assertEquals(2, world.run("read", "#general", "--all"));
        assertEquals(2, world.run("mark-unread", "#general", "1"));
        assertEquals(2, world.run("search", "x", "--limit", "0"));
        assertEquals(2, world.run("inbox", "--limit", "1001"));
        assertEquals(2, world.run("chat", "--read", "never"));
    }

    @Test
    void tellsThatNothingRuns() {
        assertEquals(1, world.run("status", "-o", "json", "--data", home.resolve("data").toString()));
        assertTrue(world.out().contains("\"state\":\"down\",\"healthy\":false"), world.out());
        assertEquals(0, world.run("down", "--data", home.resolve("data").toString()));
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
