package dev.gapless.control.retention;

import static dev.gapless.control.testing.RunningControl.WORKSPACES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.control.testing.RunningControl;
import dev.gapless.control.testing.Talk;
import dev.gapless.protocol.api.AuditPage;
import dev.gapless.protocol.api.HoldView;
import dev.gapless.protocol.api.JobList;
import dev.gapless.protocol.api.JobView;
import dev.gapless.protocol.api.RetentionPreview;
import dev.gapless.protocol.api.RetentionRuleView;
import dev.gapless.protocol.api.RetentionView;
import dev.gapless.protocol.event.ChannelKind;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.log.AppendResult;
import dev.gapless.schema.log.EventRow;
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

/// What retention removes, what it leaves, and that nobody miscounts while it does.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RetentionIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration DAY = Duration.ofDays(1);
    private static final String MONTH = "{\"keep_ms\":" + DAY.multipliedBy(30).toMillis() + "}";
    private static final List<String> BY_SEQ =
            List.of("event", "deleted_message", "everyone_mention", "member_mention");
    private static final List<String> BY_TARGET = List.of("reaction", "reaction_kind", "pin");
    private static final List<String> BY_ROOT = List.of("thread", "thread_reply");

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
    void removesWhatIsTooOldAndNothingElse() {
        WorkspaceId workspace = control.workspace("old").id();
        List<UserId> people = people("old");
        Talk talk = Talk.begin(
                control.shards(), workspace, ChannelKind.PUBLIC, "talk", people, Talk.daysAgo(90));
        talk.chatter(new Random(7), 700, Talk.daysAgo(60));
        long lastOld = talk.head().lastSeq();
        talk.chatter(new Random(8), 60, Talk.daysAgo(2));
        Talk direct = Talk.begin(
                control.shards(), workspace, ChannelKind.DM, "", people.subList(0, 2), Talk.daysAgo(90));
        talk.read(people.get(1), 40);
        talk.read(people.get(2), lastOld + 5);
        assertEquals(talk.recounted(), talk.derived());

        String one = WORKSPACES + "/old";
        control.operator("PUT", one + "/retention?reason=law", "{\"keep_ms\":5}").refused(400, "invalid-field");
        control.operator("PUT", one + "/retention", MONTH).refused(400, "invalid-field");
        RetentionRuleView rule =
                control.operator("PUT", one + "/retention?reason=law", MONTH).as(RetentionRuleView.class);
        assertEquals(1, rule.resourceVersion());
        control.operator("PUT", one + "/retention?reason=law&resource_version=7", "{}")
                .refused(409, "version-conflict");
        RetentionPreview preview = control.get(one + "/retention/preview").as(RetentionPreview.class);
        assertEquals(1, preview.channels().size());
        assertEquals(1, preview.channels().getFirst().from());
        assertEquals(lastOld, preview.channels().getFirst().to());
        assertEquals(lastOld + direct.head().lastSeq(), preview.events());

        List<EventRow> kept = talk.events().stream().filter(row -> row.seq() > lastOld).toList();
        JobView done = run("old", preview.asOfMs());
        assertEquals(preview.events(), done.counts().get("events"));
        assertEquals(preview.events(), done.counts().get("removed"));
        assertEquals(preview.messages(), done.counts().get("messages"));
        assertEquals(lastOld + 1, talk.head().minSeq());
        assertEquals(kept.stream().map(EventRow::seq).toList(), talk.events().stream().map(EventRow::seq).toList());
        BY_SEQ.forEach(table -> assertEquals(0, talk.rows(table, " AND seq <= " + lastOld), table));
        BY_TARGET.forEach(table -> assertEquals(0, talk.rows(table, " AND target_seq <= " + lastOld), table));
        BY_ROOT.forEach(table -> assertEquals(0, talk.rows(table, " AND root_seq <= " + lastOld), table));
        assertEquals(0, talk.rows("trimming", ""));
        assertTrue(talk.rows("reaction", "") > 0, "some reactions are left");
        assertEquals(talk.recounted(), talk.derived());
        assertEquals(0, direct.events().size());

        Instant now = Instant.ofEpochMilli(Clock.systemUTC().millis());
        assertInstanceOf(
                AppendResult.TargetMissing.class,
                talk.act(people.getFirst(), new EventBody.ReactionAdded(new Seq(10), "👍"), now));
        AppendResult.Appended next = assertInstanceOf(
                AppendResult.Appended.class,
                talk.act(people.getFirst(), EventBody.MessagePosted.of("on", new IdempotencyKey("on")), now));
        assertEquals(kept.getLast().seq() + 1, next.event().seq());
        assertEquals(talk.recounted(), talk.derived());
        assertEquals(0, control.get(one + "/retention/preview").as(RetentionPreview.class).events());
        assertEquals(
                List.of("retention.set", "retention.run", "retention.finished"),
                control.get(one + "/audit?outcome=done").as(AuditPage.class).entries().stream()
                        .map(entry -> entry.action())
                        .filter(action -> action.startsWith("retention"))
                        .toList());
    }

    @Test
    void leavesWhatIsHeld() {
        WorkspaceId workspace = control.workspace("held").id();
        List<UserId> people = people("held");
        Talk first = Talk.begin(control.shards(), workspace, ChannelKind.PUBLIC, "one", people, Talk.daysAgo(90));
        Talk second = Talk.begin(control.shards(), workspace, ChannelKind.PUBLIC, "two", people, Talk.daysAgo(90));
        first.posts(people.get(0), 20, Talk.daysAgo(60));
        second.posts(people.get(0), 20, Talk.daysAgo(60));
        second.posts(people.get(1), 1, Talk.daysAgo(59));
        second.posts(people.get(0), 20, Talk.daysAgo(58));
        String one = WORKSPACES + "/held";
        control.operator("PUT", one + "/retention?reason=law", MONTH).as(RetentionRuleView.class);
        control.operator("PUT", one + "/holds/%23one", "").refused(400, "invalid-field");
        HoldView hold = control.operator("PUT", one + "/holds/%23one?reason=case-7", "").as(HoldView.class);
        assertEquals("channel", hold.on());
        assertEquals("case-7", hold.reason());
        long joins = 1L + people.size();
        control.operator("PUT", one + "/holds/" + people.get(1).text() + "?reason=case-8", "").as(HoldView.class);
        RetentionPreview preview = control.get(one + "/retention/preview").as(RetentionPreview.class);
        assertTrue(preview.channels().stream().allMatch(RetentionPreview.Loss::held));
        assertEquals(2, preview.events(), "up to where the held one joined");
        JobView done = run("held", preview.asOfMs());
        assertEquals(2, done.counts().get("removed"));
        assertEquals(1, first.head().minSeq());
        assertEquals(3, second.head().minSeq());
        control.operator("DELETE", one + "/holds/" + people.get(1).text() + "?reason=over", "").as(HoldView.class);
        run("held", Clock.systemUTC().millis());
        assertEquals(1, first.head().minSeq());
        assertEquals(joins + 42, second.head().minSeq());
        RetentionView view = control.get(one + "/retention").as(RetentionView.class);
        assertEquals(List.of(hold), view.holds());
        control.operator("DELETE", one + "/holds/workspace?reason=x", "").refused(404, "not-found");
    }

    @Test
    void takesAChannelsRuleBeforeTheWorkspaces() {
        WorkspaceId workspace = control.workspace("rules").id();
        List<UserId> people = people("rules");
        Talk talk = Talk.begin(control.shards(), workspace, ChannelKind.PUBLIC, "talk", people, Talk.daysAgo(10));
        talk.posts(people.get(0), 5, Talk.daysAgo(9));
        String one = WORKSPACES + "/rules";
        String channel = one + "/channels/talk/retention?reason=x";
        control.operator("PUT", channel, "{\"keep_ms\":86400000}").as(RetentionRuleView.class);
        assertEquals(4 + 5, control.get(one + "/retention/preview").as(RetentionPreview.class).events());
        control.operator("PUT", one + "/retention?reason=x", "{\"keep_ms\":60000}").as(RetentionRuleView.class);
        control.operator("PUT", channel, "{}").as(RetentionRuleView.class);
        assertEquals(0, control.get(one + "/retention/preview").as(RetentionPreview.class).events());
        control.operator("DELETE", channel, "").as(RetentionRuleView.class);
        assertEquals(4 + 5, control.get(one + "/retention/preview").as(RetentionPreview.class).events());
        assertTrue(control.get(one + "/jobs").as(JobList.class).jobs().isEmpty());
    }

    /// As a control plane that was killed between two batches leaves it: another one goes on where it was.
    @Test
    void goesOnAfterACrashAndGivesBackWhatAHoldStops() {
        WorkspaceId workspace = control.workspace("crash").id();
        List<UserId> people = people("crash");
        Talk talk = Talk.begin(control.shards(), workspace, ChannelKind.PUBLIC, "talk", people, Talk.daysAgo(90));
        talk.posts(people.get(0), 2 * Trimmer.REMOVE_BATCH, Talk.daysAgo(60));
        talk.chatter(new Random(3), 50, Talk.daysAgo(1));
        talk.read(people.get(1), 100);
        control.operator("PUT", WORKSPACES + "/crash/retention?reason=x", MONTH).as(RetentionRuleView.class);
        Instant now = Instant.ofEpochMilli(Clock.systemUTC().millis());
        Trimmer patient = new Trimmer(control.shards(), Clock.systemUTC(), Duration.ofHours(1));
        RetentionPlan plan = patient.plan(workspace);
        Trimmer.Cut cut = patient.cut(talk.head(), plan, now);
        assertTrue(patient.raise(cut, plan));
        assertFalse(patient.raise(cut, plan), "once is enough");
        assertEquals(talk.recounted(), talk.derived());
        assertEquals(Trimmer.Removed.Outcome.TOO_EARLY, patient.remove(talk.key()).outcome());
        assertEquals(1, talk.events().getFirst().seq());

        Trimmer quick = new Trimmer(control.shards(), Clock.systemUTC(), Duration.ZERO);
        assertEquals(Trimmer.REMOVE_BATCH, quick.remove(talk.key()).events());
        assertEquals(talk.recounted(), talk.derived());
        Trimmer another = new Trimmer(control.shards(), Clock.systemUTC(), Duration.ZERO);
        assertEquals(Trimmer.REMOVE_BATCH, another.remove(talk.key()).events());
        long before = talk.head().minSeq();
        assertEquals(cut.last() + 1, before);
        control.operator("PUT", WORKSPACES + "/crash/holds/workspace?reason=case", "").as(HoldView.class);
        assertEquals(Trimmer.Removed.Outcome.HELD, another.remove(talk.key()).outcome());
        assertEquals(2 * Trimmer.REMOVE_BATCH + 1, talk.head().minSeq());
        assertEquals(talk.events().getFirst().seq(), talk.head().minSeq());
        assertEquals(talk.recounted(), talk.derived());
        assertFalse(another.raise(another.cut(talk.head(), plan, now), plan), "the plan is an old one");
    }

    private List<UserId> people(String workspace) {
        return List.of("ada", "lin", "grace").stream()
                .map(handle -> control.user(workspace, handle, "person", "member").user().id())
                .toList();
    }

    private JobView run(String workspace, long asOfMs) {
        String path = WORKSPACES + "/" + workspace + "/retention/runs?reason=due";
        JobView job = control.operator("POST", path, "{\"as_of_ms\":" + asOfMs + "}").as(JobView.class);
        return control.finished(workspace, job, PATIENCE);
    }
}
