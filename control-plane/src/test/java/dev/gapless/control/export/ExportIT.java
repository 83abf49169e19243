package dev.gapless.control.export;

import static dev.gapless.control.testing.RunningControl.WORKSPACES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.control.job.JobProgress;
import dev.gapless.control.job.JobWork;
import dev.gapless.control.testing.RunningControl;
import dev.gapless.control.testing.Talk;
import dev.gapless.protocol.api.AuditPage;
import java.util.Map;
import dev.gapless.schema.log.EventTable;
import dev.gapless.schema.log.AppendResult;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.api.ImportTaken;
import dev.gapless.protocol.api.BeginImport;
import dev.gapless.protocol.api.ExportContent;
import dev.gapless.protocol.api.ExportFileList;
import dev.gapless.protocol.api.JobView;
import dev.gapless.protocol.audit.AuditEntry;
import dev.gapless.protocol.codec.ApiCodec;
import dev.gapless.protocol.event.ChannelKind;
import dev.gapless.protocol.export.ExportFile;
import dev.gapless.protocol.export.ExportManifest;
import dev.gapless.protocol.export.ExportedChannel;
import dev.gapless.protocol.export.ExportedEvent;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.job.JobKind;
import dev.gapless.schema.job.JobRow;
import dev.gapless.schema.job.JobState;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// That a copy of a workspace holds all of it, nothing of another, and no secrets.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExportIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private RunningControl control;

    @BeforeAll
    void start(@TempDir Path directory) {
        control = RunningControl.start(directory);
    }

    @AfterAll
    void stop() {
        control.close();
    }

    @Test
    void holdsAllOfAWorkspaceAndNothingOfAnother() {
        WorkspaceId workspace = control.workspace("copied").id();
        List<UserId> people = people("copied");
        Talk talk = Talk.begin(control.shards(), workspace, ChannelKind.PUBLIC, "talk", people, Talk.daysAgo(3));
        talk.chatter(new Random(5), 150, Talk.daysAgo(2));
        Talk direct = Talk.begin(
                control.shards(), workspace, ChannelKind.DM, "", people.subList(0, 2), Talk.daysAgo(3));
        direct.posts(people.get(0), 700, Talk.daysAgo(1));
        for (int i = 0; i < 120; i++) {
            direct.act(
                    people.get(1),
                    EventBody.MessagePosted.of("\"long\"\n".repeat(1_000), new IdempotencyKey("long-" + i)),
                    Talk.daysAgo(1));
        }
        WorkspaceId other = control.workspace("foreign").id();
        Talk foreign = Talk.begin(
                control.shards(), other, ChannelKind.PUBLIC, "talk", people("foreign"), Talk.daysAgo(3));

        String exports = WORKSPACES + "/copied/exports";
        control.operator("POST", exports, "").refused(400, "invalid-field");
        JobView begun = control.operator("POST", exports + "?reason=they-move", "").as(JobView.class);
        JobView done = control.finished("copied", begun, PATIENCE);
        String files = exports + "/" + done.id() + "/files";
        control.get(WORKSPACES + "/foreign/exports/" + done.id() + "/files").refused(404, "not-found");
        List<ExportFile> list = control.get(files).as(ExportFileList.class).files();
        ExportContent last = control.get(files + "/" + list.getLast().number()).as(ExportContent.class);
        assertEquals("manifest sha256 " + last.file().sha256(), done.phase());
        ExportManifest manifest =
                ApiCodec.read(last.content().getBytes(StandardCharsets.UTF_8), ExportManifest.class);
        assertEquals(list.subList(0, list.size() - 1), manifest.files());
        assertEquals(2L, manifest.counts().get("channels"));
        assertEquals(3L, manifest.counts().get("users"));

        assertTrue(manifest.files().stream().filter(file -> file.name().endsWith("events.jsonl")).count() > 1);
        long events = 0;
        StringBuilder all = new StringBuilder();
        for (ExportFile file : manifest.files()) {
            ExportContent content = control.get(files + "/" + file.number()).as(ExportContent.class);
            assertEquals(file.sha256(), ExportLines
                    .file(1, "x", 1, content.content().getBytes(StandardCharsets.UTF_8)).file().sha256());
            all.append(content.content());
            if (file.name().endsWith("events.jsonl")) {
                for (String line : content.content().split("\n")) {
                    ExportedEvent event =
                            ApiCodec.read(line.getBytes(StandardCharsets.UTF_8), ExportedEvent.class);
                    assertTrue(
                            List.of(talk.key().channel(), direct.key().channel()).contains(event.channel()), line);
                    events++;
                }
            } else if (file.name().endsWith("channels.jsonl")) {
                for (String line : content.content().split("\n")) {
                    ExportedChannel channel =
                            ApiCodec.read(line.getBytes(StandardCharsets.UTF_8), ExportedChannel.class);
                    Talk of = channel.id().equals(talk.key().channel()) ? talk : direct;
                    assertEquals(of.head().lastSeq(), channel.head());
                    assertEquals(of.head().lastOrdinal(), channel.ordinal());
                }
            }
        }
        assertEquals(talk.head().lastSeq() + direct.head().lastSeq(), events);
        assertFalse(all.toString().contains("gpl_"), "a token is in it");
        assertFalse(all.toString().contains(foreign.key().channel().text()), "another workspace is in it");
        List<AuditEntry> record = control.get(WORKSPACES + "/copied/audit?action=export.*&outcome=done")
                .as(AuditPage.class).entries();
        assertEquals(
                List.of("export.create", "export.finished"), record.stream().map(AuditEntry::action).toList());
        assertEquals("they-move", record.getFirst().reason());
        assertTrue(record.getLast().after().contains(last.file().sha256()), record.getLast().after());
    }

    @Test
    void fillsAnotherWorkspaceWithAllOfIt() {
        WorkspaceId workspace = control.workspace("source").id();
        List<UserId> people = people("source");
        Talk talk = Talk.begin(control.shards(), workspace, ChannelKind.PUBLIC, "talk", people, Talk.daysAgo(3));
        talk.chatter(new Random(11), 600, Talk.daysAgo(2));
        Talk direct = Talk.begin(
                control.shards(), workspace, ChannelKind.DM, "", people.subList(0, 2), Talk.daysAgo(3));
        direct.posts(people.get(0), 20, Talk.daysAgo(1));
        talk.read(people.get(1), 30);
        JobView begun =
                control.operator("POST", WORKSPACES + "/source/exports?reason=x", "").as(JobView.class);
        JobView done = control.finished("source", begun, PATIENCE);
        String files = WORKSPACES + "/source/exports/" + done.id() + "/files";
        List<ExportFile> list = control.get(files).as(ExportFileList.class).files();
        ExportManifest manifest = ApiCodec.read(
                content(files, list.getLast()).getBytes(StandardCharsets.UTF_8), ExportManifest.class);

        WorkspaceId copy = control.workspace("target").id();
        String imports = WORKSPACES + "/target/imports";
        String begin = ApiCodec.text(new BeginImport(list.getLast().sha256(), manifest.counts()));
        control.operator("POST", WORKSPACES + "/source/imports?reason=x", begin).refused(409, "wrong-state");
        JobView job = control.operator("POST", imports + "?reason=moved", begin).as(JobView.class);
        assertEquals(
                job.id(), control.operator("POST", imports + "?reason=moved", begin).as(JobView.class).id());
        String one = imports + "/" + job.id();
        control.operator("POST", one + "/completion", "").refused(409, "wrong-state");
        for (String kind : List.of("users", "channels", "events", "events", "members", "cursors", "cursors")) {
            send(files, list, one + "/lines", kind);
        }
        assertEquals("done", control.operator("POST", one + "/completion", "").as(JobView.class).state());
        control.operator("POST", one + "/lines", "{}").refused(409, "wrong-state");

        Talk there = talk.in(copy);
        assertEquals(copies(talk), copies(there));
        assertEquals(copies(direct), copies(direct.in(copy)));
        assertEquals(talk.derived(), there.derived());
        assertEquals(there.recounted(), there.derived());
        for (Map.Entry<String, String> table : Talk.LEFT_BEHIND.entrySet()) {
            assertEquals(talk.dump(table.getKey(), table.getValue()), there.dump(table.getKey(), table.getValue()),
                    table.getKey());
            assertFalse(there.dump(table.getKey(), table.getValue()).isEmpty(), table.getKey() + " is empty");
        }
        assertInstanceOf(
                AppendResult.Appended.class,
                there.act(people.getFirst(), EventBody.MessagePosted.of("on", new IdempotencyKey("new")),
                        Talk.daysAgo(0)));
        assertEquals(
                List.of("import.begin", "import.complete"),
                control.get(WORKSPACES + "/target/audit?action=import.*&outcome=done").as(AuditPage.class).entries()
                        .stream()
                        .map(AuditEntry::action)
                        .toList());
    }

    private String content(String files, ExportFile file) {
        return control.get(files + "/" + file.number()).as(ExportContent.class).content();
    }

    private void send(String files, List<ExportFile> list, String to, String kind) {
        for (ExportFile file : list) {
            if (!file.name().endsWith("-" + kind + ".jsonl")) {
                continue;
            }
            List<String> lines = List.of(content(files, file).split("\n"));
            for (int from = 0; from < lines.size(); from += 100) {
                String some = String.join(",", lines.subList(from, Math.min(lines.size(), from + 100)));
                control.operator("POST", to, "{\"" + kind + "\":[" + some + "]}").as(ImportTaken.class);
            }
        }
    }

    private static List<ExportedEvent> copies(Talk talk) {
        return talk.home().read("test", handle -> EventTable.copy(handle, talk.key(), 0, 10_000));
    }

    /// As after a control plane was killed with the slice's files written and its progress not: the slice is done again.
    @Test
    void makesTheSameFilesWhenASliceIsDoneAgain() {
        WorkspaceId workspace = control.workspace("again").id();
        Talk talk = Talk.begin(
                control.shards(), workspace, ChannelKind.PUBLIC, "talk", people("again"), Talk.daysAgo(3));
        talk.posts(somebody(talk), 9_000, Talk.daysAgo(2));
        ExportWork work = new ExportWork(control.shards(), Clock.systemUTC());
        Instant now = Instant.ofEpochMilli(Clock.systemUTC().millis());
        JobRow job = new JobRow(
                workspace, 77, JobKind.EXPORT, JobState.OPEN, 1, "{}", JobProgress.begin("users").json(), "", "test",
                "x", now, now);
        JobProgress progress = JobProgress.begin(ExportWork.USERS);
        int slices = 0;
        while (true) {
            JobWork.Slice first = work.work(job, progress);
            JobWork.Slice again = work.work(job, progress);
            assertEquals(first, again);
            if (first instanceof JobWork.Slice.Done(JobProgress end)) {
                assertTrue(slices > 3, "slices: " + slices);
                assertEquals(talk.head().lastSeq(), end.count("events"));
                return;
            }
            progress = assertInstanceOf(JobWork.Slice.More.class, first).progress();
            slices++;
        }
    }

    private static UserId somebody(Talk talk) {
        return talk.derived().keySet().iterator().next();
    }

    private List<UserId> people(String workspace) {
        return List.of("ada", "lin", "grace").stream()
                .map(handle -> control.user(workspace, handle, "person", "member").user().id())
                .toList();
    }
}
