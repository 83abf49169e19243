package dev.gapless.control.workspace;

import static dev.gapless.control.testing.RunningControl.WORKSPACES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.control.act.Acts;
import dev.gapless.control.act.PolicyNews;
import dev.gapless.control.job.JobProgress;
import dev.gapless.control.job.JobWork;
import dev.gapless.control.testing.Leftovers;
import dev.gapless.control.testing.RunningControl;
import dev.gapless.control.testing.Talk;
import dev.gapless.protocol.api.AuditPage;
import dev.gapless.protocol.api.HoldView;
import dev.gapless.protocol.api.WorkspaceDetail;
import dev.gapless.protocol.event.ChannelClass;
import dev.gapless.protocol.event.ChannelKind;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.global.ChannelRoute;
import dev.gapless.schema.global.ChannelRouteTable;
import dev.gapless.schema.job.JobKind;
import dev.gapless.schema.job.JobRow;
import dev.gapless.schema.job.JobTable;
import dev.gapless.schema.quota.StoredBytes;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// That nothing of a deleted workspace is left after its grace, and nothing goes before.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PurgeIT {
    private RunningControl control;
    private PurgeWork tomorrow;

    @BeforeAll
    void start(@TempDir Path directory) {
        control = RunningControl.start(directory);
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofDays(1));
        tomorrow = new PurgeWork(
                control.shards(), new Acts(control.shards(), later, PolicyNews.UNTOLD), later);
    }

    @AfterAll
    void stop() {
        control.close();
    }

    @Test
    void removesEveryRowAndFreesTheName() {
        WorkspaceDetail made = control.workspace("gone");
        Talk neighbour = talk("stays", 100);
        Talk talk = talk("gone", 1_500);
        StoredBytes.measure(control.shards(), made.id());
        control.operator("PUT", WORKSPACES + "/gone/holds/workspace?reason=case", "").as(HoldView.class);
        control.operator("POST", WORKSPACES + "/gone/deletion?reason=over", "{\"grace_ms\":0}")
                .as(WorkspaceDetail.class);
        JobRow job = job(made.id());
        assertInstanceOf(JobWork.Slice.Later.class, tomorrow.work(job, JobProgress.begin(PurgeWork.WAIT)));
        control.operator("DELETE", WORKSPACES + "/gone/holds/workspace?reason=over", "").as(HoldView.class);
        PurgeWork today = new PurgeWork(
                control.shards(), new Acts(control.shards(), Clock.systemUTC(), PolicyNews.UNTOLD), Clock.systemUTC());
        assertInstanceOf(JobWork.Slice.Later.class, today.work(job, JobProgress.begin(PurgeWork.WAIT)));

        control.shards().global().transact("test", handle -> {
            ChannelRouteTable.put(
                    handle,
                    new ChannelRoute(
                            talk.key(), ChannelClass.NORMAL, ChannelClass.HOT, Instant.EPOCH, "test", true,
                            Optional.empty()));
            return talk;
        });
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofDays(2));
        PurgeWork due = new PurgeWork(
                control.shards(), new Acts(control.shards(), later, PolicyNews.UNTOLD), later);
        JobProgress progress = JobProgress.begin(PurgeWork.WAIT);
        while (due.work(job, progress) instanceof JobWork.Slice.More(JobProgress next)) {
            progress = next;
        }
        assertEquals(List.of(), Leftovers.of(control.shards(), made.id()));
        assertTrue(progress.count("rows") > 1_500, progress::toString);
        control.get(WORKSPACES + "/gone").refused(404, "not-found");
        assertNotEquals(made.id(), control.workspace("gone").id());
        assertEquals(neighbour.head().lastSeq(), neighbour.events().size());
        assertTrue(control.get("/admin/v1/audit?action=workspace.purge").as(AuditPage.class).entries().stream()
                .anyMatch(entry -> entry.target().equals(made.id().text())));
        assertEquals(0, talk.rows("event", ""));
    }

    @Test
    void isForgottenWhenTheWorkspaceComesBack() {
        WorkspaceDetail made = control.workspace("back");
        control.operator("POST", WORKSPACES + "/back/deletion?reason=over", "{\"grace_ms\":3600000}")
                .as(WorkspaceDetail.class);
        JobRow job = job(made.id());
        control.operator("DELETE", WORKSPACES + "/back/deletion", "").as(WorkspaceDetail.class);
        assertInstanceOf(JobWork.Slice.Nothing.class, tomorrow.work(job, JobProgress.begin(PurgeWork.WAIT)));
        assertEquals("suspended", control.get(WORKSPACES + "/back").as(WorkspaceDetail.class).state());
    }

    private JobRow job(WorkspaceId workspace) {
        return control.shards().forWorkspace(workspace)
                .read("test", handle -> JobTable.page(handle, workspace, Long.MAX_VALUE, 10))
                .stream()
                .filter(row -> row.kind() == JobKind.PURGE)
                .findFirst()
                .orElseThrow();
    }

    private Talk talk(String slug, int messages) {
        WorkspaceId workspace = slug.equals("gone")
                ? control.get(WORKSPACES + "/gone").as(WorkspaceDetail.class).id()
                : control.workspace(slug).id();
        List<UserId> people = List.of("ada", "lin").stream()
                .map(handle -> control.user(slug, handle, "person", "member").user().id())
                .toList();
        Talk talk = Talk.begin(control.shards(), workspace, ChannelKind.PUBLIC, "talk", people, Talk.daysAgo(2));
        talk.posts(people.getFirst(), messages, Talk.daysAgo(1));
        talk.chatter(new Random(2), 60, Talk.daysAgo(1));
        talk.read(people.getLast(), 5);
        return talk;
    }
}
