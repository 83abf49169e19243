package dev.gapless.control.channel;

import static dev.gapless.control.testing.RunningControl.WORKSPACES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.control.testing.RunningControl;
import dev.gapless.control.testing.Talk;
import dev.gapless.protocol.api.AuditPage;
import dev.gapless.protocol.api.EventPage;
import dev.gapless.protocol.audit.AuditEntry;
import dev.gapless.protocol.event.ChannelKind;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// That nobody reads what people wrote without leaving a trace.
class BreakGlassIT {
    @Test
    void showsMessagesOnTheRecordOnly(@TempDir Path directory) {
        try (RunningControl control = RunningControl.start(directory)) {
            WorkspaceId workspace = control.workspace("glass").id();
            List<UserId> people = List.of("ada", "lin").stream()
                    .map(handle -> control.user("glass", handle, "person", "owner").user().id())
                    .toList();
            String owner = control.token("glass", "ada", "admin").token();
            Talk direct = Talk.begin(
                    control.shards(), workspace, ChannelKind.DM, "", people, Talk.daysAgo(1));
            direct.posts(people.getFirst(), 10, Talk.daysAgo(1));
            String channel = WORKSPACES + "/glass/channels/" + direct.key().channel().text();
            control.get(channel).refused(404, "not-found");
            control.operator("POST", channel + "/readings", "").refused(400, "invalid-field");
            control.call(owner, "POST", channel + "/readings?reason=x", "", "").refused(403, "not-allowed");
            EventPage dry = control.operator("POST", channel + "/readings?reason=x&dry_run=true", "")
                    .as(EventPage.class);
            assertEquals(List.of(), dry.events());

            String path = channel + "/readings?reason=case-17";
            EventPage page = control.call(
                    control.operator(), "POST", path, "{\"after\":3,\"limit\":4}", "k1").as(EventPage.class);
            assertEquals(List.of(4L, 5L, 6L, 7L), page.events().stream().map(event -> event.seq().value()).toList());
            control.call(control.operator(), "POST", path, "{\"after\":3,\"limit\":4}", "k1")
                    .refused(409, "shown-once");
            List<AuditEntry> record = control.call(
                    owner, "GET", WORKSPACES + "/glass/audit?action=messages.*&outcome=done", "", "")
                    .as(AuditPage.class).entries();
            assertEquals(1, record.size());
            assertEquals("case-17", record.getFirst().reason());
            assertTrue(record.getFirst().after().contains("\"from\":4,\"to\":7"), record.getFirst().after());
            assertFalse(record.getFirst().after().contains("message"), "a body is in the record");
        }
    }
}
