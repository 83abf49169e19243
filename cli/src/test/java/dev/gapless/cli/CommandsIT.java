package dev.gapless.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Commands as people type them, against a real stack. A new channel has seq 1, its making, and seq 2, its maker's joining.
class CommandsIT {
    @RegisterExtension
    static final CliStack STACK = new CliStack();

    private TestWorld world;
    private String channel;

    @BeforeEach
    void freshChannel() {
        String name = CliStack.channelName();
        world = STACK.device(name);
        channel = "#" + name;
        ok("channel", "create", name, "--as", "ada");
        ok("channel", "join", channel, "--as", "lin");
    }

    @Test
    void refusesCursorsThatCannotBe() {
        fails(5, "cursor-beyond-head", "read", channel, "99", "--as", "lin");
        fails(5, "cursor-beyond-head", "mark-unread", channel, "99", "--as", "lin");
        assertTrue(world.err().startsWith("error: SEQ: 99 (expected: at most the head, 3)"), world.err());
        fails(2, "usage", "mark-unread", channel, "1", "--as", "lin");
        fails(4, "not-a-member", "read", channel, "1", "--as", "grace");
        fails(5, "not-found", "read", "#no-such-channel", "--as", "lin");
    }

    @Test
    void changesMessages() {
        ok("send", channel, "first", "--as", "lin");
        assertEquals("✓ 5  edited 4\n", ok("edit", channel, "4", "second", "--as", "lin"));
        assertEquals("✓ 6  👍 to 4\n", ok("react", channel, "4", "👍", "--as", "ada"));
        assertEquals("· 4 has your 👍 already\n", ok("react", channel, "4", "👍", "--as", "ada"));
        assertEquals("EMOJI  COUNT  WHO\n👍         1  ada\n", ok("react", channel, "4", "--as", "lin"));
        assertEquals("✓ 7  👍 taken from 4\n", ok("react", channel, "4", "👍", "--remove", "--as", "ada"));
        assertEquals("", ok("react", channel, "4", "--as", "lin"));
        assertEquals("no reactions\n", world.err());
        assertEquals("✓ 8  pinned 4\n", ok("pin", channel, "4", "--as", "ada"));
        assertEquals("· 4 is pinned already\n", ok("pin", channel, "4", "--as", "lin"));
        assertEquals("✓ 9  unpinned 4\n", ok("unpin", channel, "4", "--as", "lin"));
        assertTrue(ok("search", "second", "--as", "ada").contains("second"));
        assertEquals("✓ 10  deleted 4\n", ok("delete", channel, "4", "--yes", "--as", "lin"));
        assertEquals("", ok("search", "second", "--as", "ada"));
    }

    @Test
    void refusesChangesThatAreNobodysToMake() {
        ok("send", channel, "lin's", "--as", "lin");
        fails(4, "not-yours", "edit", channel, "4", "x", "--as", "ada");
        fails(2, "usage", "delete", channel, "4", "--as", "lin");
        fails(5, "not-a-message", "edit", channel, "2", "x", "--as", "ada");
        fails(5, "not-found", "edit", channel, "77", "x", "--as", "ada");
        assertTrue(world.err().contains("next: Check the seq;"), world.err());
        fails(2, "text-empty", "edit", channel, "4", " ", "--as", "lin");
        fails(2, "invalid-field", "react", channel, "4", "a b", "--as", "lin");
        ok("delete", channel, "4", "--yes", "--as", "ada");
        fails(5, "message-deleted", "edit", channel, "4", "x", "--as", "lin");
        fails(5, "message-deleted", "delete", channel, "4", "--yes", "--as", "lin");
    }

    @Test
    void refusesTooManyKindsOfReactions() {
        ok("send", channel, "popular", "--as", "lin");
        List<Integer> exits = IntStream.rangeClosed(1, 51)
                .map(kind -> world.run("react", channel, "4", "kind-" + kind, "--as", "ada"))
                .boxed()
                .toList();
        assertEquals(IntStream.rangeClosed(1, 51).map(kind -> kind <= 50 ? 0 : 5).boxed().toList(), exits);
        assertTrue(world.err().contains("(code limit-reached)"), world.err());
    }

    @Test
    void answersInThreads() {
        ok("send", channel, "question", "--as", "ada");
        assertTrue(ok("thread", channel, "4", "answer", "--as", "lin").startsWith("✓ 5  to 4  key "));
        assertEquals(ok("thread", channel, "4", "--as", "ada"), ok("thread", channel, "5", "--as", "ada"));
        assertTrue(world.out().contains("(to 4) answer"), world.out());
        fails(5, "thread-on-thread", "thread", channel, "5", "deeper", "--as", "ada");
        fails(5, "not-found", "thread", channel, "99", "--as", "ada");
    }

    @Test
    void changesChannels() {
        String renamed = channel + "-r";
        assertTrue(ok("channel", "rename", channel, renamed.substring(1), "--as", "ada").startsWith(renamed + "  C"));
        fails(4, "not-allowed", "channel", "rename", renamed, "x", "--as", "lin");
        fails(5, "name-taken", "channel", "rename", renamed, "general", "--as", "ada");
        assertEquals(renamed + "  large\n", ok("channel", "set-class", renamed, "large", "--as", "ada"));
        assertEquals(renamed + "  archived\n", ok("channel", "archive", renamed, "--as", "ada"));
        fails(5, "channel-archived", "send", renamed, "too late", "--as", "ada");
        assertEquals(renamed + "  active\n", ok("channel", "unarchive", renamed, "--as", "ada"));
        ok("send", renamed, "in time", "--as", "ada");
    }

    @Test
    void sendsLinesInOrderAndOnceHoweverOften() {
        String lines = String.join("\n", IntStream.rangeClosed(1, 500).mapToObj(i -> "line " + i).toList());
        assertEquals(0, world.runWith(lines, "send", channel, "--lines", "--key", "build-1", "--as", "lin"),
                world.err());
        assertEquals("sent 500 lines, seq 4 to 503\n", world.out());
        assertEquals(0,
                world.runWith(lines + "\n\nlast", "send", channel, "--lines", "--key", "build-1", "--as", "lin"));
        assertEquals("sent 501 lines, seq 4 to 504, 500 of them there already, 1 blank left out\n", world.out());
        List<String> texts = ok("tail", channel, "--from", "begin", "-e", "-o", "jsonl", "--as", "ada")
                .lines()
                .filter(line -> line.contains("\"text\":\""))
                .map(line -> line.replaceAll(".*\"text\":\"([^\"]*)\".*", "$1"))
                .toList();
        assertEquals((lines + "\nlast").lines().toList(), texts);
        assertEquals(1, world.runWith("another", "send", channel, "--lines", "--key", "build-1", "--as", "lin"));
        assertTrue(world.err().contains("(code key-reused)"), world.err());
        fails(2, "usage", "send", channel, "--lines", "--key", "x".repeat(60), "--as", "lin");
    }

    @Test
    void tailFromTheCursorNeitherSkipsNorRepeats() {
        ok("send", channel, "before", "--as", "ada");
        assertEquals("", ok("tail", channel, "--from", "cursor", "-e", "--as", "lin"),
                "it begins where the channel stands");
        ok("send", channel, "one", "--as", "ada");
        ok("send", channel, "two", "--as", "ada");
        assertEquals(List.of("5", "6"),
                seqs(ok("tail", channel, "--from", "cursor", "-e", "-o", "jsonl", "--as", "lin")));
        assertEquals("", ok("tail", channel, "--from", "cursor", "-e", "--as", "lin"), "nothing twice");
        ok("send", channel, "three", "--as", "ada");
        ok("send", channel, "four", "--as", "ada");
        assertEquals(
                List.of("7"),
                seqs(ok("tail", channel, "--from", "cursor", "-c", "1", "-o", "jsonl", "--as", "lin")));
        assertEquals(List.of("8"), seqs(ok("tail", channel, "--from", "cursor", "-e", "-o", "jsonl", "--as", "lin")));
    }

    private static List<String> seqs(String jsonl) {
        return jsonl.lines().map(line -> line.replaceAll(".*\"seq\":(\\d+).*", "$1")).toList();
    }

    /// Runs a command that succeeds.
    private String ok(String... line) {
        assertEquals(0, world.run(line), () -> String.join(" ", line) + ": " + world.err());
        return world.out();
    }

    /// Runs a command that fails with an exit code and an error code, and says what to do next.
    private void fails(int exit, String code, String... line) {
        assertEquals(exit, world.run(line), () -> String.join(" ", line) + ": " + world.out() + world.err());
        assertTrue(world.err().contains("(code " + code + ")\nnext: "), world.err());
    }
}
