package dev.gapless.control.channel;

import static dev.gapless.control.testing.RunningControl.WORKSPACES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.control.testing.RunningControl;
import dev.gapless.control.testing.RunningControl.Reply;
import dev.gapless.protocol.api.AuditPage;
import dev.gapless.protocol.api.ChannelDetail;
import dev.gapless.protocol.api.ImportChannel;
import dev.gapless.protocol.api.ImportMessages;
import dev.gapless.protocol.api.ImportedMessages;
import dev.gapless.protocol.codec.ApiCodec;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.channel.ChannelMemberTable;
import dev.gapless.schema.log.EventRow;
import dev.gapless.schema.log.EventTable;
import dev.gapless.schema.unread.UnreadReads;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Channels that were somewhere else before.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChannelImportIT {
    private static final long MAY = Instant.parse("2024-05-01T09:30:00Z").toEpochMilli();
    private static final String ONE = WORKSPACES + "/acme";

    private RunningControl control;
    private WorkspaceId workspace;
    private UserId ada;
    private UserId lin;

    @BeforeAll
    void start(@TempDir Path directory) {
        control = RunningControl.start(directory);
        workspace = control.workspace("acme").id();
        ada = control.user("acme", "ada", "person", "member").user().id();
        lin = control.user("acme", "lin", "person", "member").user().id();
    }

    @AfterAll
    void stop() {
        control.close();
    }

    @Test
    void keepsTimesAuthorsOrderAndThreadsAndTakesNothingTwice() {
        ChannelKey key = channel("deals");
        List<ImportMessages.Message> messages = new ArrayList<>();
        messages.add(message("m1", "ada", 0, "hello", Optional.empty()));
        for (int i = 2; i <= 150; i++) {
            messages.add(message("m" + i, i % 2 == 0 ? "lin" : "ada", i, "message " + i, Optional.empty()));
        }
        ImportedMessages first = fill("deals", messages, List.of()).as(ImportedMessages.class);
        assertEquals(150, first.taken());
        assertEquals(2, first.seqs().getFirst());
        assertEquals(151, first.seqs().getLast());
        ImportMessages.Message reply = message("r1", "lin", 200, "well", Optional.of(first.seqs().getFirst()));
        List<ImportMessages.Message> more = new ArrayList<>(messages.subList(100, 150));
        more.add(reply);
        ImportedMessages second = fill("deals", more, List.of("ada", "lin")).as(ImportedMessages.class);
        assertEquals(List.of(102L, 152L), List.of(second.seqs().getFirst(), second.seqs().getLast()));
        assertEquals(List.of(1L, 2L), List.of(second.taken(), second.joined()));
        ImportedMessages again = fill("deals", more, List.of("ada", "lin")).as(ImportedMessages.class);
        assertEquals(new ImportedMessages(second.seqs(), 0, 0), again);

        List<EventRow> log = log(key);
        assertEquals(1 + 150 + 1 + 2, log.size());
        for (int i = 0; i < log.size(); i++) {
            assertEquals(i + 1, log.get(i).seq());
        }
        EventRow hello = log.get(1);
        assertEquals(ada, hello.event().actor());
        assertEquals(MAY, hello.event().at().toEpochMilli());
        assertEquals("hello", ((EventBody.MessagePosted) hello.event().body()).text());
        EventBody.MessagePosted well = (EventBody.MessagePosted) log.get(151).event().body();
        assertEquals(2, well.threadRoot().orElseThrow().value());
        assertEquals(MAY + 200, log.get(153).event().at().toEpochMilli());
        control.shards().forChannel(key).read("test", handle -> {
            assertEquals(2, ChannelMemberTable.page(handle, key, 0, 10).size());
            return key;
        });
        new UnreadReads(control.shards()).ofChannel(key, List.of(ada, lin))
                .forEach(row -> assertEquals(0, row.counts().unread(), row::toString));
        assertEquals(
                List.of("channel.import begun", "channel.import done", "channel.import-messages done",
                        "channel.import-messages done"),
                control.get(ONE + "/audit?limit=1000&action=channel.*").as(AuditPage.class).entries().stream()
                        .filter(entry -> entry.target().equals(key.channel().text()))
                        .map(entry -> entry.action() + " " + entry.outcome())
                        .toList());
    }

    @Test
    void takesAllOfARequestOrNothing() {
        ChannelKey key = channel("strict");
        ImportMessages.Message good = message("k", "ada", 5, "good", Optional.empty());
        refused("strict", "messages[1].user", good, message("x", "nobody", 6, "?", Optional.empty()));
        refused("strict", "messages[1].at_ms", good, message("x", "ada", 4, "earlier", Optional.empty()));
        refused("strict", "messages[1].thread_root", good, message("x", "ada", 6, "a", Optional.of(0L)));
        refused("strict", "messages[1]", good, message("x", "ada", 6, "a reply", Optional.of(99L)));
        refused("strict", "messages[1].key", good, message("a b", "ada", 6, "a", Optional.empty()));
        refused("strict", "messages[0].at_ms", message("x", "ada", -1, "before it was made", Optional.empty()));
        refused("strict", "messages[0].at_ms",
                new ImportMessages.Message("x", "ada", Instant.MAX.getEpochSecond(), "?", Optional.empty()));
        fill("strict", List.of(), List.of()).refused(400, "invalid-field");
        assertEquals(1, log(key).size());
        fill("strict", List.of(good), List.of()).as(ImportedMessages.class);
        fill("strict", List.of(message("k", "ada", 5, "another text", Optional.empty())), List.of())
                .refused(409, "key-reused");
        String path = ONE + "/channels/strict/imported-messages";
        control.operator("POST", path, body(List.of(good), List.of())).refused(400, "invalid-field");
        assertEquals(
                1,
                control.operator(
                        "POST", path + "?reason=x&dry_run=true",
                        body(List.of(message("new", "lin", 9, "?", Optional.empty())), List.of()))
                        .as(ImportedMessages.class)
                        .taken());
        assertEquals(2, log(key).size());
    }

    @Test
    void makesAChannelOnce() {
        String path = ONE + "/channel-imports?reason=x";
        String wanted = ApiCodec.text(new ImportChannel("once", "private", Optional.of("old"), MAY));
        control.operator("POST", path + "&dry_run=true", wanted).as(ChannelDetail.class);
        control.get(ONE + "/channels/once").refused(404, "not-found");
        ChannelDetail made = control.call(control.operator(), "POST", path, wanted, "key").as(ChannelDetail.class);
        assertEquals(List.of("private", "old"), List.of(made.kind(), made.topic().orElseThrow()));
        assertEquals(MAY, control.get(ONE + "/channels/once").as(ChannelDetail.class).createdMs());
        assertTrue(control.call(control.operator(), "POST", path, wanted, "key").replayed());
        control.operator("POST", path, wanted).refused(409, "name-taken");
        control.operator("POST", path + "&dry_run=true", wanted).refused(409, "name-taken");
        for (String bad : List.of(
                wanted.replace("private", "dm"), wanted.replace("once", "Not A Name"),
                wanted.replace("" + MAY, "-1"))) {
            control.operator("POST", path, bad).refused(400, "invalid-field");
        }
    }

    private ChannelKey channel(String name) {
        return new ChannelKey(
                workspace,
                control.operator(
                        "POST", ONE + "/channel-imports?reason=they-moved",
                        ApiCodec.text(new ImportChannel(name, "public", Optional.empty(), MAY)))
                        .as(ChannelDetail.class)
                        .id());
    }

    private static ImportMessages.Message message(
            String key, String user, long later, String text, Optional<Long> root) {
        return new ImportMessages.Message(key, user, MAY + later, text, root);
    }

    private Reply fill(String name, List<ImportMessages.Message> messages, List<String> members) {
        return control.operator(
                "POST", ONE + "/channels/" + name + "/imported-messages?reason=they-moved", body(messages, members));
    }

    private static String body(List<ImportMessages.Message> messages, List<String> members) {
        return new String(
                ApiCodec.write(new ImportMessages(messages, Optional.of(members).filter(some -> !some.isEmpty()))),
                StandardCharsets.UTF_8);
    }

    private void refused(String name, String field, ImportMessages.Message... messages) {
        String detail = fill(name, List.of(messages), List.of()).refused(400, "invalid-field").detail();
        assertTrue(detail.startsWith(field + ":"), detail);
    }

    private List<EventRow> log(ChannelKey key) {
        return control.shards().forChannel(key)
                .read("test", handle -> EventTable.pageAfter(handle, key, 0, 1_000));
    }
}
