package dev.gapless.control.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.gapless.control.testing.RunningControl;
import dev.gapless.protocol.api.AuditPage;
import dev.gapless.protocol.api.BrokerLag;
import dev.gapless.protocol.api.GatewayList;
import dev.gapless.protocol.api.GatewayLoad;
import dev.gapless.protocol.api.GatewayView;
import dev.gapless.protocol.api.TopView;
import dev.gapless.protocol.audit.AuditCheck;
import dev.gapless.protocol.id.GatewayId;
import dev.gapless.schema.global.GatewayDrainTable;
import dev.gapless.schema.global.GatewaySlotTable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// What operators see of gateways and tell them. One of the two gateways here tells its figures, the other has gone silent.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FleetIT {
    private static final String GATEWAYS = "/admin/v1/gateways";

    private final AtomicLong asked = new AtomicLong();
    private RunningControl control;
    private HttpServer metrics;
    private GatewayId talking;
    private GatewayId silent;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        control = RunningControl.start(directory);
        metrics = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        metrics.createContext("/metrics", exchange -> {
            long times = asked.incrementAndGet();
            byte[] text = """
                    gateway_connections 7.0
                    gateway_reach 0.5
                    posting_ack_seconds_count %d
                    posting_ack_seconds_sum %d
                    posting_events_total{shard="-80"} %d
                    """.formatted(100 * times, times, 1_000 * times).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, text.length);
            exchange.getResponseBody().write(text);
            exchange.close();
        });
        metrics.start();
        talking = gateway("http://127.0.0.1:" + metrics.getAddress().getPort());
        silent = gateway("http://127.0.0.1:1");
    }

    @AfterAll
    void stop() {
        metrics.stop(0);
        control.close();
    }

    private GatewayId gateway(String address) {
        Instant now = Instant.ofEpochMilli(Clock.systemUTC().millis());
        GatewayId gateway = control.shards().global().transact("test", handle -> GatewaySlotTable.acquire(
                handle, "test", "", 8, now, Duration.ofHours(1)))
                .orElseThrow();
        control.shards().global().transact("test", handle -> {
            GatewaySlotTable.announce(handle, gateway, address);
            return gateway;
        });
        return gateway;
    }

    @Test
    @Order(1)
    void tellsHowGatewaysAndShardsAreDoing() {
        TopView top = control.get("/admin/v1/top").as(TopView.class);
        assertEquals(List.of(talking.slot(), silent.slot()), top.gateways().stream().map(GatewayLoad::slot).toList());
        GatewayLoad.Figures figures = top.gateways().getFirst().figures().orElseThrow();
        assertEquals(7, figures.connections());
        assertEquals(50, figures.reachPercent());
        assertTrue(figures.sendsPerS() > 0, figures::toString);
        assertEquals(10.0, figures.ackMs());
        assertTrue(top.gateways().getLast().figures().isEmpty());
        assertEquals(List.of("-80", "80-"), top.shards().stream().map(shard -> shard.name()).toList());
        assertTrue(top.shards().stream().allMatch(shard -> shard.reachable()));
        assertEquals(10 * figures.sendsPerS(), top.shards().getFirst().eventsPerS(), 1);
        assertEquals(0, top.shards().getLast().eventsPerS());
    }

    @Test
    @Order(2)
    void saysSoIfTheBrokerDoesNotAnswer() {
        assertEquals(new BrokerLag(false, List.of()), control.get("/admin/v1/broker/lag").as(BrokerLag.class));
    }

    @Test
    @Order(3)
    void drainsAGatewayOnTheRecordAndOnce() {
        String drain = GATEWAYS + "/" + talking.slot() + "/drain";
        control.operator("POST", drain, "{}").refused(400, "invalid-field");
        control.operator("POST", drain + "?reason=deploy", "{\"for_ms\":-1}").refused(400, "invalid-field");
        control.operator("POST", GATEWAYS + "/7/drain?reason=deploy", "").refused(404, "not-found");
        GatewayView tried = control.operator("POST", drain + "?reason=deploy&dry_run=true", "").as(GatewayView.class);
        assertEquals("draining", tried.state());
        assertEquals(List.of("live", "live"), states());

        String body = "{\"for_ms\":600000,\"spread_ms\":5000}";
        String wish = drain + "?reason=deploy&resource_version=" + talking.epoch();
        GatewayView told = control.call(control.operator(), "POST", wish, body, "key").as(GatewayView.class);
        assertEquals("draining", told.state());
        assertEquals(600_000, told.drain().orElseThrow().untilMs() - told.drain().orElseThrow().sinceMs());
        assertEquals("deploy", told.drain().orElseThrow().reason());
        assertTrue(control.call(control.operator(), "POST", wish, body, "key").replayed());
        control.operator("POST", drain + "?reason=x&resource_version=99", "").refused(409, "version-conflict");
        assertEquals(List.of("draining", "live"), states());
        assertEquals(5, control.shards().global()
                .read("test", handle -> GatewayDrainTable.find(handle, talking))
                .orElseThrow()
                .spread()
                .toSeconds());

        String last = GATEWAYS + "/" + silent.slot() + "/drain?reason=deploy";
        String refusal = control.operator("POST", last, "{}").refused(400, "invalid-field").detail();
        assertTrue(refusal.contains("no other gateway takes connections"), refusal);
        control.operator("POST", last, "{\"last\":true}").as(GatewayView.class);
        control.operator("DELETE", GATEWAYS + "/" + silent.slot() + "/drain", "").as(GatewayView.class);

        assertEquals("live", control.operator("DELETE", drain, "").as(GatewayView.class).state());
        assertEquals("live", control.operator("DELETE", drain, "").as(GatewayView.class).state());
        assertEquals(List.of("live", "live"), states());
        AuditPage record = control.get("/admin/v1/audit?limit=1000").as(AuditPage.class);
        assertEquals(
                List.of(
                        "gateway.drain begun", "gateway.drain done", "gateway.drain begun", "gateway.drain done",
                        "gateway.undrain begun", "gateway.undrain done", "gateway.undrain begun",
                        "gateway.undrain done"),
                record.entries().stream()
                        .filter(entry -> entry.outcome().equals("begun") || entry.outcome().equals("done"))
                        .map(entry -> entry.action() + " " + entry.outcome())
                        .toList());
        AuditCheck check = new AuditCheck();
        record.entries().forEach(check::take);
        check.end(record.head());
        assertTrue(check.sound(), check.faults()::toString);
    }

    private List<String> states() {
        return control.get(GATEWAYS).as(GatewayList.class).gateways().stream().map(GatewayView::state).toList();
    }
}
