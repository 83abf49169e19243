package dev.gapless.control.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.gapless.control.testing.RunningControl;
import dev.gapless.protocol.api.AuditPage;
import dev.gapless.protocol.api.ChannelDetail;
import dev.gapless.protocol.api.HeatView;
import dev.gapless.protocol.api.RouteExplanation;
import dev.gapless.protocol.api.RouteList;
import dev.gapless.protocol.api.RouteView;
import dev.gapless.protocol.api.WorkspaceDetail;
import dev.gapless.protocol.codec.ApiCodec;
import dev.gapless.protocol.event.ChannelKind;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.schema.channel.ChannelRow;
import dev.gapless.schema.channel.ChannelTable;
import dev.gapless.schema.log.EventTable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Classes of channels, as heat and operators change them. What is hot is made up here.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RouteIT {
    private static final long DEADLINE_SECONDS = 60;
    private static final String SECRET = "a secret of enough letters";

    private volatile HeatView view = new HeatView(0, 1, List.of(), List.of());
    private HttpServer heat;
    private RunningControl control;
    private WorkspaceDetail workspace;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        heat = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        heat.createContext("/internal/v1/heat", exchange -> {
            byte[] body = ApiCodec.write(view);
            boolean known = SECRET.equals(exchange.getRequestHeaders().getFirst("X-Gapless-Secret"));
            exchange.sendResponseHeaders(known ? 200 : 401, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        heat.start();
        Path secret = Files.writeString(directory.resolve("secret"), SECRET + "\n");
        control = RunningControl.start(directory, Map.of(
                "control.heat-urls", "http://127.0.0.1:" + heat.getAddress().getPort(),
                "control.internal-secret-file", secret.toString(),
                "route.promote-after", "100ms",
                "route.demote-after", "100ms",
                "route.look-every", "50ms"));
        workspace = control.workspace("routes");
    }

    @AfterAll
    void stop() {
        control.close();
        heat.stop(0);
    }

    private ChannelKey channel(long id, String name) {
        ChannelKey key = new ChannelKey(workspace.id(), ChannelKey.of(1, id).channel());
        Instant now = Instant.ofEpochMilli(Clock.systemUTC().millis());
        control.shards().forChannel(key).transact("test", handle -> {
            ChannelTable.insert(handle, ChannelRow.fresh(
                    key, ChannelKind.PUBLIC, Optional.of(name), Optional.empty(), List.of(), now));
            return key;
        });
        return key;
    }

    private String path(ChannelKey key) {
        return RunningControl.WORKSPACES + "/routes/channels/" + key.channel().text();
    }

    private String classOf(ChannelKey key) {
        return control.get(path(key)).as(ChannelDetail.class).channelClass();
    }

    private void doing(ChannelKey key, double sends) {
        view = new HeatView(
                1, 1,
                List.of(new HeatView.Channel(
                        key.workspace(), key.channel(), "normal", sends, sends * 10, 10, 2)),
                List.of(new HeatView.Tenant(key.workspace(), sends * 2, sends * 10, 10, 2)));
    }

    private long switches(ChannelKey key) {
        return control.shards().forChannel(key)
                .read("test", handle -> EventTable.pageAfter(handle, key, 0, 100))
                .stream()
                .filter(row -> row.event().body() instanceof EventBody.ChannelChanged)
                .count();
    }

    @Test
    void makesABusyChannelHotAndLetsItGoAgain() {
        ChannelKey key = channel(1_000_001, "busy");
        doing(key, 120);
        until("it is hot", () -> classOf(key).equals("hot"));
        until("its row says that it is done",
                () -> control.get("/admin/v1/routes").as(RouteList.class).routes().stream()
                        .anyMatch(route -> route.channel().equals(key.channel()) && route.cause().equals("heat")));
        RouteExplanation why = control.get(path(key) + "/route/explanation").as(RouteExplanation.class);
        assertTrue(why.route().why().startsWith("120.0 sends/s (threshold 100)"), why.route().why());
        assertEquals("routes", why.payer().workspace());
        assertEquals(Optional.of(50L), why.payer().sharePercent());
        assertEquals(120, why.load().orElseThrow().sendsPerS());
        assertEquals(
                List.of(new RouteExplanation.Cost("hot", true, 0, 200)),
                why.costs().stream().filter(RouteExplanation.Cost::current).toList());
        doing(key, 60);
        assertEquals(1, switches(key), "it stays hot between the thresholds");
        doing(key, 10);
        until("it is normal again", () -> classOf(key).equals("normal"));
        until("nobody watches over it", () -> control.get(path(key) + "/route").as(RouteView.class).cause()
                .equals("set"));
        assertEquals(2, switches(key));
        List<String> acts = control.get(RunningControl.WORKSPACES + "/routes/audit?limit=1000&action=channel.class")
                .as(AuditPage.class)
                .entries().stream()
                .filter(entry -> entry.target().equals(key.channel().text()))
                .map(entry -> entry.actor() + " " + entry.outcome())
                .toList();
        assertEquals(List.of("heat done", "heat done"), acts.stream().filter(act -> act.endsWith("done")).toList());
    }

    @Test
    void pinsAClassUntilItsTimeIsOver() {
        ChannelKey key = channel(1_000_002, "pinned");
        String route = path(key) + "/route";
        control.operator("PUT", route, "{\"channel_class\":\"hot\",\"for_ms\":1}").refused(400, "invalid-field");
        control.operator("PUT", route + "?reason=x", "{\"channel_class\":\"announcement\",\"for_ms\":1}")
                .refused(400, "invalid-field");
        control.operator("PUT", route + "?reason=x", "{\"channel_class\":\"hot\"}").refused(400, "invalid-field");
        control.operator("PUT", route + "?reason=x", "{\"channel_class\":\"hot\",\"for_ms\":1,\"until_ms\":1}")
                .refused(400, "invalid-field");
        control.operator("PUT", route + "?reason=x", "{\"channel_class\":\"hot\",\"until_ms\":1}")
                .refused(400, "invalid-field");
        control.operator("PUT", route + "?reason=x", "{\"channel_class\":\"hot\",\"for_ms\":0}")
                .refused(400, "invalid-field");
        RouteView tried = control.operator("PUT", route + "?reason=x&dry_run=true",
                "{\"channel_class\":\"hot\",\"for_ms\":3600000}").as(RouteView.class);
        assertEquals("pin", tried.cause());
        assertEquals("normal", classOf(key));

        RouteView pinned = control.operator("PUT", route + "?reason=all%20hands",
                "{\"channel_class\":\"hot\",\"for_ms\":3600000}").as(RouteView.class);
        assertEquals("hot", pinned.channelClass());
        assertEquals("normal", pinned.baseClass());
        assertEquals("all hands", pinned.why());
        assertEquals(Optional.of("operator"), pinned.pinnedBy());
        assertEquals("hot", classOf(key));
        assertEquals("normal", control.operator("DELETE", route, "").as(RouteView.class).channelClass());
        assertEquals("normal", classOf(key));
        assertEquals("set", control.operator("DELETE", route, "").as(RouteView.class).cause());

        control.operator("PUT", route + "?reason=x", "{\"channel_class\":\"large\",\"for_ms\":1}").as(RouteView.class);
        until("the pin is over", () -> control.get(route).as(RouteView.class).cause().equals("set"));
        assertEquals("normal", classOf(key));
        assertEquals(4, switches(key));
    }

    private static void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, what);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }
}
