package dev.gapless.server.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.protocol.codec.FrameCodec;
import dev.gapless.protocol.frame.ClientFrame;
import dev.gapless.protocol.frame.ServerFrame;
import dev.gapless.protocol.id.ChannelKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/// How connections begin, and how they end.
class ConnectionLifeTest {
    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + Device.PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(what + " did not happen within " + Device.PATIENCE);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    @Test
    void vanishedPeersAreForgotten() throws Exception {
        try (LiveServer server = new LiveServer(Map.of("tail.grace", "1ms"))) {
            ChannelKey key = server.channel(1);
            Device device = Device.hello(server, 5);
            device.subscribe(key);
            assertEquals(1, server.live.connections());
            device.close();
            await("the connection's end", () -> server.live.connections() == 0);
            await("the tail's end", () -> server.live.tails().size() == 0);
            await("the interest's end", () -> server.announced.contains("1 none"));
        }
    }

    @Test
    void silentConnectionsAreClosed() throws Exception {
        try (LiveServer server = new LiveServer(Map.of("gateway.idle-timeout", "1s"));
                RawSocket socket = new RawSocket(server)) {
            socket.hello(5);
            assertEquals(1, socket.next().opcode());
            assertEquals(4408, socket.next().closeCode());
            assertTrue(socket.atEnd());
            await("the connection's end", () -> server.live.connections() == 0);
        }
    }

    @Test
    void connectionsWithoutHelloAreClosed() throws Exception {
        try (LiveServer server = new LiveServer(Map.of("gateway.hello-timeout", "50ms"));
                RawSocket socket = new RawSocket(server)) {
            ServerFrame.Error error = assertInstanceOf(
                    ServerFrame.Error.class, FrameCodec.readServer(socket.next().text()));
            assertEquals("hello-required", error.code());
            assertEquals(4401, socket.next().closeCode());
        }
    }

    @Test
    void oneConnectionTooManyIsToldToTryLater() throws Exception {
        try (LiveServer server = new LiveServer(Map.of("gateway.max-connections", "1"));
                Device first = Device.hello(server, 5);
                RawSocket second = new RawSocket(server)) {
            ServerFrame.Error error = assertInstanceOf(
                    ServerFrame.Error.class, FrameCodec.readServer(second.next().text()));
            assertEquals("overloaded", error.code());
            assertTrue(error.retryAfter().isPresent());
            assertEquals(1013, second.next().closeCode());
            first.say(new ClientFrame.Ping(1));
            first.await(ServerFrame.Pong.class);
        }
    }

    @Test
    void closesWhenAskedTo() throws Exception {
        try (LiveServer server = new LiveServer(Map.of());
                RawSocket socket = new RawSocket(server)) {
            socket.hello(5);
            socket.next();
            socket.frame(0x88, new byte[] {3, (byte) 0xE8});
            assertEquals(1000, socket.next().closeCode());
            assertTrue(socket.atEnd());
        }
    }

    @Test
    void sendsConnectionsAwayOneByOneAndTakesThemAgain() throws Exception {
        try (LiveServer server = new LiveServer(Map.of());
                Device obedient = Device.hello(server, 5);
                Device deaf = Device.hello(server, 6)) {
            Duration spread = Duration.ofMillis(300);
            server.live.sendAllAway(spread);
            assertTrue(server.live.draining());
            for (Device device : List.of(obedient, deaf)) {
                ServerFrame.Notice notice = device.await(ServerFrame.Notice.class);
                assertEquals(ServerFrame.Notice.DRAIN, notice.kind());
                assertEquals(Optional.of(spread), notice.deadline());
                assertTrue(notice.reconnectAfter().orElseThrow().compareTo(spread) < 0);
            }
            deaf.say(new ClientFrame.Ping(1));
            deaf.await(ServerFrame.Pong.class);
            try (RawSocket late = new RawSocket(server)) {
                ServerFrame.Error error = assertInstanceOf(
                        ServerFrame.Error.class, FrameCodec.readServer(late.next().text()));
                assertEquals("draining", error.code());
                assertTrue(error.retryAfter().isPresent());
                assertEquals(1013, late.next().closeCode());
            }
            assertEquals(1001, deaf.awaitClose());
            server.live.takeAgain();
            try (Device back = Device.hello(server, 5)) {
                server.live.sendAllAway(Duration.ofMinutes(30));
                back.await(ServerFrame.Notice.class);
                server.live.takeAgain();
                back.say(new ClientFrame.Ping(2));
                back.await(ServerFrame.Pong.class);
            }
        }
    }

    @Test
    void countsWhatItWritesToReaders() throws Exception {
        try (LiveServer server = new LiveServer(Map.of());
                Device first = Device.hello(server, 5);
                Device second = Device.hello(server, 6)) {
            ChannelKey key = server.channel(1);
            first.subscribe(key);
            second.subscribe(key);
            server.commit(key, "one");
            server.commit(key, "two");
            await("the count of deliveries", () -> server.live.tails().delivered() == 4);
        }
    }

    @Test
    void drainsWithNoticeThenCloses() throws Exception {
        try (LiveServer server = new LiveServer(Map.of());
                Device device = Device.hello(server, 5)) {
            Thread drain = Thread.startVirtualThread(() -> server.live.drain(Duration.ofMillis(500)));
            ServerFrame.Notice notice = device.await(ServerFrame.Notice.class);
            assertEquals(ServerFrame.Notice.DRAIN, notice.kind());
            assertEquals(Optional.of(Duration.ofMillis(500)), notice.deadline());
            assertTrue(notice.reconnectAfter().orElseThrow().toMillis() < 500);
            assertEquals(1001, device.awaitClose());
            assertTrue(drain.join(Device.PATIENCE));
            try (RawSocket late = new RawSocket(server)) {
                ServerFrame.Error error = assertInstanceOf(
                        ServerFrame.Error.class, FrameCodec.readServer(late.next().text()));
                assertEquals("draining", error.code());
                assertEquals(1013, late.next().closeCode());
            }
        }
    }

    @Test
    void aTokenInTheUpgradeRequestWillDo() throws Exception {
        try (LiveServer server = new LiveServer(Map.of())) {
            Recorder recorder = new Recorder();
            java.net.http.WebSocket socket = java.net.http.HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .header("Authorization", "Bearer user-8")
                    .buildAsync(server.uri(), recorder)
                    .join();
            socket.sendText("{\"type\":\"hello\"}", true).join();
            String text = recorder.received.poll(Device.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertInstanceOf(ServerFrame.Welcome.class, FrameCodec.readServer(String.valueOf(text)));
            socket.abort();
        }
    }

    @Test
    void plainHttpOnTheSamePortIsServed() throws Exception {
        try (LiveServer server = new LiveServer(Map.of());
                java.net.http.HttpClient http = java.net.http.HttpClient.newHttpClient()) {
            java.net.http.HttpResponse<String> answer = http.send(
                    java.net.http.HttpRequest.newBuilder(
                            java.net.URI.create("http://127.0.0.1:" + server.port() + "/hello"))
                            .build(),
                    java.net.http.HttpResponse.BodyHandlers.ofString());
            assertEquals("hi", answer.body());
        }
    }

    @Test
    void aReaderThatDoesNotReadCostsNoMemoryAndCatchesUp() throws Exception {
        int events = 200_000;
        try (LiveServer server = new LiveServer(Map.of());
                RawSocket deaf = new RawSocket(server, 4096)) {
            ChannelKey key = server.channel(1);
            deaf.hello(5);
            deaf.text("{\"type\":\"sub\",\"ref\":1,\"channel\":\"" + key.channel().text() + "\"}");
            await("the subscription", () -> server.announced.contains("1 full"));
            assertInstanceOf(ServerFrame.Welcome.class, FrameCodec.readServer(deaf.next().text()));
            assertInstanceOf(ServerFrame.Subscribed.class, FrameCodec.readServer(deaf.next().text()));
            for (int i = 0; i < events; i++) {
                server.commit(key, "message " + i);
            }
            long at = 0;
            long gaps = 0;
            long pushed = 0;
            while (at < events) {
                ServerFrame frame = FrameCodec.readServer(deaf.next().text());
                if (frame instanceof ServerFrame.Gap gap) {
                    assertEquals(at + 1, gap.from().value());
                    at = gap.to().value();
                    gaps++;
                } else {
                    assertEquals(++at, assertInstanceOf(ServerFrame.Pushed.class, frame).event().seq().value());
                    pushed++;
                }
            }
            assertTrue(gaps > 0, "no gap");
            // What the kernel took before it was full, and one ring: nothing else was kept for this reader.
            assertTrue(pushed < events / 4, pushed + " events were kept");
            server.commit(key, "and live again");
            assertEquals(events + 1,
                    assertInstanceOf(ServerFrame.Pushed.class, FrameCodec.readServer(deaf.next().text()))
                            .event().seq().value());
        }
    }

    @Test
    void aBlockedWriterDoesNotKeepADeadConnection() throws Exception {
        try (LiveServer server = new LiveServer(Map.of("gateway.idle-timeout", "2s"));
                RawSocket deaf = new RawSocket(server, 4096)) {
            ChannelKey key = server.channel(1);
            deaf.hello(5);
            deaf.text("{\"type\":\"sub\",\"ref\":1,\"channel\":\"" + key.channel().text() + "\"}");
            await("the subscription", () -> server.announced.contains("1 full"));
            for (int i = 0; i < 20_000; i++) {
                server.commit(key, "x".repeat(1_000));
            }
            await("the connection's end", () -> server.live.connections() == 0);
        }
    }
}
