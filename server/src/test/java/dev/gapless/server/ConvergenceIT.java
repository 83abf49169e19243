package dev.gapless.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.protocol.api.ChannelView;
import dev.gapless.protocol.api.CursorList;
import dev.gapless.protocol.api.CursorView;
import dev.gapless.protocol.api.EventPage;
import dev.gapless.protocol.api.MemberView;
import dev.gapless.protocol.api.MentionList;
import dev.gapless.protocol.api.PinList;
import dev.gapless.protocol.api.ReactionList;
import dev.gapless.protocol.api.SearchAnswer;
import dev.gapless.protocol.api.SendAnswer;
import dev.gapless.protocol.api.SyncAnswer;
import dev.gapless.protocol.api.ThreadPage;
import dev.gapless.protocol.api.UnreadList;
import dev.gapless.protocol.api.UnreadVerdict;
import dev.gapless.protocol.api.UnreadVerdicts;
import dev.gapless.protocol.api.UnreadView;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.event.MemberRole;
import dev.gapless.protocol.event.MentionTarget;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.server.testing.Api;
import dev.gapless.server.testing.RunningServer;
import dev.gapless.server.testing.World.Person;
import java.util.Objects;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Changes, cursors, counts and syncs of several people, as the HTTP API shows them.
class ConvergenceIT {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final int ACTS = 2_500;
    private static final int HANDS = 6;

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
    void editsAndDeletesShowEverywhereAndCountOnce() {
        String channel = channel(ada, lin);
        long first = post(ada, channel, "hello wrold");
        long second = post(ada, channel, "second");
        assertEquals(2, unread(lin, channel).unread());

        SendAnswer edited = edit(ada, channel, first, "e1", "hello world");
        assertEquals(edited.seq(), edit(ada, channel, first, "e1", "hello world").seq());
        assertTrue(edit(ada, channel, first, "e1", "hello world").duplicate());
        EventBody.MessagePosted body = posted(events(lin, channel), first);
        assertEquals("hello world", body.text());
        assertEquals(edited.seq(), body.changedSeq().orElseThrow());

        api.delete(ada, message(channel, second)).as(SendAnswer.class);
        assertTrue(posted(events(lin, channel), second).deleted());
        assertEquals(1, unread(lin, channel).unread());
        api.delete(ada, message(channel, second)).refused(ErrorCode.MESSAGE_DELETED);
        verified(lin);
        verified(ada);
    }

    @Test
    void reactsPinsAndThreads() {
        String channel = channel(ada, lin, grace);
        long root = post(ada, channel, "root");
        String thumb = message(channel, root) + "/reactions/%F0%9F%91%8D";
        SendAnswer reacted = put(lin, thumb, "").as(SendAnswer.class);
        assertFalse(reacted.duplicate());
        assertTrue(put(lin, thumb, "").as(SendAnswer.class).duplicate());
        put(grace, thumb, "").as(SendAnswer.class);
        ReactionList reactions = api.get(ada, message(channel, root) + "/reactions").as(ReactionList.class);
        assertEquals(2, reactions.reactions().getFirst().count());
        assertEquals(List.of(lin.user(), grace.user()), reactions.reactions().getFirst().users());
        api.delete(lin, thumb).as(SendAnswer.class);
        assertEquals(
                1,
                api.get(ada, message(channel, root) + "/reactions")
                        .as(ReactionList.class)
                        .reactions()
                        .getFirst()
                        .count());

        put(lin, message(channel, root) + "/pin", "").as(SendAnswer.class);
        assertEquals(
                root,
                api.get(grace, "/v1/channels/" + channel + "/pins")
                        .as(PinList.class)
                        .pins()
                        .getFirst()
                        .seq()
                        .value());

        long reply = send(lin, channel, "{\"text\": \"in the thread\", \"thread_root\": " + root + "}");
        long also = send(
                lin, channel, "{\"text\": \"for all\", \"thread_root\": " + root + ", \"also_to_channel\": true}");
        ThreadPage thread = api.get(ada, "/v1/channels/" + channel + "/threads/" + root).as(ThreadPage.class);
        assertEquals(
                List.of(root, reply, also),
                thread.events().stream().map(event -> event.seq().value()).toList());
        assertEquals(2, thread.thread().replies());
        // The root and the reply that is shown in the channel.
        assertEquals(2, unread(grace, channel).unread());
        // Who has replied follows the thread, and has read what is theirs.
        until(() -> unread(lin, channel).threadUnread() == 0 && cursorOf(lin, channel) == also);
        send(ada, channel, "{\"text\": \"answer\", \"thread_root\": " + root + "}");
        assertEquals(1, unread(lin, channel).threadUnread());
        api.send(lin, channel, "tt", "{\"text\": \"x\", \"thread_root\": " + reply + "}")
                .refused(ErrorCode.THREAD_ON_THREAD);
    }

    private static EventBody.MessagePosted posted(Map<Long, EventBody> events, long seq) {
        return (EventBody.MessagePosted) Objects.requireNonNull(events.get(seq));
    }

    @Test
    void findsWhoIsNamedAndCountsThem() {
        String channel = channel(ada, lin, grace);
        long seq = post(ada, channel, "hi @lin, mail x@lin.example `@grace` and @nobody. @Channel");
        EventBody.MessagePosted body = posted(events(lin, channel), seq);
        assertEquals(2, body.mentions().size());
        assertEquals(new MentionTarget.User(lin.user()), body.mentions().get(0).target());
        assertEquals("@lin", body.text().substring(3, body.mentions().get(0).to()));
        assertEquals(
                new MentionTarget.Everyone(MentionTarget.Audience.CHANNEL), body.mentions().get(1).target());
        long second = post(ada, channel, "only @lin.");
        assertEquals(3, unread(lin, channel).mentions());
        assertEquals(1, unread(grace, channel).mentions());
        until(() -> mentions(lin).contains(second));
        edit(ada, channel, second, "m2", "nobody here");
        until(() -> !mentions(lin).contains(second));
        assertEquals(2, unread(lin, channel).mentions());
        verified(lin);
    }

    @Test
    void listsWhatNamesEverybodyAmongTheMentions() {
        Person zoe = running.world().person(ada.workspace(), "zoe" + ++names, MemberRole.MEMBER);
        String channel = channel(ada);
        post(ada, channel, "@channel before zoe came");
        api.post(zoe, "/v1/channels/" + channel + "/members/me", "").as(MemberView.class);
        long own = post(ada, channel, "hello @" + zoe.handle());
        long all = post(ada, channel, "@here look");
        long both = post(ada, channel, "@" + zoe.handle() + " and @channel");
        long gone = post(ada, channel, "@channel never mind");
        until(() -> mentions(zoe).equals(List.of(gone, both, all, own)));
        api.delete(ada, message(channel, gone)).as(SendAnswer.class);
        assertEquals(List.of(both, all, own), mentions(zoe));
        List<Long> paged = new ArrayList<>();
        Optional<String> next = Optional.of("");
        while (next.isPresent()) {
            String cursor = next.get().isEmpty() ? "" : "&cursor=" + next.get();
            MentionList page = api.get(zoe, "/v1/mentions?limit=1" + cursor).as(MentionList.class);
            page.mentions().forEach(mention -> paged.add(mention.seq().value()));
            next = page.next();
        }
        assertEquals(List.of(both, all, own), paged);
        api.delete(zoe, "/v1/channels/" + channel + "/members/me");
        assertEquals(List.of(), mentions(zoe));
    }

    @Test
    void tellsOfChannelsThatOneHasLeft() {
        Person zoe = running.world().person(ada.workspace(), "zoe" + ++names, MemberRole.MEMBER);
        String channel = channel(ada, zoe);
        channel(ada, zoe);
        SyncAnswer before = sync(zoe, "\"window\": 50");
        assertEquals(2, before.conversations().size());
        assertEquals(List.of(), before.left());
        String since = "\"since\": \"" + before.since().orElseThrow() + "\"";
        api.delete(zoe, "/v1/channels/" + channel + "/members/me");
        assertEquals(
                List.of(channel),
                sync(zoe, since).left().stream().map(left -> left.text()).toList());
        api.post(zoe, "/v1/channels/" + channel + "/members/me", "").as(MemberView.class);
        SyncAnswer again = sync(zoe, since);
        assertEquals(List.of(), again.left());
        assertTrue(again.changed().stream().anyMatch(view -> view.id().text().equals(channel)));
    }

    @Test
    void deletesAndMarksAreDoneOnceHoweverOftenTheyAreAsked() {
        String channel = channel(ada, lin);
        long seq = post(ada, channel, "goes");
        long last = post(ada, channel, "stays");
        SendAnswer deleted = api.call(
                "DELETE", message(channel, seq), ada.token(), new byte[0], Map.of("Idempotency-Key", "d1"))
                .as(SendAnswer.class);
        SendAnswer again = api.call(
                "DELETE", message(channel, seq), ada.token(), new byte[0], Map.of("Idempotency-Key", "d1"))
                .as(SendAnswer.class);
        assertFalse(deleted.duplicate());
        assertTrue(again.duplicate());
        assertEquals(deleted.seq(), again.seq());
        api.delete(ada, message(channel, seq)).refused(ErrorCode.MESSAGE_DELETED);

        CursorView read = cursor(lin, channel, "{\"seq\": " + last + "}");
        String mark = "{\"seq\": 1, \"mark_unread\": true, \"generation\": " + read.generation() + "}";
        CursorView marked = cursor(lin, channel, mark);
        assertEquals(read.generation() + 1, marked.generation());
        assertEquals(marked, cursor(lin, channel, mark));
        cursor(lin, channel, "{\"seq\": " + last + "}");
        assertEquals(last, cursor(lin, channel, mark).seq().value());
        verified(lin);
    }

    @Test
    void cursorsMoveForwardAndBackOnPurpose() {
        String channel = channel(ada, lin);
        List<Long> posts = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            posts.add(post(ada, channel, "text " + i));
        }
        assertEquals(5, unread(lin, channel).unread());
        CursorView read = cursor(lin, channel, "{\"seq\": " + posts.get(3) + "}");
        assertEquals(1, unread(lin, channel).unread());
        assertEquals(read, cursor(lin, channel, "{\"seq\": " + posts.get(1) + "}"));
        CursorView marked = cursor(lin, channel, "{\"seq\": " + posts.get(0) + ", \"mark_unread\": true}");
        assertEquals(4, unread(lin, channel).unread());
        assertEquals(read.generation() + 1, marked.generation());
        // A device that has not heard of the mark yet moves nothing.
        assertEquals(marked, cursor(lin, channel, "{\"seq\": " + posts.get(4) + ", \"generation\": 0}"));
        CursorList moved = api.get(lin, "/v1/cursors?since=" + read.revision()).as(CursorList.class);
        // A post of another test may move a cursor of hers meanwhile, in another channel.
        assertEquals(
                List.of(marked),
                moved.cursors().stream().filter(one -> one.channel().equals(marked.channel())).toList());
        assertTrue(moved.revision() >= marked.revision());
        // Posting moves the poster's own cursor.
        long own = post(lin, channel, "mine");
        until(() -> cursorOf(lin, channel) == own);
        assertEquals(0, unread(lin, channel).unread());
        verified(lin);
    }

    @Test
    void refusesByName() {
        String channel = channel(ada, lin);
        String closed = api.post(ada, "/v1/channels", "{\"name\": \"" + name() + "\", \"kind\": \"private\"}")
                .as(ChannelView.class).id().text();
        long seq = post(ada, channel, "text");
        put(lin, cursorPath(channel), "{\"seq\": " + (seq + 1) + "}").refused(ErrorCode.CURSOR_BEYOND_HEAD);
        put(grace, cursorPath(channel), "{\"seq\": " + seq + "}").refused(ErrorCode.NOT_A_MEMBER);
        put(grace, cursorPath(closed), "{\"seq\": 1}").refused(ErrorCode.NOT_FOUND);
        put(lin, cursorPath(channel), "{\"seq\": 0}").refused(ErrorCode.INVALID_FIELD);
        patch(lin, message(channel, seq), "k1", "{\"text\": \"mine now\"}").refused(ErrorCode.NOT_YOURS);
        api.delete(lin, message(channel, seq)).refused(ErrorCode.NOT_YOURS);
        patch(ada, message(channel, 1), "k2", "{\"text\": \"x\"}").refused(ErrorCode.NOT_A_MESSAGE);
        patch(ada, message(channel, 999), "k3", "{\"text\": \"x\"}").refused(ErrorCode.NOT_FOUND);
        patch(ada, message(channel, seq), "k4", "{\"text\": \" \"}").refused(ErrorCode.TEXT_EMPTY);
        patch(grace, message(channel, seq), "k5", "{\"text\": \"x\"}").refused(ErrorCode.NOT_A_MEMBER);
        patch(grace, message(closed, 1), "k5", "{\"text\": \"x\"}").refused(ErrorCode.NOT_FOUND);
        put(lin, message(channel, seq) + "/reactions/a%20b", "").refused(ErrorCode.INVALID_FIELD);
        for (int i = 0; i < 50; i++) {
            put(lin, message(channel, seq) + "/reactions/e" + i, "").as(SendAnswer.class);
        }
        put(lin, message(channel, seq) + "/reactions/one-more", "").refused(ErrorCode.LIMIT_REACHED);
        api.get(lin, "/v1/unread?channel=" + closed).refused(ErrorCode.NOT_FOUND);
        api.get(grace, "/v1/unread?channel=" + channel).refused(ErrorCode.NOT_A_MEMBER);
        api.get(lin, "/v1/search?q=text&channel=" + closed).refused(ErrorCode.NOT_FOUND);
        api.get(lin, "/v1/search").refused(ErrorCode.INVALID_FIELD);
        api.get(lin, "/v1/mentions?cursor=nonsense").refused(ErrorCode.INVALID_FIELD);
        api.post(lin, "/v1/sync", "{\"positions\": {}, \"since\": \"nonsense\"}").refused(ErrorCode.INVALID_FIELD);
        api.post(lin, "/v1/sync", "{\"positions\": {}, \"window\": 0}").refused(ErrorCode.INVALID_FIELD);
        patch(lin, "/v1/channels/" + channel, "", "{\"topic\": \"x\"}").refused(ErrorCode.NOT_ALLOWED);
        patch(ada, "/v1/channels/" + channel, "", "{\"channel_class\": \"odd\"}").refused(ErrorCode.INVALID_FIELD);
    }

    @Test
    void renamesAndArchivesChannels() {
        String channel = channel(ada, lin);
        String name = name();
        ChannelView renamed = patch(
                ada, "/v1/channels/" + channel, "",
                "{\"name\": \"" + name + "\", \"topic\": \"new\", \"channel_class\": \"large\"}")
                .as(ChannelView.class);
        assertEquals(name, renamed.name().orElseThrow());
        assertEquals("large", renamed.channelClass());
        post(ada, channel, "counted in a large one");
        assertEquals(1, unread(lin, channel).unread());
        api.post(ada, "/v1/channels", "{\"name\": \"" + name + "\", \"kind\": \"public\"}")
                .refused(ErrorCode.NAME_TAKEN);
        assertEquals(
                "archived", api.post(ada, "/v1/channels/" + channel + "/archive", "").as(ChannelView.class).state());
        api.send(lin, channel, "late", "{\"text\": \"x\"}").refused(ErrorCode.CHANNEL_ARCHIVED);
        patch(ada, "/v1/channels/" + channel, "", "{\"topic\": \"x\"}").refused(ErrorCode.CHANNEL_ARCHIVED);
        assertEquals(
                "active", api.post(ada, "/v1/channels/" + channel + "/unarchive", "").as(ChannelView.class).state());
        post(lin, channel, "again");
        verified(lin);
    }

    @Test
    void syncsInWindowsMostRelevantFirst() {
        WorkspaceId own = running.world().workspace("sync");
        Person reader = running.world().person(own, "reader", MemberRole.MEMBER);
        Person poster = running.world().person(own, "poster", MemberRole.OWNER);
        List<String> channels = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            channels.add(channel(poster, reader));
        }
        for (int i = 0; i < 6; i++) {
            post(poster, channels.get(i), "text " + i);
        }
        post(poster, channels.get(2), "hey @reader");
        until(() -> mentions(reader).size() == 1);
        List<String> order = new ArrayList<>();
        SyncAnswer page = sync(reader, "\"window\": 5, \"open\": \"" + channels.get(9) + "\"");
        String since = page.since().orElseThrow();
        assertEquals(12, page.changedTotal());
        while (true) {
            page.conversations().forEach(one -> order.add(one.channel().id().text()));
            if (page.next().isEmpty()) {
                break;
            }
            page = sync(
                    reader,
                    "\"window\": 5, \"open\": \"" + channels.get(9) + "\", \"cursor\": \"" + page.next().get() + "\"");
            assertEquals(since, page.since().orElseThrow());
        }
        assertEquals(12, order.stream().distinct().count());
        assertEquals(12, order.size());
        assertEquals(List.of(channels.get(9), channels.get(2)), order.subList(0, 2));
        assertEquals(
                List.of(channels.get(5), channels.get(4), channels.get(3), channels.get(1), channels.get(0))
                        .stream().sorted().toList(),
                order.subList(2, 7).stream().sorted().toList());
        SyncAnswer first = sync(reader, "\"window\": 2");
        assertEquals(1, first.conversations().getFirst().unread().orElseThrow().mentions());
        assertEquals(2, first.conversations().getFirst().unread().orElseThrow().unread());
        EventPage events = first.conversations().getFirst().events().orElseThrow();
        assertEquals(events.head().value(), events.to());
        assertEquals(events.to() - events.from() + 1, events.events().size());

        SyncAnswer resumed = sync(reader, "\"since\": \"" + first.since().orElseThrow() + "\"");
        assertFalse(resumed.resync());
        cursor(reader, channels.get(2), "{\"seq\": 3}");
        SyncAnswer moved = sync(reader, "\"since\": \"" + resumed.since().orElseThrow() + "\"");
        assertTrue(moved.conversations().stream().anyMatch(one -> one.channel().id().text().equals(channels.get(2))));
        // One of another history.
        SyncAnswer fresh = sync(reader, "\"since\": \"s1.1.zzzz.0\"");
        assertTrue(fresh.resync());
        assertEquals(12, fresh.changedTotal());
    }

    @Test
    void searchesWhereTheCallerIs() {
        String channel = channel(ada, lin);
        post(ada, channel, "The Needle in here");
        post(lin, channel, "another NEEDLE");
        String closed = api.post(ada, "/v1/channels", "{\"name\": \"" + name() + "\", \"kind\": \"private\"}")
                .as(ChannelView.class).id().text();
        post(ada, closed, "a secret needle");
        assertEquals(2, search(lin, "q=needle").size());
        assertEquals(3, search(ada, "q=needle").size());
        assertEquals(1, search(ada, "q=needle&from=" + lin.user().text()).size());
        assertEquals(2, search(grace, "q=needle&channel=" + channel).size());
        assertEquals(0, search(grace, "q=needle").size());
        SearchAnswer one = api.get(ada, "/v1/search?q=needle&limit=1").as(SearchAnswer.class);
        assertEquals(1, one.hits().size());
        SearchAnswer two = api.get(ada, "/v1/search?q=needle&limit=1&cursor=" + one.next().orElseThrow())
                .as(SearchAnswer.class);
        assertEquals(1, two.hits().size());
        assertFalse(two.hits().equals(one.hits()));
    }

    /// A few thousand acts of three people at once in four channels; then every count is what a recount gives.
    @Test
    void countsAreExactAfterARandomRun() throws Exception {
        WorkspaceId own = running.world().workspace("random");
        Person owner = running.world().person(own, "owner", MemberRole.OWNER);
        Person mara = running.world().person(own, "mara", MemberRole.MEMBER);
        Person ned = running.world().person(own, "ned", MemberRole.MEMBER);
        List<Person> people = List.of(owner, mara, ned);
        List<String> channels = new ArrayList<>();
        Map<String, List<Long>> posts = new ConcurrentHashMap<>();
        for (int i = 0; i < 4; i++) {
            channels.add(channel(owner, mara, ned));
            posts.put(channels.getLast(), new CopyOnWriteArrayList<>());
        }
        try (ExecutorService acting = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int hand = 0; hand < HANDS; hand++) {
                Person who = people.get(hand % people.size());
                Random random = new Random(20_261_122 + hand);
                String name = "h" + hand + "-";
                all.add(acting.submit(() -> actAtRandom(random, name, who, owner, posts)));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
        people.forEach(ConvergenceIT::verified);
    }

    private static void actAtRandom(
            Random random, String hand, Person who, Person owner, Map<String, List<Long>> posts) {
        List<String> channels = posts.keySet().stream().sorted().toList();
        List<String> texts = List.of("plain", "hey @mara", "@channel all", "@ned and @owner", "`@mara` in code");
        for (int i = 0; i < ACTS / HANDS; i++) {
            String channel = channels.get(random.nextInt(channels.size()));
            List<Long> known = Objects.requireNonNull(posts.get(channel));
            String text = texts.get(random.nextInt(texts.size())) + " " + i;
            int act = random.nextInt(100);
            if (act < 45 || known.isEmpty()) {
                sent(api.send(who, channel, hand + i, "{\"text\": \"" + text + "\"}"), known);
            } else if (act < 55) {
                long root = known.get(random.nextInt(known.size()));
                sent(api.send(who, channel, hand + i, "{\"text\": \"" + text + "\", \"thread_root\": " + root
                        + ", \"also_to_channel\": " + random.nextBoolean() + "}"), known);
            } else if (act < 65) {
                tolerated(patch(who, message(channel, known.get(random.nextInt(known.size()))), hand + "x" + i,
                        "{\"text\": \"" + text + "\"}"));
            } else if (act < 75) {
                tolerated(api.delete(who, message(channel, known.get(random.nextInt(known.size())))));
            } else if (act < 90) {
                tolerated(put(who, cursorPath(channel), "{\"seq\": " + known.get(random.nextInt(known.size()))
                        + ", \"mark_unread\": " + (random.nextInt(4) == 0) + "}"));
            } else if (act < 94) {
                tolerated(put(who, message(channel, known.get(random.nextInt(known.size()))) + "/reactions/x", ""));
            } else if (act < 96) {
                tolerated(api.delete(who, "/v1/channels/" + channel + "/members/me"));
            } else if (act < 99) {
                tolerated(api.post(who, "/v1/channels/" + channel + "/members/me", ""));
            } else {
                tolerated(patch(owner, "/v1/channels/" + channel, "", "{\"channel_class\": \""
                        + (random.nextBoolean() ? "large" : "normal") + "\"}"));
            }
        }
    }

    private static void sent(Api.Reply reply, List<Long> known) {
        if (tolerated(reply)) {
            known.add(reply.as(SendAnswer.class).seq().value());
        }
    }

    /// @return true if it was done
    private static boolean tolerated(Api.Reply reply) {
        assertTrue(reply.status() < 500, reply::text);
        return reply.status() < 300;
    }

    private static void verified(Person person) {
        UnreadVerdicts verdicts = api.post(person, "/v1/unread/verify", "{}").as(UnreadVerdicts.class);
        assertEquals(
                List.of(),
                verdicts.channels().stream().filter(verdict -> !verdict.exact()).toList());
        Map<String, UnreadVerdict> byChannel = verdicts.channels().stream()
                .collect(Collectors.toMap(verdict -> verdict.channel().text(), verdict -> verdict));
        for (UnreadView view : api.get(person, "/v1/unread").as(UnreadList.class).channels()) {
            UnreadVerdict verdict = byChannel.get(view.channel().text());
            if (verdict != null && verdicts.next().isEmpty()) {
                assertTrue(view.unread() >= 0 && view.mentions() >= 0);
            }
        }
    }

    private static String channel(Person owner, Person... others) {
        String id = api.post(owner, "/v1/channels", "{\"name\": \"" + name() + "\", \"kind\": \"public\"}")
                .as(ChannelView.class).id().text();
        for (Person other : others) {
            assertEquals(201, api.post(other, "/v1/channels/" + id + "/members/me", "").status());
        }
        return id;
    }

    private static String name() {
        return "c" + ++names;
    }

    private static long post(Person who, String channel, String text) {
        return send(who, channel, "{\"text\": \"" + text + "\"}");
    }

    private static long send(Person who, String channel, String json) {
        return api.send(who, channel, "p" + ++names, json).as(SendAnswer.class).seq().value();
    }

    private static SendAnswer edit(Person who, String channel, long seq, String key, String text) {
        return patch(who, message(channel, seq), key, "{\"text\": \"" + text + "\"}").as(SendAnswer.class);
    }

    private static SyncAnswer sync(Person who, String fields) {
        return api.post(who, "/v1/sync", "{\"positions\": {}, " + fields + "}").as(SyncAnswer.class);
    }

    private static List<?> search(Person who, String query) {
        return api.get(who, "/v1/search?" + query).as(SearchAnswer.class).hits();
    }

    private static List<Long> mentions(Person who) {
        return api.get(who, "/v1/mentions").as(MentionList.class).mentions().stream()
                .map(mention -> mention.seq().value())
                .toList();
    }

    private static UnreadView unread(Person who, String channel) {
        return api.get(who, "/v1/unread?channel=" + channel).as(UnreadList.class).channels().getFirst();
    }

    private static long cursorOf(Person who, String channel) {
        return unread(who, channel).cursor().value();
    }

    private static CursorView cursor(Person who, String channel, String json) {
        return put(who, cursorPath(channel), json).as(CursorView.class);
    }

    private static Map<Long, EventBody> events(Person who, String channel) {
        return api.get(who, "/v1/channels/" + channel + "/events?after=0").as(EventPage.class).events().stream()
                .collect(Collectors.toMap(event -> event.seq().value(), event -> event.body()));
    }

    private static String message(String channel, long seq) {
        return "/v1/channels/" + channel + "/messages/" + seq;
    }

    private static String cursorPath(String channel) {
        return "/v1/channels/" + channel + "/cursor";
    }

    private static Api.Reply put(Person who, String path, String json) {
        return api.call("PUT", path, who.token(), json.getBytes(java.nio.charset.StandardCharsets.UTF_8), Map.of());
    }

    private static Api.Reply patch(Person who, String path, String key, String json) {
        return api.call(
                "PATCH", path, who.token(), json.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                key.isEmpty() ? Map.of() : Map.of("Idempotency-Key", key));
    }

    private static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        CountDownLatch never = new CountDownLatch(1);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "not in time");
            try {
                assertFalse(never.await(20, TimeUnit.MILLISECONDS));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
