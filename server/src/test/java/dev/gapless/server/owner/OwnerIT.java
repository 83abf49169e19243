package dev.gapless.server.owner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.protocol.api.ChannelView;
import dev.gapless.protocol.api.EventPage;
import dev.gapless.protocol.api.Problem;
import dev.gapless.protocol.codec.ApiCodec;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.event.MemberRole;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.inbox.InboxRoute;
import dev.gapless.protocol.owner.OwnerAnswer;
import dev.gapless.protocol.owner.OwnerBatch;
import dev.gapless.schema.shard.ShardsConfig;
import dev.gapless.schema.testing.TestDatabase;
import dev.gapless.server.testing.ErrorLog;
import dev.gapless.server.testing.RunningServer;
import dev.gapless.server.testing.World.Person;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// A hot channel on two gateways over real databases.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OwnerIT {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final String SECRET = "a-secret-of-gateways";
    private static final int SENDERS = 4;
    private static final int SENDS = 150;
    private static final String OFF = "off";

    @TempDir
    private static Path directory;

    private final ShardsConfig databases = TestDatabase.newConfig();
    private final List<RunningServer> running = new ArrayList<>();
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    /// Two that know each other, for tests that leave them as they are.
    private Pair both;
    private ErrorLog errors;
    private int keys;

    @BeforeAll
    void start() throws IOException {
        errors = new ErrorLog();
        both = start(databases, SECRET, SECRET);
    }

    @AfterAll
    void stop() {
        errors.close();
        http.close();
        RunningServer.closeAll(running);
        assertEquals(List.of(), errors.errors());
    }

    @Test
    void oneGatewayCommitsTheSendsOfAllAndTheyStayInOrder() throws Exception {
        Room room = hotRoom(both);
        RunningServer owner = owner(room, both);
        RunningServer origin = both.butNot(owner);
        List<RunSender> senders = senders(room, both);
        double before = metric(origin, "posting_events_total");
        double taken = metric(owner, "owner_taken_total");
        double forwarded = metric(owner, "owner_forwarded_total");
        double fallback = metric(origin, "owner_fallback_total");
        Map<String, Long> acked = stream(room, senders, () -> {});
        assertEquals(before, metric(origin, "posting_events_total"), "all went to the owner");
        assertEquals(taken + SENDERS / 2 * SENDS, metric(owner, "owner_taken_total"));
        assertEquals(forwarded, metric(owner, "owner_forwarded_total"));
        assertEquals(fallback, metric(origin, "owner_fallback_total"));
        check(room, acked);
    }

    @Test
    void sendsOfAChannelThatIsHotNoMoreAreCommittedWhereTheyCome() throws Exception {
        Room room = hotRoom(both);
        RunningServer origin = both.butNot(owner(room, both));
        double hot = metric(origin, "owner_hot");
        set(room, "normal");
        until(() -> {
            send(origin, room);
            return metric(origin, "owner_hot") == hot - 1;
        });
        double forwarded = metric(origin, "owner_forwarded_total");
        check(room, stream(room, senders(room, both), () -> {}));
        assertEquals(forwarded, metric(origin, "owner_forwarded_total"));
    }

    @Test
    void goesOnWhenTheOwnerGoes() throws Exception {
        Pair pair = start(TestDatabase.newConfig(), SECRET, SECRET);
        Room room = hotRoom(pair);
        RunningServer owner = owner(room, pair);
        List<RunSender> senders = senders(room, pair);
        Map<String, Long> acked = stream(room, senders, () -> {
            until(() -> senders.stream().allMatch(sender -> sender.settled() > SENDS / 10));
            running.remove(owner);
            owner.close();
        });
        check(new Room(pair.butNot(owner), room.ada(), room.id()), acked);
    }

    @Test
    void goesOnBesideAGatewayWithAnotherSecret() throws Exception {
        Pair pair = start(TestDatabase.newConfig(), SECRET, SECRET + "-of-others");
        Room room = hotRoom(pair);
        until(() -> {
            send(pair.one(), room);
            send(pair.other(), room);
            return pair.sum("owner_fallback_total") > 0;
        });
        check(room, stream(room, senders(room, pair), () -> {}));
        assertEquals(0, pair.sum("owner_taken_total"));
    }

    @Test
    void doesNotHandAnythingOnWhenItIsOff() throws Exception {
        Pair pair = start(TestDatabase.newConfig(), OFF, OFF);
        Room room = hotRoom(pair);
        check(room, stream(room, senders(room, pair), () -> {}));
        assertTrue(!metrics(pair.one()).contains("owner_"), "nothing counts what there is not");
        assertEquals(404, post(pair.one(), SECRET, "{}").statusCode());
    }

    @Test
    void takesSendsFromThoseWhoKnowTheSecretOnlyAndNothingThatIsWrong() throws Exception {
        RunningServer one = both.one();
        Room room = room(one);
        String good = ApiCodec.text(new OwnerBatch(
                room.ada().workspace(), room.id(),
                List.of(
                        new OwnerBatch.Send(room.ada().user(), true, 0, "k1", "one", Optional.empty(), false),
                        new OwnerBatch.Send(room.ada().user(), true, 0, "k1", "another", Optional.empty(), false),
                        new OwnerBatch.Send(room.ada().user(), true, 0, "k2", "two", Optional.empty(), false))));
        for (String secret : List.of("", "x", SECRET + "x", SECRET.substring(1))) {
            HttpResponse<byte[]> refused = post(one, secret, good);
            assertEquals(404, refused.statusCode());
            assertEquals(ErrorCode.NO_SUCH_ENDPOINT.text(), ApiCodec.read(refused.body(), Problem.class).code());
        }
        for (String bad : List.of(
                "", "{", "null", "[]", "7", "{}", good.replace("\"run\":0", "\"run\":-1"),
                good.replace("\"text\":\"one\"", "\"text\":\" \""), good.replace("\"key\"", "\"kez\""),
                good.replace("\"one\"", "\"" + "x".repeat(16_385) + "\""), "x".repeat(200_000))) {
            assertEquals(4, post(one, SECRET, bad).statusCode() / 100, bad);
        }
        OwnerAnswer answer = ApiCodec.read(post(one, SECRET, good).body(), OwnerAnswer.class);
        assertEquals("normal", answer.channelClass().orElseThrow());
        OwnerAnswer.Posted first = answer.outcomes().getFirst().posted().orElseThrow();
        assertEquals("key-reused", answer.outcomes().get(1).refused().orElseThrow().code());
        assertEquals(first.seq().next(), answer.outcomes().get(2).posted().orElseThrow().seq());
        OwnerAnswer again = ApiCodec.read(post(one, SECRET, good).body(), OwnerAnswer.class);
        assertTrue(again.outcomes().getFirst().posted().orElseThrow().duplicate());
        assertEquals(first.seq(), again.outcomes().getFirst().posted().orElseThrow().seq());
        assertEquals(Optional.empty(), again.channelClass());
    }

    /// A public channel of a workspace of its own.
    private record Room(RunningServer server, Person ada, ChannelId id) {}

    /// Two gateways over the same databases.
    private final class Pair {
        private final RunningServer one;
        private final RunningServer other;

        Pair(RunningServer one, RunningServer other) {
            this.one = one;
            this.other = other;
        }

        RunningServer one() {
            return one;
        }

        RunningServer other() {
            return other;
        }

        RunningServer butNot(RunningServer server) {
            return server == one ? other : one;
        }

        double sum(String sample) {
            return metric(one, sample) + metric(other, sample);
        }
    }

    private Pair start(ShardsConfig shards, String secret, String otherSecret) throws IOException {
        return new Pair(start(shards, secret), start(shards, otherSecret));
    }

    private RunningServer start(ShardsConfig shards, String secret) throws IOException {
        Path file = Files.writeString(Files.createTempFile(directory, "secret", ""), secret);
        RunningServer server = RunningServer.start(shards, Map.of(
                "sync.inbox-url", "http://127.0.0.1:1",
                "sync.inbox-secret-file", file.toString(),
                "posting.owner-routing", Boolean.toString(!secret.equals(OFF))));
        running.add(server);
        return server;
    }

    private Room hotRoom(Pair pair) {
        Room room = room(pair.one());
        set(room, "hot");
        return room;
    }

    private Room room(RunningServer server) {
        Person ada = server.world().person(server.world().workspace("demo-" + ++keys), "ada", MemberRole.OWNER);
        ChannelId id = server.api().post(ada, "/v1/channels", "{\"name\":\"talk\",\"kind\":\"public\"}")
                .as(ChannelView.class)
                .id();
        return new Room(server, ada, id);
    }

    private static void set(Room room, String channelClass) {
        byte[] change = ("{\"channel_class\":\"" + channelClass + "\"}").getBytes(StandardCharsets.UTF_8);
        room.server().api()
                .call("PATCH", "/v1/channels/" + room.id().text(), room.ada().token(), change, Map.of())
                .as(ChannelView.class);
    }

    /// Sends through both until one hands what it gets to the other, and tells who that is.
    private RunningServer owner(Room room, Pair pair) {
        double one = metric(pair.one(), "owner_taken_total");
        double other = metric(pair.other(), "owner_taken_total");
        until(() -> {
            send(pair.one(), room);
            send(pair.other(), room);
            return pair.sum("owner_taken_total") > one + other;
        });
        return metric(pair.one(), "owner_taken_total") > one ? pair.one() : pair.other();
    }

    private void send(RunningServer where, Room room) {
        assertEquals(
                200, where.api().send(room.ada(), room.id().text(), "w" + keys++, "{\"text\":\"warm\"}").status());
    }

    /// As many on the one as on the other.
    private List<RunSender> senders(Room room, Pair pair) {
        List<RunSender> senders = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
            Person person = room.server().world().person(room.ada().workspace(), "p" + i, MemberRole.MEMBER);
            assertEquals(
                    201,
                    room.server().api()
                            .post(person, "/v1/channels/" + room.id().text() + "/members/me", "")
                            .status());
            int a = pair.one().server().port();
            int b = pair.other().server().port();
            senders.add(new RunSender(
                    http, person.token(), room.id(), "s" + i, i % 2 == 0 ? List.of(a, b) : List.of(b, a)));
        }
        return senders;
    }

    private static Map<String, Long> stream(Room room, List<RunSender> senders, Runnable meanwhile)
            throws InterruptedException, ExecutionException {
        Map<String, Long> acked = new HashMap<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Map<String, Long>>> all =
                    senders.stream().map(sender -> threads.submit(() -> sender.send(SENDS))).toList();
            meanwhile.run();
            for (Future<Map<String, Long>> each : all) {
                acked.putAll(each.get());
            }
        }
        assertEquals(SENDERS * SENDS, acked.size(), room::toString);
        return acked;
    }

    /// The log is dense; each acknowledged send is there once, at the seq that was told, in the order of its sender.
    private static void check(Room room, Map<String, Long> acked) {
        Map<String, Long> stored = new HashMap<>();
        Map<String, Integer> next = new HashMap<>();
        long seq = 0;
        EventPage page;
        do {
            page = room.server().api()
                    .get(room.ada(), "/v1/channels/" + room.id().text() + "/events?limit=1000&after=" + seq)
                    .as(EventPage.class);
            for (Event event : page.events()) {
                assertEquals(++seq, event.seq().value());
                if (event.body() instanceof EventBody.MessagePosted posted && posted.key().value().startsWith("s")) {
                    String key = posted.key().value();
                    assertEquals(null, stored.put(key, seq), key);
                    String[] parts = key.split("-", -1);
                    assertEquals(next.merge(parts[0], 1, Integer::sum) - 1, Integer.parseInt(parts[1]), key);
                }
            }
        } while (seq < page.head().value());
        assertEquals(stored, acked);
    }

    private HttpResponse<byte[]> post(RunningServer server, String secret, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.server().port() + OwnerBatch.PATH))
                        .timeout(DEADLINE)
                        .POST(BodyPublishers.ofString(body));
        if (!secret.isEmpty()) {
            request.header(InboxRoute.SECRET_HEADER, secret);
        }
        return http.send(request.build(), BodyHandlers.ofByteArray());
    }

    private double metric(RunningServer server, String sample) {
        Matcher line = Pattern.compile("(?m)^" + sample + "(\\{[^}]*})? ([0-9.eE+-]+)").matcher(metrics(server));
        double sum = 0;
        while (line.find()) {
            sum += Double.parseDouble(line.group(2));
        }
        return sum;
    }

    private String metrics(RunningServer server) {
        URI uri = URI.create("http://127.0.0.1:" + server.server().port() + "/metrics");
        try {
            return http.send(HttpRequest.newBuilder(uri).timeout(DEADLINE).build(), BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "not within the deadline");
        }
    }
}
