package dev.gapless.server;

import dev.gapless.protocol.config.PortTakenException;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.protocol.api.ChannelList;
import dev.gapless.protocol.api.ChannelView;
import dev.gapless.protocol.api.EventPage;
import dev.gapless.protocol.api.Me;
import dev.gapless.protocol.api.MemberList;
import dev.gapless.protocol.api.MemberView;
import dev.gapless.protocol.api.SendAnswer;
import dev.gapless.protocol.api.SyncAnswer;
import dev.gapless.protocol.api.UserList;
import dev.gapless.protocol.api.UserView;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.event.MemberRole;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.server.testing.Api;
import dev.gapless.server.testing.RunningServer;
import dev.gapless.server.testing.World.Person;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What each operation of the HTTP API does when it is asked nicely.
class HttpApiIT {
    private static RunningServer running;
    private static Api api;
    private static Person ada;
    private static Person lin;
    private static Person grace;
    private static int names;

    @BeforeAll
    static void start() {
        running = RunningServer.start();
        api = running.api();
        WorkspaceId demo = running.world().workspace("demo");
        ada = running.world().person(demo, "ada", MemberRole.OWNER);
        lin = running.world().person(demo, "lin", MemberRole.MEMBER);
        grace = running.world().person(demo, "grace", MemberRole.MEMBER);
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    @Test
    void anotherGatewayOnTheSamePortDoesNotStart() {
        String port = Integer.toString(running.server().port());
        PortTakenException refused = assertThrows(
                PortTakenException.class,
                () -> RunningServer.start(running.shards().config(), Map.of("server.port", port)));
        assertEquals("server.port: 127.0.0.1:" + port + " (expected: a free port)", refused.getMessage());
    }

    @Test
    void tellsWhoTheCallerIs() {
        Me me = api.get(lin, "/v1/me").as(Me.class);
        assertEquals(lin.user(), me.user().id());
        assertEquals("lin", me.user().handle());
        assertEquals("demo", me.workspace().slug());
        assertEquals(me.user(), api.get(ada, "/v1/users/" + lin.user().text()).as(UserView.class));
    }

    @Test
    void listsPeopleByHandleInPages() {
        WorkspaceId small = running.world().workspace("small");
        Person caller = running.world().person(small, "linus", MemberRole.MEMBER);
        running.world().person(small, "grace", MemberRole.MEMBER);
        running.world().person(small, "ada", MemberRole.MEMBER);
        List<String> handles = new ArrayList<>();
        String cursor = "";
        do {
            UserList page = api.get(caller, "/v1/users?limit=2" + cursor).as(UserList.class);
            page.users().forEach(user -> handles.add(user.handle()));
            cursor = page.next().map(next -> "&cursor=" + next).orElse("");
        } while (!cursor.isEmpty());
        assertEquals(List.of("ada", "grace", "linus"), handles);
        assertEquals(1, api.get(caller, "/v1/users?handle=gr").as(UserList.class).users().size());
    }

    @Test
    void createsAChannelThatItsCreatorOwnsAndOthersFindAndJoin() {
        String name = freshName();
        ChannelView made = api.post(ada, "/v1/channels", """
                {"name": "%s", "kind": "public", "topic": "all of it"}""".formatted(name))
                .as(ChannelView.class);
        assertEquals(name, made.name().orElseThrow());
        assertTrue(made.joined());
        assertEquals(2, made.head().value());

        ChannelView found = api.get(lin, "/v1/channels?name=" + name).as(ChannelList.class).channels().getFirst();
        assertEquals(made.id(), found.id());
        assertFalse(found.joined());
        MemberView joined = api.post(lin, member(made, "me"), "").as(MemberView.class);
        assertEquals(3, joined.joinedSeq().value());
        api.post(lin, member(made, "me"), "").refused(ErrorCode.ALREADY_A_MEMBER);

        List<MemberView> members =
                api.get(grace, "/v1/channels/" + made.id().text() + "/members").as(MemberList.class).members();
        assertEquals(Set.of(ada.user(), lin.user()),
                members.stream().map(MemberView::user).collect(Collectors.toSet()));
        assertTrue(listed(lin).contains(made.id().text()));

        EventPage page = events(grace, made, "after=0");
        assertEquals("created", changes(page.events().get(0)).get("state"));
        assertEquals(new EventBody.MemberJoined(ada.user(), MemberRole.OWNER), page.events().get(1).body());
        assertEquals(new EventBody.MemberJoined(lin.user(), MemberRole.MEMBER), page.events().get(2).body());
        api.post(lin, "/v1/channels", "{\"name\": \"" + name + "\", \"kind\": \"private\"}")
                .refused(ErrorCode.NAME_TAKEN);
    }

    @Test
    void keepsAPrivateChannelFromThoseWhoAreNotInIt() {
        String name = freshName();
        ChannelView secret = api.post(ada, "/v1/channels", """
                {"name": "%s", "kind": "private"}""".formatted(name)).as(ChannelView.class);
        String path = "/v1/channels/" + secret.id().text();
        api.get(lin, path).refused(ErrorCode.NOT_FOUND);
        api.get(lin, path + "/events").refused(ErrorCode.NOT_FOUND);
        api.get(lin, path + "/members").refused(ErrorCode.NOT_FOUND);
        api.post(lin, path + "/members/me", "").refused(ErrorCode.NOT_FOUND);
        api.send(lin, secret.id().text(), "k", "{\"text\": \"hello?\"}").refused(ErrorCode.NOT_FOUND);
        assertEquals(List.of(), api.get(lin, "/v1/channels?name=" + name).as(ChannelList.class).channels());
        assertEquals(1, api.get(ada, "/v1/channels?name=" + name).as(ChannelList.class).channels().size());

        api.post(ada, path + "/members/" + lin.user().text(), "").as(MemberView.class);
        assertTrue(api.get(lin, path).as(ChannelView.class).joined());
        assertEquals(1, api.send(lin, secret.id().text(), "k", "{\"text\": \"hello!\"}").as(SendAnswer.class)
                .ordinal().value());

        api.delete(lin, path + "/members/" + ada.user().text()).refused(ErrorCode.NOT_ALLOWED);
        assertEquals(204, api.delete(ada, path + "/members/" + lin.user().text()).status());
        api.get(lin, path + "/events").refused(ErrorCode.NOT_FOUND);
        assertFalse(listed(lin).contains(secret.id().text()));
    }

    @Test
    void letsPeopleLeaveAPublicChannelAndReadOn() {
        ChannelView channel = publicChannel(ada);
        api.delete(lin, member(channel, "me")).refused(ErrorCode.NOT_A_MEMBER);
        api.post(lin, member(channel, "me"), "").as(MemberView.class);
        assertEquals(204, api.delete(lin, member(channel, "me")).status());
        api.send(lin, channel.id().text(), "k", "{\"text\": \"gone\"}").refused(ErrorCode.NOT_A_MEMBER);
        assertEquals(4, events(lin, channel, "after=0").head().value());
        api.delete(ada, member(channel, lin.user().text())).refused(ErrorCode.NOT_FOUND);
    }

    @Test
    void opensOneDirectMessageForASetOfPeopleHoweverOftenAndFromWhicheverSide() throws Exception {
        List<Future<ChannelView>> opened = new ArrayList<>();
        try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                Person opener = i % 2 == 0 ? ada : lin;
                Person other = i % 2 == 0 ? lin : ada;
                opened.add(many.submit(() -> openDm(opener, other)));
            }
        }
        Set<ChannelView> views = new java.util.HashSet<>();
        for (Future<ChannelView> view : opened) {
            views.add(view.get());
        }
        assertEquals(1, views.size());
        ChannelView dm = views.iterator().next();
        assertEquals("dm", dm.kind());
        assertEquals(Set.of(ada.user(), lin.user()), Set.copyOf(dm.peers()));
        assertEquals(3, dm.head().value());
        api.get(grace, "/v1/channels/" + dm.id().text()).refused(ErrorCode.NOT_FOUND);
        api.delete(ada, member(dm, "me")).refused(ErrorCode.NOT_ALLOWED);
        api.post(ada, member(dm, grace.user().text()), "").refused(ErrorCode.NOT_ALLOWED);
        ChannelView group = api.post(grace, "/v1/dms", "{\"users\": [\"" + ada.user().text() + "\", \""
                + lin.user().text() + "\"]}").as(ChannelView.class);
        assertEquals("group_dm", group.kind());
    }

    @Test
    void givesTheSameSeqForTheSameKeyAndRefusesAnotherText() {
        ChannelView channel = publicChannel(ada);
        SendAnswer first = api.send(ada, channel.id().text(), "k1", "{\"text\": \"hello\"}").as(SendAnswer.class);
        SendAnswer second = api.send(ada, channel.id().text(), "k1", "{\"text\": \"hello\"}").as(SendAnswer.class);
        assertEquals(3, first.seq().value());
        assertFalse(first.duplicate());
        assertEquals(first.seq(), second.seq());
        assertTrue(second.duplicate());
        api.send(ada, channel.id().text(), "k1", "{\"text\": \"other\"}").refused(ErrorCode.KEY_REUSED);
        SendAnswer reply = api.send(ada, channel.id().text(), "k2", "{\"text\": \"re\", \"thread_root\": 3}")
                .as(SendAnswer.class);
        Event stored = events(ada, channel, "after=3").events().getFirst();
        assertEquals(reply.seq(), stored.seq());
        assertTrue(stored.body() instanceof EventBody.MessagePosted posted
                && posted.threadRoot().orElseThrow().equals(first.seq()));
    }

    @Test
    void keepsEverySendOfManySendersInOneDenseOrder() throws Exception {
        ChannelView channel = publicChannel(ada);
        int senders = 8;
        int each = 40;
        List<Future<List<Long>>> seqs = new ArrayList<>();
        try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int s = 0; s < senders; s++) {
                int sender = s;
                seqs.add(many.submit(() -> IntStream.range(0, each)
                        .mapToObj(i -> api.send(
                                ada, channel.id().text(), "s" + sender + "-" + i, "{\"text\": \"" + i + "\"}")
                                .as(SendAnswer.class).seq().value())
                        .toList()));
            }
        }
        List<Long> all = new ArrayList<>();
        for (Future<List<Long>> ofOne : seqs) {
            assertEquals(ofOne.get().stream().sorted().toList(), ofOne.get());
            all.addAll(ofOne.get());
        }
        assertEquals(
                LongStream.rangeClosed(3, 2 + senders * each).boxed().toList(), all.stream().sorted().toList());
        EventPage page = events(ada, channel, "after=0&limit=1000");
        assertEquals(2 + senders * each, page.head().value());
        assertEquals(page.head().value(), page.to());
    }

    @Test
    void coversExactlyWhatAPageSays() {
        ChannelView channel = publicChannel(ada);
        for (int i = 0; i < 18; i++) {
            api.send(ada, channel.id().text(), "k" + i, "{\"text\": \"message " + i + "\"}").as(SendAnswer.class);
        }
        checkPage(events(ada, channel, "after=0&limit=5"), 1, 5);
        checkPage(events(ada, channel, "after=15&limit=100"), 16, 20);
        checkPage(events(ada, channel, "after=20"), 21, 20);
        checkPage(events(ada, channel, "after=99"), 100, 99);
        checkPage(events(ada, channel, "before=11&limit=4"), 7, 10);
        checkPage(events(ada, channel, "before=1"), 1, 0);
        checkPage(events(ada, channel, "before=1000&limit=3"), 18, 20);
        checkPage(events(ada, channel, "around=10&limit=4"), 8, 11);
        checkPage(events(ada, channel, "around=1&limit=4"), 1, 4);
        checkPage(events(ada, channel, "limit=2"), 19, 20);
        checkPage(events(ada, channel, ""), 1, 20);
    }

    @Test
    void endsAPageBeforeItGrowsTooLarge() {
        ChannelView channel = publicChannel(ada);
        String text = "ü".repeat(8_000);
        try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 400; i++) {
                String key = "k" + i;
                many.execute(() -> api.send(ada, channel.id().text(), key, "{\"text\": \"" + text + "\"}")
                        .as(SendAnswer.class));
            }
        }
        Api.Reply first = api.get(ada, "/v1/channels/" + channel.id().text() + "/events?after=0&limit=1000");
        assertTrue(first.body().length < 5 * 1024 * 1024);
        EventPage page = first.as(EventPage.class);
        assertTrue(page.to() < page.head().value());
        long seen = page.to();
        while (seen < page.head().value()) {
            EventPage next = events(ada, channel, "after=" + seen + "&limit=1000");
            assertEquals(seen + 1, next.from());
            seen = next.to();
        }
        assertEquals(402, seen);
    }

    @Test
    void showsAnEventInHistoryWithTheBytesThatWereCommitted() {
        ChannelView channel = publicChannel(ada);
        String text = "\\u0000 \\u001b[31m \\\\ \\\" 🙂 é \\u2028";
        api.send(ada, channel.id().text(), "k", "{\"text\": \"" + text + "\"}").as(SendAnswer.class);
        byte[] once = api.get(ada, "/v1/channels/" + channel.id().text() + "/events?after=2").body();
        byte[] again = api.get(ada, "/v1/channels/" + channel.id().text() + "/events?after=2").body();
        assertArrayEquals(once, again);
        EventBody body = events(ada, channel, "after=2").events().getFirst().body();
        assertTrue(body instanceof EventBody.MessagePosted posted
                && posted.text().equals("\0 \u001b[31m \\ \" 🙂 é \u2028"));
    }

    @Test
    void tellsWhichChannelsMovedOn() {
        Person reader = running.world().person(ada.workspace(), "reader-" + freshName(), MemberRole.MEMBER);
        List<ChannelView> channels = IntStream.range(0, 5).mapToObj(i -> publicChannel(reader)).toList();
        api.send(reader, channels.get(1).id().text(), "k", "{\"text\": \"new\"}").as(SendAnswer.class);
        api.send(reader, channels.get(3).id().text(), "k", "{\"text\": \"new\"}").as(SendAnswer.class);
        String positions = channels.stream()
                .map(channel -> "\"" + channel.id().text() + "\": 2")
                .collect(Collectors.joining(","));
        SyncAnswer all = api.post(reader, "/v1/sync", "{\"positions\": {" + positions + "}}").as(SyncAnswer.class);
        assertEquals(5, all.examined());
        assertEquals(3, all.unchanged());
        assertEquals(Set.of(channels.get(1).id(), channels.get(3).id()),
                all.changed().stream().map(ChannelView::id).collect(Collectors.toSet()));
        SyncAnswer first = api.post(reader, "/v1/sync", "{\"positions\": {}, \"limit\": 3}").as(SyncAnswer.class);
        assertEquals(3, first.changed().size());
        SyncAnswer rest = api.post(reader, "/v1/sync", "{\"positions\": {}, \"limit\": 3, \"cursor\": \""
                + first.next().orElseThrow() + "\"}").as(SyncAnswer.class);
        assertEquals(2, rest.changed().size());
        assertTrue(rest.next().isEmpty());
    }

    @Test
    void listsPublicChannelsByNameInPages() {
        String prefix = freshName();
        for (int i = 0; i < 5; i++) {
            api.post(ada, "/v1/channels", "{\"name\": \"" + prefix + "-" + i + "\", \"kind\": \"public\"}")
                    .as(ChannelView.class);
        }
        List<String> found = new ArrayList<>();
        String cursor = "";
        do {
            ChannelList page = api.get(lin, "/v1/channels?limit=2&name=" + prefix + cursor).as(ChannelList.class);
            page.channels().forEach(channel -> found.add(channel.name().orElseThrow()));
            cursor = page.next().map(next -> "&cursor=" + next).orElse("");
        } while (!cursor.isEmpty());
        assertEquals(IntStream.range(0, 5).mapToObj(i -> prefix + "-" + i).toList(), found);
        assertEquals(List.of(),
                api.get(ada, "/v1/channels?joined=false&name=" + prefix).as(ChannelList.class).channels());
    }

    @Test
    void showsHealthAndMetricsToEverybody() {
        assertEquals(200, api.call("GET", "/health/live", "", new byte[0], Map.of()).status());
        Api.Reply ready = api.call("GET", "/health/ready", "", new byte[0], Map.of());
        assertEquals(200, ready.status(), ready::text);
        api.get(ada, "/v1/me").as(Me.class);
        publicChannel(ada);
        String metrics = new String(
                api.call("GET", "/metrics", "", new byte[0], Map.of()).body(), StandardCharsets.UTF_8);
        for (String name : List.of("posting_ack_seconds_count", "posting_batch_count", "posting_queue", "outbox_rows",
                "outbox_age_seconds", "gateway_connections", "http_requests_seconds_count")) {
            assertTrue(metrics.contains(name), name);
        }
        assertTrue(metrics.endsWith("# EOF\n"));
        assertFalse(metrics.contains(ada.workspace().text()));
    }

    private static void checkPage(EventPage page, long from, long to) {
        assertEquals(from, page.from());
        assertEquals(to, page.to());
        assertEquals(
                LongStream.rangeClosed(from, to).boxed().toList(),
                page.events().stream().map(event -> event.seq().value()).toList());
        assertEquals(20, page.head().value());
        assertEquals(18, page.ordinal().value());
        assertEquals(1, page.minSeq());
    }

    private static ChannelView openDm(Person opener, Person other) {
        return api.post(opener, "/v1/dms", "{\"users\": [\"" + other.user().text() + "\"]}").as(ChannelView.class);
    }

    private static ChannelView publicChannel(Person owner) {
        return api.post(owner, "/v1/channels", "{\"name\": \"" + freshName() + "\", \"kind\": \"public\"}")
                .as(ChannelView.class);
    }

    private static EventPage events(Person reader, ChannelView channel, String query) {
        return api.get(reader, "/v1/channels/" + channel.id().text() + "/events?" + query).as(EventPage.class);
    }

    private static Map<String, String> changes(Event event) {
        return event.body() instanceof EventBody.ChannelChanged changed ? changed.changes() : Map.of();
    }

    private static Set<String> listed(Person person) {
        return api.get(person, "/v1/channels?joined=true").as(ChannelList.class).channels().stream()
                .map(channel -> channel.id().text())
                .collect(Collectors.toSet());
    }

    private static String member(ChannelView channel, String user) {
        return "/v1/channels/" + channel.id().text() + "/members/" + user;
    }

    private static synchronized String freshName() {
        return "channel-" + ++names + "-" + Long.toString(running.world().nextId(), 36);
    }
}
