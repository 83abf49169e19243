package dev.gapless.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// An operator brings a channel in from somewhere else, and its people go on in it.
class ChannelImportIT {
    private static final long DEADLINE_SECONDS = 60;
    private static final String LINES = """
            {"id":"m1","user":"ada","at":"2024-05-01T09:30:00Z","text":"hello"}
            {"user":"lin","at":"2024-05-01T11:31:00+02:00","text":"well","reply_to":"m1"}

            {"user":"ada","at":"2024-05-01T09:32:00.5Z","text":"another"}
            """;

    @RegisterExtension
    static final CliStack STACK = new CliStack();

    @TempDir
    private Path directory;

    private TestWorld world;
    private String name;

    @BeforeEach
    void device() {
        name = CliStack.channelName();
        world = STACK.device(name);
    }

    @Test
    void bringsAChannelInWithItsPeopleAndTakesNothingTwice() throws IOException {
        Path file = Files.writeString(directory.resolve("lines"), LINES);
        String[] line = {
            "channel", "import", "#" + name, file.toString(), "--as", "admin", "--reason", "they moved"
        };
        String[] dry = {
            "channel", "import", "#" + name, file.toString(), "--as", "admin", "--reason", "they moved", "--dry-run"
        };
        assertEquals("would be: #" + name + "  3 messages, 3 of them new; 2 joined\n", ok(dry));
        assertEquals("#" + name + "  3 messages, 3 of them new; 2 joined\n", ok(line));
        assertEquals("#" + name + "  3 messages, 0 of them new; 0 joined\n", ok(line));
        assertEquals(
                "#" + name + "  3 messages, 0 of them new; 0 joined\n",
                okWith(LINES, "channel", "import", name, "-", "--as", "admin", "--reason", "they moved"));

        String history = ok("history", "#" + name, "--as", "ada", "-o", "jsonl");
        assertEquals(6, history.lines().count(), history);
        assertTrue(history.contains("\"thread_root\":2"), history);
        assertTrue(history.contains("2024-05-01T09:32:00.500Z") || history.contains("1714555920500"), history);
        // The relay tells the people's own lists of it.
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (!ok("channel", "list", "--joined", "--as", "lin").contains("#" + name)) {
            assertTrue(System.nanoTime() < deadline, "lin is in it");
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        ok("send", "#" + name, "and on we go", "--as", "lin");
        assertEquals(0, world.run("history", "verify", "#" + name, "--as", "ada"), world::err);
        assertEquals(0, world.run("unread", "verify", "#" + name, "--as", "ada"), world::err);
        Path late = Files.writeString(
                directory.resolve("late"),
                "{\"id\":\"m9\",\"user\":\"ada\",\"at\":\"2024-05-02T00:00:00Z\",\"text\":\"x\"}");
        assertEquals(2, world.run("channel", "import", name, late.toString(), "--as", "admin", "--reason", "x"));
        assertTrue(world.err().contains("the time of the channel's last event, or later"), world.err());
    }

    @Test
    void tellsTheLineThatIsWrongAndSendsNothing() throws IOException {
        String first = "{\"id\":\"m1\",\"user\":\"ada\",\"at\":\"2024-05-01T09:30:00Z\",\"text\":\"hello\"}\n";
        String[][] wrong = {
            {"not JSON", "line 2: "},
            {"{\"user\":\"ada\",\"at\":\"2024-05-01T09:30:00Z\"}", "line 2: text"},
            {"{\"user\":\"ada\",\"at\":\"yesterday\",\"text\":\"x\"}", "line 2: at: yesterday"},
            {"{\"user\":\"ada\",\"at\":\"2024-05-01T09:29:59Z\",\"text\":\"x\"}", "line 2: at: 2024-05-01T09:29:59Z"},
            {"{\"user\":\"ada\",\"at\":\"2924-05-01T09:29:59Z\",\"text\":\"x\"}", "line 2: at: 2924"},
            {"{\"id\":\"m1\",\"user\":\"ada\",\"at\":\"2024-05-01T09:30:00Z\",\"text\":\"x\"}", "line 2: id: m1"},
            {"{\"user\":\"ada\",\"at\":\"2024-05-01T09:30:00Z\",\"text\":\"x\",\"reply_to\":\"m7\"}",
                "line 2: reply_to: m7"},
            {"{\"user\":\"ada\",\"at\":\"2024-05-01T09:30:00Z\",\"text\":\"x\",\"colour\":1}", "line 2: colour"},
        };
        for (String[] each : wrong) {
            Path file = Files.writeString(directory.resolve("lines"), first + each[0] + "\n");
            assertEquals(
                    2, world.run("channel", "import", name, file.toString(), "--as", "admin", "--reason", "x"),
                    each[0]);
            assertTrue(world.err().contains(each[1]), world.err());
        }
        Path stranger = Files.writeString(directory.resolve("lines"), first.replace("ada", "stranger"));
        assertEquals(5, world.run("channel", "import", name, stranger.toString(), "--as", "admin", "--reason", "x"));
        assertTrue(world.err().contains("gapless user create stranger"), world.err());
        Path good = Files.writeString(directory.resolve("lines"), first);
        assertEquals(2, world.run("channel", "import", name, good.toString(), "--as", "admin"), "no reason");
        assertEquals(2, world.run("channel", "import", name, directory.resolve("none").toString(), "--as", "admin",
                "--reason", "x"));
        assertEquals(5, world.run("channel", "get", name, "--as", "admin"), "nothing was made");
    }

    private String ok(String... args) {
        return okWith("", args);
    }

    private String okWith(String input, String... args) {
        int exit = world.runWith(input, args);
        assertEquals(0, exit, () -> String.join(" ", args) + ": " + world.err());
        return world.out();
    }
}
