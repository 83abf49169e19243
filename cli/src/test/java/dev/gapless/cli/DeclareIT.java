package dev.gapless.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// What should be, in files, against a real server.
class DeclareIT {
    @RegisterExtension
    static final CliStack STACK = new CliStack();

    @TempDir
    private Path directory;

    @Test
    void appliesWhatItGetsWithoutAChange() throws Exception {
        TestWorld world = STACK.operator("declare-round");
        ok(world, "quota", "set", "history", "--workspace", "demo", "--limit", "5000", "--state", "dark");
        ok(world, "get", "all", "--workspace", "demo", "-o", "yaml");
        String first = world.out();
        assertTrue(first.contains("kind: workspace") && first.contains("kind: channel"), first);
        assertTrue(first.contains("kind: quota") && first.contains("amount: 5000"), first);
        Path file = Files.writeString(directory.resolve("demo.yaml"), first);
        ok(world, "diff", "-f", file.toString());
        assertEquals("", world.out());
        ok(world, "apply", "-f", file.toString());
        assertTrue(!world.out().contains("changed ") || world.out().contains("unchanged"), world.out());
        ok(world, "get", "all", "--workspace", "demo", "-o", "yaml");
        assertEquals(first, world.out());
    }

    @Test
    void makesAndChangesWhatFilesDeclare() throws Exception {
        TestWorld world = STACK.operator("declare-change");
        assertEquals(0, world.run("channel", "create", "declared", "--as", "ada"), world::err);
        Files.writeString(directory.resolve("20-limits.yaml"), """
                kind: quota
                workspace: declared
                dimension: sends
                subject: workspace
                state: hard
                amount: 250
                """);
        Files.writeString(directory.resolve("10-rest.yaml"), """
                - {kind: workspace, slug: declared, name: As declared, plan: free}
                ---
                kind: channel
                workspace: demo
                name: declared
                posters: admins
                slow_ms: 30000
                """);
        String where = directory.toString();
        assertEquals(1, world.run("diff", "-f", where), world::err);
        assertEquals(
                """
                workspace declared  (is not there)
                + name: As declared
                + plan: free
                channel demo/declared
                - posters: everybody
                + posters: admins
                - slow_ms: 0
                + slow_ms: 30000
                quota declared/sends/workspace  (is not there)
                + state: hard
                + amount: 250
                """,
                world.out());
        assertEquals(2, world.run("apply", "-f", where, "--yes"));
        assertTrue(world.err().contains("--reason"), world.err());
        assertEquals(2, world.run("apply", "-f", where, "--reason", "INC-7"));
        assertTrue(world.err().contains("--yes"), world.err());
        ok(world, "apply", "-f", where, "--dry-run");
        assertTrue(world.out().contains("would be created"), world.out());
        assertEquals(1, world.run("diff", "-f", where), "a dry run changes nothing");

        ok(world, "apply", "-f", where, "--reason", "INC-7", "--yes", "-o", "jsonl");
        assertEquals(
                """
                {"object":"workspace declared","outcome":"created","fields":["name","plan"]}
                {"object":"channel demo/declared","outcome":"changed","fields":["posters","slow_ms"]}
                {"object":"quota declared/sends/workspace","outcome":"created","fields":["state","amount"]}
                """,
                world.out());
        ok(world, "diff", "-f", where);
        ok(world, "apply", "-f", where, "-o", "jsonl");
        assertTrue(world.out().lines().allMatch(line -> line.contains("\"unchanged\"")), world.out());
        ok(world, "audit", "list", "--workspace", "declared", "-o", "jsonl");
        assertTrue(world.out().contains("INC-7"), world.out());
        ok(world, "quota", "list", "--workspace", "declared", "--watch", "--count", "1", "-o", "jsonl");
        assertTrue(world.out().startsWith("{\"change\":\"new\",\"value\":{"), world.out());
    }

    @Test
    void pinsRoutesUntilTheyAreSaidToEnd() throws Exception {
        TestWorld world = STACK.operator("declare-route");
        assertEquals(0, world.run("channel", "create", "pinned", "--as", "ada"), world::err);
        String until = Instant.now().plus(Duration.ofHours(4)).truncatedTo(ChronoUnit.SECONDS).toString();
        String declared = """
                kind: route
                workspace: demo
                channel: pinned
                channel_class: hot
                until: %s
                """.formatted(until);
        String where = Files.writeString(directory.resolve("route.yaml"), declared).toString();
        assertEquals(1, world.run("diff", "-f", where), world::err);
        ok(world, "apply", "-f", where, "--reason", "all hands", "--yes", "-o", "jsonl");
        assertEquals(
                "{\"object\":\"route demo/pinned\",\"outcome\":\"created\",\"fields\":[\"channel_class\",\"until\"]}\n",
                world.out());
        ok(world, "diff", "-f", where);
        assertEquals("", world.out());
        ok(world, "get", "routes", "--workspace", "demo", "-o", "jsonl");
        assertEquals(
                "{\"kind\":\"route\",\"workspace\":\"demo\",\"channel\":\"pinned\",\"channel_class\":\"hot\",\"until\":\""
                        + until + "\"}\n",
                world.out());
        Files.writeString(Path.of(where), declared.replace(": hot", ": large"));
        ok(world, "apply", "-f", where, "--reason", "smaller", "--yes");
        ok(world, "route", "get", "#pinned", "--workspace", "demo", "-o", "json");
        assertTrue(world.out().contains("\"channel_class\":\"large\""), world.out());
        ok(world, "history", "#pinned", "--as", "ada");
        assertTrue(world.out().contains("(operator)"), world.out());
        wrong(world, "an end that was", declared.replace(until, "2020-01-01T00:00:00Z"), "until_ms");
        wrong(world, "no time", declared.replace(until, "tomorrow"), "2031-05-01T12:00:00Z");
    }

    @Test
    void saysWhichFileIsWrongAndWhere() throws Exception {
        TestWorld world = STACK.operator("declare-wrong");
        wrong(world, "colour: red", "kind: workspace\nslug: x\ncolour: red\n", "document 1: colour (expected: slug,");
        wrong(world, "no kind", "slug: x\n", "no kind");
        wrong(world, "unknown kind", "kind: user\n", "kind user (expected: workspace, channel, quota, route)");
        wrong(world, "no name", "kind: workspace\nname: X\n", "slug: missing");
        wrong(world, "type", "kind: channel\nworkspace: demo\nname: general\nslow_ms: soon\n", "a whole number");
        wrong(world, "twice", "kind: workspace\nslug: x\n---\nkind: workspace\nslug: x\n", "(expected: once)");
        wrong(world, "no YAML", "kind: [\n", "wrong.yaml");
        wrong(world, "nothing there", "kind: channel\nworkspace: demo\nname: nowhere\nposters: admins\n",
                "is not there");
    }

    private void wrong(TestWorld world, String what, String text, String told) throws Exception {
        Path file = Files.writeString(directory.resolve("wrong.yaml"), text);
        int exit = world.run("apply", "-f", file.toString(), "--reason", "x", "--yes");
        assertTrue(exit == 2 || exit == 5, () -> what + ": " + exit + " " + world.err());
        assertTrue(world.err().contains(told), () -> what + ": " + world.err());
    }

    private static void ok(TestWorld world, String... args) {
        assertEquals(0, world.run(args), world::err);
    }
}
