package dev.gapless.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.cli.output.Width;
import dev.gapless.protocol.api.TopView;
import dev.gapless.protocol.api.TraceView;
import dev.gapless.protocol.codec.ApiCodec;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What operators type to see how a real stack is doing, and to send a gateway's connections elsewhere.
class FleetCommandsIT {
    private static final long DEADLINE_SECONDS = 60;

    @RegisterExtension
    static final CliStack STACK = new CliStack();

    private TestWorld world;
    private String name;

    @BeforeEach
    void device() {
        name = CliStack.channelName();
        world = STACK.device(name);
    }

    @Test
    void showsHowEverythingIsDoing() {
        ok("channel", "create", name, "--as", "ada");
        until("the channel is among the hot ones", () -> {
            ok("send", "#" + name, "hello", "--as", "ada");
            TopView top = ApiCodec.read(bytes("top", "--once", "-o", "json", "--as", "admin"), TopView.class);
            assertEquals(1, top.gateways().size());
            assertTrue(top.gateways().getFirst().figures().isPresent());
            assertTrue(top.shards().stream().allMatch(shard -> shard.reachable()));
            return top.heatKnown() && top.channels().stream().anyMatch(channel -> channel.sendsPerS() > 0);
        });
        String page = ok("top", "--as", "admin");
        assertTrue(page.startsWith("gapless top  "), page);
        assertTrue(page.contains("SHARD"), page);
        assertTrue(ok("top", "--once", "--filter", "nothing has this", "--as", "admin").contains("no gateways"));
        assertEquals(2, world.run("top", "--table", "nothing", "--as", "admin"));
        assertEquals(2, world.run("top", "--sort", "nothing", "--as", "admin"));
    }

    @Test
    void showsOneShard() {
        String shown = ok("shard", "get", "-80", "--as", "admin");
        assertTrue(shown.startsWith("shard    -80\nshare    50.0 % of the keys\nstate    up, answered in "), shown);
        assertTrue(ok("shard", "get", "80-", "-o", "json", "--as", "admin").contains("\"name\":\"80-\""));
        assertEquals(5, world.run("shard", "get", "c0-", "--as", "admin"));
        assertTrue(world.err().contains("expected: one of -80, 80-"), world.err());
    }

    @Test
    void showsWhatReadersOfTheBrokerHaveStillToRead() {
        until("the groups have read something", () -> {
            byte[] json = bytes("broker", "lag", "-o", "json", "--as", "admin");
            String text = new String(json, StandardCharsets.UTF_8);
            return text.contains("gapless-fanout") && text.contains("gapless-inbox") && text.contains("gapless-heat");
        });
        String table = ok("broker", "lag", "--group", "gapless-fanout", "--as", "admin");
        assertTrue(table.contains("gapless.events"), table);
        assertEquals(2, world.run("broker", "lag", "--group", "nobody", "--as", "admin"));
    }

    @Test
    void tracesTheWayOfAMessage() {
        ok("channel", "create", name, "--as", "ada");
        ok("send", "#" + name, "hello", "--as", "ada");
        until("the broker has told that it has it",
                () -> ok("trace", "#" + name, "3", "--as", "admin").contains("published"));
        String picture = ok("trace", "#" + name, "3", "--as", "admin");
        assertTrue(picture.contains("committed    gateway 0"), picture);
        assertTrue(picture.contains("at gateway 0: nobody reads the channel here"), picture);
        assertTrue(picture.lines().allMatch(line -> Width.of(line) <= 80), picture);
        TraceView trace =
                ApiCodec.read(bytes("trace", "#" + name, "3", "-o", "json", "--as", "admin"), TraceView.class);
        assertEquals("message.posted", trace.kind());
        assertTrue(!picture.contains("hello") && !trace.toString().contains("hello"), "its text");
        assertEquals(5, world.run("trace", "#" + name, "99", "--as", "admin"));
        assertTrue(world.err().contains("gapless history"), world.err());
        assertEquals(5, world.run("job", "get", "J0000000000001", "--as", "admin"));
        assertTrue(world.err().contains("gapless job list"), world.err());
        assertEquals(5, world.run("trace", "#nowhere", "1", "--as", "admin"));
        assertEquals(2, world.run("trace", "#" + name, "0", "--as", "admin"));
    }

    @Test
    void drainsAGatewayAndTakesItBack() {
        assertEquals(2, world.run("gateway", "drain", "0", "--yes", "--as", "admin"), "it needs a reason");
        assertEquals(2, world.run("gateway", "drain", "0", "--reason", "x", "--yes", "--as", "admin"));
        assertTrue(world.err().contains("no other gateway takes connections"), world.err());
        assertTrue(
                ok("gateway", "drain", "0", "--last", "--reason", "x", "--dry-run", "--as", "admin")
                        .startsWith("would be: gateway 0  draining"));
        assertTrue(ok("gateway", "list", "--as", "admin").contains("live"));
        ok("gateway", "drain", "0", "--last", "--for", "10m", "--spread", "0s", "--reason", "INC-7", "--yes", "--as",
                "admin");
        assertTrue(ok("gateway", "list", "--as", "admin").contains("by operator: INC-7"));
        until("top tells of it", () -> ok("top", "--as", "admin").contains("draining"));
        assertEquals("gateway 0  live\n", ok("gateway", "undrain", "0", "--as", "admin"));
        assertTrue(!ok("gateway", "list", "--as", "admin").contains("INC-7"));
    }

    private byte[] bytes(String... args) {
        return ok(args).getBytes(StandardCharsets.UTF_8);
    }

    private String ok(String... args) {
        int exit = world.run(args);
        assertEquals(0, exit, () -> String.join(" ", args) + ": " + world.err());
        return world.out();
    }

    private static void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, what);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }
}
