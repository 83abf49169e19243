package dev.gapless.server.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.protocol.api.ChannelView;
import dev.gapless.protocol.api.CursorList;
import dev.gapless.protocol.api.CursorView;
import dev.gapless.protocol.api.SendAnswer;
import dev.gapless.protocol.event.MemberRole;
import dev.gapless.protocol.frame.ClientFrame;
import dev.gapless.protocol.frame.ServerFrame;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.shard.ShardsConfig;
import dev.gapless.schema.testing.TestDatabase;
import dev.gapless.server.testing.Api;
import dev.gapless.server.testing.RunningServer;
import dev.gapless.server.testing.World.Person;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Two devices of one person on two gateways, over real databases, while Kafka is away: what one has read, both know.
class UserStreamIT {
    private static RunningServer first;
    private static RunningServer second;
    private static Person ada;
    private static Person lin;
    private static ChannelId channel;
    private static int keys;

    @BeforeAll
    static void start() {
        ShardsConfig databases = TestDatabase.newConfig();
        first = RunningServer.start(databases, Map.of());
        second = RunningServer.start(databases, Map.of());
        WorkspaceId demo = first.world().workspace("demo");
        ada = first.world().person(demo, "ada", MemberRole.OWNER);
        lin = first.world().person(demo, "lin", MemberRole.MEMBER);
        channel = first.api()
                .post(ada, "/v1/channels", "{\"name\": \"devices\", \"kind\": \"public\"}")
                .as(ChannelView.class)
                .id();
        assertEquals(201, first.api().post(lin, path("/members/me"), "").status());
    }

    @AfterAll
    static void stop() {
        first.close();
        second.close();
    }

    @Test
    void allDevicesOnAllGatewaysFollow() throws Exception {
        long seq = post(ada, "one");
        try (Device here = device(first, lin); Device there = device(second, lin)) {
            here.say(new ClientFrame.Read(7, channel, Optional.empty(), new Seq(seq), cursor(lin).generation()));
            ServerFrame.CursorMoved answer = answer(here, 7);
            assertEquals(seq, answer.seq().value());
            assertEquals(answer.revision(), moved(there, seq).revision());

            long next = post(ada, "two");
            CursorView put = put(second.api(), lin, "{\"seq\": " + next + "}");
            assertEquals(put.revision(), moved(here, next).revision());
            moved(there, next);

            long own = post(lin, "mine");
            moved(here, own);
            moved(there, own);

            CursorView marked = put(first.api(), lin, "{\"seq\": " + seq + ", \"mark_unread\": true}");
            assertEquals(marked.generation(), moved(here, seq).generation());
            assertEquals(marked.generation(), moved(there, seq).generation());
        }
        try (Device again = Device.connect(first.server().port())) {
            assertEquals(cursor(lin).revision(), hello(again, lin).userRevision());
        }
    }

    @Test
    void refusesMarksByName() throws Exception {
        long seq = post(ada, "text");
        try (Device device = device(first, lin)) {
            device.say(new ClientFrame.Read(1, channel, Optional.empty(), new Seq(seq + 1_000), 0));
            device.awaitError("cursor-beyond-head");
            device.say(new ClientFrame.Read(2, new ChannelId(99), Optional.empty(), new Seq(1), 0));
            device.awaitError("not-found");
            device.say(new ClientFrame.Read(3, channel, Optional.of(new Seq(1)), new Seq(1), 0));
            device.awaitError("not-a-message");
        }
    }

    @Test
    void racingDevicesEndAtTheSameFarthestPlace() throws Exception {
        List<Long> posts = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            posts.add(post(ada, "race " + i));
        }
        Person racer = first.world().person(ada.workspace(), "racer" + ++keys, MemberRole.MEMBER);
        assertEquals(201, first.api().post(racer, path("/members/me"), "").status());
        List<Api> gateways = List.of(first.api(), second.api());
        List<Future<?>> runs = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int t = 0; t < 6; t++) {
                Random random = new Random(t);
                Api api = gateways.get(t % 2);
                runs.add(threads.submit(() -> {
                    long last = 0;
                    for (int i = 0; i < 30; i++) {
                        long seq = posts.get(random.nextInt(posts.size() - 1));
                        long told = put(api, racer, "{\"seq\": " + seq + "}").seq().value();
                        assertTrue(told >= seq && told >= last, told + " after " + last);
                        last = told;
                    }
                    return last;
                }));
            }
            for (Future<?> run : runs) {
                run.get();
            }
        }
        CursorView end = put(first.api(), racer, "{\"seq\": " + posts.getLast() + "}");
        assertEquals(posts.getLast(), end.seq().value());
        assertEquals(List.of(end), second.api().get(racer, "/v1/cursors").as(CursorList.class).cursors());
    }

    private static Device device(RunningServer server, Person person) throws InterruptedException {
        Device device = Device.connect(server.server().port());
        hello(device, person);
        return device;
    }

    private static ServerFrame.Welcome hello(Device device, Person person) throws InterruptedException {
        device.say(new ClientFrame.Hello(Optional.of(person.token()), Optional.empty(), Map.of()));
        return device.await(ServerFrame.Welcome.class);
    }

    private static ServerFrame.CursorMoved answer(Device device, long ref) throws InterruptedException {
        while (true) {
            if (device.next() instanceof ServerFrame.CursorMoved moved && moved.ref().equals(Optional.of(ref))) {
                return moved;
            }
        }
    }

    /// The push that says that the cursor is there.
    private static ServerFrame.CursorMoved moved(Device device, long seq) throws InterruptedException {
        while (true) {
            if (device.next() instanceof ServerFrame.CursorMoved moved
                    && moved.ref().isEmpty()
                    && moved.seq().value() == seq) {
                return moved;
            }
        }
    }

    private static CursorView cursor(Person person) {
        CursorList list = first.api().get(person, "/v1/cursors").as(CursorList.class);
        return list.cursors().isEmpty()
                ? new CursorView(
                        channel, Optional.empty(), Seq.FIRST, new dev.gapless.protocol.id.Ordinal(0), 0,
                        list.revision())
                : list.cursors().getLast();
    }

    private static CursorView put(Api api, Person person, String json) {
        return api.call(
                "PUT", path("/cursor"), person.token(),
                json.getBytes(java.nio.charset.StandardCharsets.UTF_8), Map.of())
                .as(CursorView.class);
    }

    private static long post(Person who, String text) {
        String key = new IdempotencyKey("u" + ++keys).value();
        return first.api()
                .send(who, channel.text(), key, "{\"text\": \"" + text + "\"}")
                .as(SendAnswer.class)
                .seq()
                .value();
    }

    private static String path(String rest) {
        return "/v1/channels/" + channel.text() + rest;
    }
}
