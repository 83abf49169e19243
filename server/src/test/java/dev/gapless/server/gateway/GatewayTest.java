package dev.gapless.server.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.protocol.event.InterestLevel;
import dev.gapless.protocol.frame.ClientFrame;
import dev.gapless.protocol.frame.ServerFrame;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Position;
import dev.gapless.protocol.id.UserId;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The protocol on a real socket.
class GatewayTest {
    private final LiveServer server = new LiveServer(Map.of());

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void welcomesAndSpeaksTheSubprotocol() throws Exception {
        try (Device device = Device.connect(server)) {
            assertEquals("gapless.v1", device.subprotocol());
            device.say(new ClientFrame.Hello(Optional.of("user-5"), Optional.of("laptop"), Map.of()));
            ServerFrame.Welcome welcome = device.await(ServerFrame.Welcome.class);
            assertEquals(new UserId(5), welcome.user());
            assertEquals(20_000, welcome.pingEvery().toMillis());
        }
    }

    @Test
    void pushesWhatIsCommittedAfterTheSubscription() throws Exception {
        ChannelKey key = server.channel(1);
        server.commit(key, "before");
        try (Device device = Device.hello(server, 5)) {
            assertEquals(1, device.subscribe(key).at().head().value());
            server.commit(key, "after");
            assertEquals(2, device.await(ServerFrame.Pushed.class).event().seq().value());
        }
    }

    @Test
    void answersASendAndShowsItToItsSender() throws Exception {
        ChannelKey key = server.channel(1);
        try (Device device = Device.hello(server, 5)) {
            device.subscribe(key);
            device.send(77, key.channel(), "hello");
            ServerFrame.Sent sent = device.await(ServerFrame.Sent.class);
            assertEquals(77, sent.ref());
            assertEquals(1, sent.seq().value());
            assertEquals(1, device.await(ServerFrame.Pushed.class).event().seq().value());
        }
    }

    @Test
    void pushesAShortBacklogThenSaysCaughtUp() throws Exception {
        ChannelKey key = server.channel(1);
        for (int i = 0; i < 10; i++) {
            server.commit(key, "m" + i);
        }
        try (Device device = Device.hello(server, 5)) {
            device.sub(1, key, InterestLevel.FULL, Optional.of(4L));
            assertEquals(10, device.await(ServerFrame.Subscribed.class).at().head().value());
            for (long seq = 5; seq <= 10; seq++) {
                assertEquals(seq, device.await(ServerFrame.Pushed.class).event().seq().value());
            }
            assertEquals(10, device.await(ServerFrame.CaughtUp.class).head().value());
            server.commit(key, "live");
            assertEquals(11, device.await(ServerFrame.Pushed.class).event().seq().value());
        }
    }

    @Test
    void announcesALongBacklogAsOneGap() throws Exception {
        ChannelKey key = server.channel(1);
        for (int i = 0; i < 300; i++) {
            server.commit(key, "m" + i);
        }
        try (Device device = Device.hello(server, 5)) {
            device.sub(1, key, InterestLevel.FULL, Optional.of(4L));
            device.await(ServerFrame.Subscribed.class);
            ServerFrame.Gap gap = device.await(ServerFrame.Gap.class);
            assertEquals(5, gap.from().value());
            assertEquals(300, gap.to().value());
            assertEquals(300, device.await(ServerFrame.CaughtUp.class).head().value());
            server.commit(key, "live");
            assertEquals(301, device.await(ServerFrame.Pushed.class).event().seq().value());
        }
    }

    @Test
    void resumeListsWhatMovedOnAndWhatIsGone() throws Exception {
        ChannelKey moved = server.channel(1);
        ChannelKey still = server.channel(2);
        ChannelKey hidden = server.privateChannel(3, new UserId(9));
        server.commit(moved, "x");
        server.commit(still, "x");
        try (Device device = Device.connect(server)) {
            device.say(new ClientFrame.Hello(
                    Optional.of("user-5"),
                    Optional.empty(),
                    Map.of(
                            moved.channel(), new Position(0),
                            still.channel(), new Position(1),
                            hidden.channel(), new Position(1))));
            ServerFrame.Welcome welcome = device.await(ServerFrame.Welcome.class);
            assertEquals(1, welcome.channels().size());
            assertEquals(moved.channel(), welcome.channels().getFirst().channel());
            assertEquals(java.util.List.of(hidden.channel()), welcome.unknown());
        }
    }

    @Test
    void headLevelGetsConflatedHeads() throws Exception {
        ChannelKey key = server.channel(1);
        try (Device device = Device.hello(server, 5)) {
            device.sub(1, key, InterestLevel.HEAD, Optional.empty());
            device.await(ServerFrame.Subscribed.class);
            for (int i = 0; i < 100; i++) {
                server.commit(key, "m" + i);
            }
            ServerFrame.Head head = device.await(ServerFrame.Head.class);
            while (head.head().value() < 100) {
                head = device.await(ServerFrame.Head.class);
            }
            assertEquals(100, head.ordinal().value());
        }
    }

    @Test
    void endsWhenTheUserLeavesAPrivateChannel() throws Exception {
        UserId user = new UserId(5);
        ChannelKey key = server.privateChannel(1, user);
        try (Device device = Device.hello(server, 5)) {
            device.subscribe(key);
            server.commit(key, "one");
            server.leave(key, user);
            server.commit(key, "not for you");
            assertEquals(1, device.await(ServerFrame.Pushed.class).event().seq().value());
            assertEquals(2, device.await(ServerFrame.Pushed.class).event().seq().value());
            assertEquals(ServerFrame.Notice.ENDED, device.await(ServerFrame.Notice.class).kind());
            device.say(new ClientFrame.Ping(4));
            assertEquals(4, device.await(ServerFrame.Pong.class).nonce());
        }
    }

    @Test
    void goesOnAfterLeavingAPublicChannel() throws Exception {
        ChannelKey key = server.channel(1);
        try (Device device = Device.hello(server, 5)) {
            device.subscribe(key);
            server.leave(key, new UserId(5));
            server.commit(key, "public anyway");
            assertEquals(1, device.await(ServerFrame.Pushed.class).event().seq().value());
            assertEquals(2, device.await(ServerFrame.Pushed.class).event().seq().value());
        }
    }

    @Test
    void unsubscribedChannelsAreSilent() throws Exception {
        ChannelKey key = server.channel(1);
        try (Device device = Device.hello(server, 5)) {
            device.subscribe(key);
            device.say(new ClientFrame.Unsub(2, key.channel()));
            device.await(ServerFrame.Unsubscribed.class);
            server.commit(key, "unheard");
            device.say(new ClientFrame.Ping(1));
            device.await(ServerFrame.Pong.class);
        }
    }

    @Test
    void foreignAndMissingChannelsLookAlike() throws Exception {
        ChannelKey hidden = server.privateChannel(1, new UserId(9));
        ChannelKey missing = ChannelKey.of(7, 2);
        try (Device device = Device.hello(server, 5)) {
            device.sub(1, hidden, InterestLevel.FULL, Optional.empty());
            ServerFrame.Error first = device.awaitError("not-found");
            device.sub(1, missing, InterestLevel.FULL, Optional.empty());
            ServerFrame.Error second = device.awaitError("not-found");
            assertEquals(
                    first.message().replace(hidden.channel().text(), "C"),
                    second.message().replace(missing.channel().text(), "C"));
            assertTrue(server.announced.isEmpty());
        }
    }

    @Test
    void takesASendOnlyIfTheOneItFollowsWasTaken() throws Exception {
        ChannelKey key = server.channel(1);
        try (Device device = Device.hello(server, 5)) {
            server.postingBroken = true;
            device.say(send(key, 1, Optional.empty()));
            device.awaitError("internal");
            server.postingBroken = false;
            device.say(send(key, 2, Optional.of(1L)));
            assertEquals(Optional.of(2L), device.awaitError("out-of-order").ref());
            device.say(send(key, 3, Optional.of(2L)));
            device.awaitError("out-of-order");
            device.say(send(key, 4, Optional.empty()));
            device.say(send(key, 5, Optional.of(4L)));
            assertEquals(1, device.await(ServerFrame.Sent.class).seq().value());
            assertEquals(2, device.await(ServerFrame.Sent.class).seq().value());
            device.say(send(key, 6, Optional.of(4L)));
            device.awaitError("out-of-order");
        }
    }

    private static ClientFrame.Send send(ChannelKey key, long ref, Optional<Long> follows) {
        return new ClientFrame.Send(
                ref, key.channel(), new IdempotencyKey("k" + ref), "hello", Optional.empty(), false, follows);
    }

    @Test
    void internalFailuresAreNotExplainedToTheClient() throws Exception {
        ChannelKey key = server.channel(1);
        server.postingBroken = true;
        try (Device device = Device.hello(server, 5)) {
            device.send(3, key.channel(), "hello");
            ServerFrame.Error error = device.awaitError("internal");
            assertEquals(Optional.of(3L), error.ref());
            assertFalse(error.message().contains("secret"));
        }
    }
}
