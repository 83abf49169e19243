package dev.gapless.control;

import static dev.gapless.control.testing.RunningControl.WORKSPACES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.gapless.control.testing.Leftovers;
import dev.gapless.control.testing.MortalControl;
import dev.gapless.control.testing.RunningControl;
import dev.gapless.control.testing.Talk;
import dev.gapless.protocol.api.AuditPage;
import dev.gapless.protocol.api.ChannelDetail;
import dev.gapless.protocol.api.ExportContent;
import dev.gapless.protocol.api.ExportFileList;
import dev.gapless.protocol.api.HeatView;
import dev.gapless.protocol.api.JobView;
import dev.gapless.protocol.api.RetentionRuleView;
import dev.gapless.protocol.api.RouteList;
import dev.gapless.protocol.api.WorkspaceDetail;
import dev.gapless.protocol.audit.AuditEntry;
import dev.gapless.protocol.codec.ApiCodec;
import dev.gapless.protocol.event.ChannelKind;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.export.ExportFile;
import dev.gapless.protocol.export.ExportManifest;
import dev.gapless.protocol.export.ExportedEvent;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.log.EventRow;
import dev.gapless.schema.log.EventTable;
import dev.gapless.schema.shard.ShardsConfig;
import dev.gapless.schema.testing.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A control plane is killed in the middle of a job, of a switch of a class. Whoever comes
/// after it goes on where it was: what was begun is done, once.
class ControlCrashIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String SECRET = "a secret of enough letters";
    /// Of a control plane that answers, and leaves all work to another.
    private static final Map<String, String> IDLE = Map.of("control.jobs-every", "1h", "route.look-every", "1h");
    private static final String MONTH = "{\"keep_ms\":" + Duration.ofDays(30).toMillis() + "}";

    @Test
    void jobsGoOnWhereTheirKilledWorkerWas(@TempDir Path directory) throws Exception {
        ShardsConfig databases = TestDatabase.newConfig();
        try (RunningControl control = RunningControl.start(directory, databases, IDLE)) {
            Talk kept = talk(control, "kept");
            kept.chatter(new Random(7), 300, Talk.daysAgo(61));
            kept.posts(somebody(kept), 1_500, Talk.daysAgo(60));
            long lastOld = kept.head().lastSeq();
            kept.chatter(new Random(3), 60, Talk.daysAgo(1));
            kept.read(somebody(kept), 100);
            mentions(kept);
            Talk copied = talk(control, "copied");
            copied.posts(somebody(copied), 6_000, Talk.daysAgo(2));
            Talk gone = talk(control, "gone");
            gone.posts(somebody(gone), 1_500, Talk.daysAgo(2));
            gone.chatter(new Random(4), 60, Talk.daysAgo(1));

            control.operator("PUT", WORKSPACES + "/kept/retention?reason=law", MONTH).as(RetentionRuleView.class);
            JobView retention = control.operator("POST", WORKSPACES + "/kept/retention/runs?reason=due", "{}")
                    .as(JobView.class);
            JobView export = control.operator("POST", WORKSPACES + "/copied/exports?reason=x", "").as(JobView.class);
            control.operator("POST", WORKSPACES + "/gone/deletion?reason=over", "{\"grace_ms\":0}")
                    .as(WorkspaceDetail.class);
            WorkspaceId over = gone.key().workspace();
            control.shards().forWorkspace(over).transact("test", handle -> handle
                    .execute("UPDATE workspace SET purge_ms = 1 WHERE workspace_id = ?", over.value()));

            Map<String, Integer> places = Map.ofEntries(
                    Map.entry("after.retention.raise", 0),
                    Map.entry("after.retention.mentions", 0),
                    Map.entry("after.retention.remove", 0),
                    Map.entry("after.export.put", 1),
                    Map.entry("before.job.progress", 6),
                    Map.entry("after.purge.rows", 4),
                    Map.entry("after.workspace.purge", 0),
                    Map.entry("before.purge.rest", 0));
            Map<String, String> settings = RunningControl.settings(directory, databases);
            try (MortalControl mortal =
                    MortalControl.start(Files.createDirectory(directory.resolve("mortal")), control.shards(), settings,
                            places)) {
                mortal.outlive();
                control.finished("kept", retention, PATIENCE);
                isWhole(copied, control, control.finished("copied", export, PATIENCE));
                until("it is gone", () -> Leftovers.of(control.shards(), over).isEmpty());
            }

            assertEquals(lastOld + 1, kept.head().minSeq());
            assertEquals(lastOld + 1, kept.events().getFirst().seq());
            assertEquals(kept.head().lastSeq() - lastOld, kept.events().size());
            assertEquals(0, kept.rows("trimming", ""));
            assertEquals(kept.dump("member_mention", "user_id, seq"), mentioned(kept));
            assertEquals(kept.recounted(), kept.derived());
            assertEquals(
                    List.of("retention.set", "retention.run", "retention.finished"),
                    acts(control, "kept", "retention"));
            assertEquals(List.of("export.create", "export.finished"), acts(control, "copied", "export"));
            assertEquals(
                    List.of(over.text()),
                    control.get("/admin/v1/audit?action=workspace.purge").as(AuditPage.class).entries().stream()
                            .map(entry -> entry.target())
                            .toList());
        }
    }

    /// What gateways leave on the users' shards for each mention.
    private static void mentions(Talk talk) {
        for (String row : talk.dump("member_mention", "user_id, seq, actor_id")) {
            String[] columns = row.split("\\|", -1);
            long user = Long.parseLong(columns[0]);
            talk.shards().forUser(talk.key().workspace(), new UserId(user)).transact("test", handle -> handle.execute(
                    "INSERT INTO user_mention (workspace_id, user_id, channel_id, seq, actor_id, at_ms, version, state)"
                            + " VALUES (?, ?, ?, ?, ?, 1, ?, 1)",
                    talk.key().workspace().value(), user, talk.key().channel().value(), Long.parseLong(columns[1]),
                    Long.parseLong(columns[2]), Long.parseLong(columns[1])));
        }
        assertEquals(talk.dump("member_mention", "user_id, seq"), mentioned(talk));
    }

    private static List<String> mentioned(Talk talk) {
        return talk.shards().all().stream()
                .flatMap(shard -> shard.read("test", handle -> handle
                        .createQuery("SELECT CONCAT_WS('|', user_id, seq) FROM user_mention WHERE channel_id = "
                                + talk.key().channel().value())
                        .mapTo(String.class)
                        .list()
                        .stream()))
                .sorted()
                .toList();
    }

    private static void isWhole(Talk talk, RunningControl control, JobView export) {
        String files = WORKSPACES + "/copied/exports/" + export.id() + "/files";
        List<ExportFile> list = control.get(files).as(ExportFileList.class).files();
        ExportContent last = control.get(files + "/" + list.getLast().number()).as(ExportContent.class);
        assertEquals("manifest sha256 " + last.file().sha256(), export.phase());
        ExportManifest manifest = ApiCodec.read(last.content().getBytes(StandardCharsets.UTF_8), ExportManifest.class);
        assertEquals(list.subList(0, list.size() - 1), manifest.files());
        List<ExportedEvent> events = new ArrayList<>();
        for (ExportFile file : manifest.files()) {
            if (file.name().endsWith("events.jsonl")) {
                for (String line : control.get(files + "/" + file.number()).as(ExportContent.class).content()
                        .split("\n")) {
                    events.add(ApiCodec.read(line.getBytes(StandardCharsets.UTF_8), ExportedEvent.class));
                }
            }
        }
        assertEquals(talk.home().read("test", handle -> EventTable.copy(handle, talk.key(), 0, 10_000)), events);
    }

    /// Its row says that a channel is to be hot; it is killed before the channel is, then before the row says so, then before the row
    /// goes, after the channel is normal again.
    @Test
    void aClassIsGivenAndTakenOnceWhereverItsKeeperIsKilled(@TempDir Path directory) throws Exception {
        ShardsConfig databases = TestDatabase.newConfig();
        try (RunningControl control = RunningControl.start(directory, databases, IDLE);
                Load load = new Load()) {
            Talk talk = talk(control, "routes");
            load.of(talk, 120);
            Map<String, String> settings = RunningControl.settings(directory, databases);
            settings.put("control.heat-urls", load.url());
            settings.put(
                    "control.internal-secret-file",
                    Files.writeString(directory.resolve("secret"), SECRET + "\n").toString());
            settings.put("route.promote-after", "100ms");
            settings.put("route.demote-after", "100ms");
            settings.put("route.look-every", "50ms");
            try (MortalControl mortal = MortalControl.start(
                    Files.createDirectory(directory.resolve("keeper")), control.shards(), settings,
                    Map.of("after.route.put", 0, "before.route.put", 1, "before.route.delete", 0))) {
                mortal.awaitDeath();
                assertEquals("normal", classOf(control, talk));
                mortal.again();
                mortal.awaitDeath();
                assertEquals("hot", classOf(control, talk));
                load.of(talk, 1);
                mortal.again();
                mortal.awaitDeath();
                assertEquals("normal", classOf(control, talk));
                mortal.again();
                until("nobody watches over it",
                        () -> control.get("/admin/v1/routes").as(RouteList.class).routes().isEmpty());
            }
            assertEquals(
                    List.of("hot", "normal"),
                    talk.events().stream()
                            .map(EventRow::event)
                            .map(event -> event.body())
                            .filter(EventBody.ChannelChanged.class::isInstance)
                            .map(body -> ((EventBody.ChannelChanged) body).changes())
                            .filter(changes -> changes.containsKey("class"))
                            .map(changes -> changes.get("class"))
                            .toList());
        }
    }

    private static Talk talk(RunningControl control, String slug) {
        WorkspaceId workspace = control.workspace(slug).id();
        List<UserId> people = List.of("ada", "lin", "grace").stream()
                .map(handle -> control.user(slug, handle, "person", "member").user().id())
                .toList();
        return Talk.begin(control.shards(), workspace, ChannelKind.PUBLIC, "talk", people, Talk.daysAgo(90));
    }

    private static UserId somebody(Talk talk) {
        return talk.derived().keySet().iterator().next();
    }

    private static List<String> acts(RunningControl control, String slug, String kind) {
        return control.get(WORKSPACES + "/" + slug + "/audit?limit=1000&outcome=done&action=" + kind + ".*")
                .as(AuditPage.class)
                .entries()
                .stream()
                .map(AuditEntry::action)
                .toList();
    }

    private static String classOf(RunningControl control, Talk talk) {
        return control.get(WORKSPACES + "/routes/channels/" + talk.key().channel().text()).as(ChannelDetail.class)
                .channelClass();
    }

    private static void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, what);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    /// Tells what is hot, as a test makes it up.
    private static final class Load implements AutoCloseable {
        private final HttpServer server;
        private volatile HeatView view = new HeatView(0, 1, List.of(), List.of());

        Load() throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/internal/v1/heat", exchange -> {
                byte[] body = ApiCodec.write(view);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            server.start();
        }

        String url() {
            return "http://127.0.0.1:" + server.getAddress().getPort();
        }

        void of(Talk talk, double sends) {
            view = new HeatView(
                    1, 1,
                    List.of(new HeatView.Channel(
                            talk.key().workspace(), talk.key().channel(), "normal", sends, sends * 10, 10, 2)),
                    List.of(new HeatView.Tenant(talk.key().workspace(), sends, sends * 10, 10, 2)));
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
