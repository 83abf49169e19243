package dev.gapless.client;

import static dev.gapless.client.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.client.session.ConnectionState;
import dev.gapless.client.session.HoleUpdate;
import dev.gapless.client.session.Notice;
import dev.gapless.client.session.OutgoingMessage;
import dev.gapless.client.session.Refusal;
import dev.gapless.client.session.SavedPosition;
import dev.gapless.client.session.SendState;
import dev.gapless.client.session.SessionLimits;
import dev.gapless.client.session.StartAt;
import dev.gapless.client.store.FileOutboxStore;
import dev.gapless.client.store.FilePositionStore;
import dev.gapless.client.store.MemoryPositionStore;
import dev.gapless.client.transport.LeanTransport;
import dev.gapless.client.transport.WebSocketTransport;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.id.Epoch;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Position;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The client against a gateway on real sockets.
class ChatClientTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final StartAt EVERYTHING = new StartAt.After(Position.START);

    private final FakeGateway gateway = FakeGateway.start();
    private final WebSocketTransport transport = new LeanTransport(new Random(1));
    private final HttpOptions http = HttpOptions.standard(new Random(2));
    private final RecordingListener listener = new RecordingListener();

    @AfterEach
    void close() {
        transport.close();
        http.http().close();
        gateway.close();
    }

    private ChatOptions options() {
        return ChatOptions.of(gateway.endpoint(), Token.of(FakeGateway.TOKEN), transport, http)
                .withDevice("test");
    }

    @Test
    void deliversBacklogThenLive() {
        gateway.post("one");
        gateway.post("two");
        try (ChatClient client = ChatClient.start(options(), listener)) {
            client.subscribe(FakeGateway.CHANNEL, EVERYTHING);
            eventually("backlog", () -> listener.events.size() == 2);
            gateway.post("three");
            eventually("live", () -> listener.events.size() == 3);
            assertEquals(gateway.log(), listener.events);
            assertTrue(listener.notices.contains(new Notice.CaughtUp(FakeGateway.CHANNEL, new Position(2))));
            assertInstanceOf(ConnectionState.Live.class, client.state());
        }
    }

    @Test
    void pullsALongBacklogInPages() {
        for (int i = 0; i < 1_200; i++) {
            gateway.post("m" + i);
        }
        try (ChatClient client = ChatClient.start(options(), listener)) {
            client.subscribe(FakeGateway.CHANNEL, EVERYTHING);
            eventually("all", () -> listener.events.size() == 1_200 && listener.holes.size() == 2);
            assertEquals(gateway.log(), listener.events);
            assertInstanceOf(HoleUpdate.HoleOpened.class, listener.holes.getFirst());
            assertInstanceOf(HoleUpdate.HoleRepaired.class, listener.holes.getLast());
        }
    }

    @Test
    void repairsWhatWasNotPushed() {
        try (ChatClient client = ChatClient.start(options(), listener)) {
            client.subscribe(FakeGateway.CHANNEL);
            eventually("subscribed", () -> listener.notices.stream().anyMatch(Notice.CaughtUp.class::isInstance));
            gateway.losePushes = true;
            gateway.post("lost");
            gateway.losePushes = false;
            gateway.post("seen");
            eventually("both", () -> listener.events.size() == 2);
            assertEquals(gateway.log(), listener.events);
        }
    }

    @Test
    void survivesConnectionsThatBreak() {
        try (ChatClient client = ChatClient.start(options(), listener)) {
            client.subscribe(FakeGateway.CHANNEL, EVERYTHING);
            for (int i = 0; i < 5; i++) {
                eventually("live", () -> client.state() instanceof ConnectionState.Live);
                PendingSend sent = client.send(FakeGateway.CHANNEL, "m" + i);
                eventually("logged", () -> sent.state() instanceof SendState.Acked);
                if (i % 2 == 0) {
                    gateway.dropConnections();
                } else {
                    client.severConnection();
                }
                gateway.post("while away " + i);
                client.reconnectNow();
            }
            eventually("all", () -> listener.events.size() == gateway.size());
            assertEquals(10, gateway.size());
            assertEquals(gateway.log(), listener.events);
        }
    }

    @Test
    void resendsWithTheSameKeyUntilAnswered() throws InterruptedException {
        try (ChatClient client = ChatClient.start(options(), listener)) {
            eventually("live", () -> client.state() instanceof ConnectionState.Live);
            gateway.loseAcks = true;
            PendingSend sent = client.send(FakeGateway.CHANNEL, "once");
            eventually("logged", () -> gateway.size() == 1);
            gateway.dropConnections();
            eventually("in doubt", () -> sent.state() instanceof SendState.Unknown);
            gateway.loseAcks = false;
            SendState.Acked acked = assertInstanceOf(SendState.Acked.class, sent.await(LONG));
            assertEquals(1, acked.seq().value());
            assertTrue(acked.duplicate());
            assertEquals(1, gateway.size());
            assertEquals(0, client.unsettledSends());
        }
    }

    @Test
    void queuesWhileOfflineAndKeepsTheOrder() {
        try (ChatClient client = ChatClient.start(options(), listener)) {
            client.goOffline();
            eventually("offline", () -> client.state() instanceof ConnectionState.Offline);
            List<PendingSend> sends = List.of(
                    client.send(FakeGateway.CHANNEL, "a"),
                    client.send(FakeGateway.CHANNEL, "b"),
                    client.send(FakeGateway.CHANNEL, "c"));
            assertEquals(3, client.unsettledSends());
            assertEquals(0, gateway.size());
            client.goOnline();
            eventually("sent", () -> sends.stream().allMatch(send -> send.state() instanceof SendState.Acked));
            assertEquals(List.of("a", "b", "c"), texts(gateway.log()));
        }
    }

    @Test
    void takesUpPositionsAndSendsOfItsLastRun(@TempDir Path folder) {
        try (FilePositionStore positions = FilePositionStore.open(folder.resolve("positions.json"));
                FileOutboxStore outbox = FileOutboxStore.open(folder.resolve("outbox.jsonl"));
                ChatClient client =
                        ChatClient.start(options().withPositions(positions).withOutbox(outbox), listener)) {
            client.subscribe(FakeGateway.CHANNEL, EVERYTHING);
            gateway.post("first");
            eventually("shown", () -> listener.events.size() == 1);
            client.goOffline();
            client.send(OutgoingMessage.of(FakeGateway.CHANNEL, new IdempotencyKey("k"), "left behind"));
        }
        gateway.post("second");
        RecordingListener next = new RecordingListener();
        try (FilePositionStore positions = FilePositionStore.open(folder.resolve("positions.json"));
                FileOutboxStore outbox = FileOutboxStore.open(folder.resolve("outbox.jsonl"))) {
            assertEquals(1, outbox.all().size());
            try (ChatClient client =
                    ChatClient.start(options().withPositions(positions).withOutbox(outbox), next)) {
                client.subscribe(FakeGateway.CHANNEL);
                eventually("sent", () -> client.unsettledSends() == 0);
                eventually("shown", () -> next.events.size() == 2);
            }
            assertEquals(List.of("second", "left behind"), texts(next.events));
        }
    }

    @Test
    void readsEverythingAgainInAnotherEpoch() {
        MemoryPositionStore positions = new MemoryPositionStore();
        for (int i = 0; i < 5; i++) {
            gateway.post("old " + i);
        }
        try (ChatClient client = ChatClient.start(options().withPositions(positions), listener)) {
            client.subscribe(FakeGateway.CHANNEL, EVERYTHING);
            eventually("shown", () -> listener.events.size() == 5);
            gateway.rewind(2);
            gateway.post("new");
            gateway.dropConnections();
            eventually("again", () -> listener.events.size() >= 8);
            assertTrue(listener.notices.stream().anyMatch(Notice.EpochChanged.class::isInstance));
            assertEquals(gateway.log(), listener.events.subList(5, 8));
            SavedPosition kept = new SavedPosition(new Epoch(2), new Position(3));
            eventually("kept", () -> kept.equals(client.positions().get(FakeGateway.CHANNEL)));
        }
    }

    @Test
    void stopsWhenTheTokenIsRefused() {
        ChatOptions wrong = ChatOptions.of(gateway.endpoint(), Token.of("gpl_wrong"), transport, http);
        try (ChatClient client = ChatClient.start(wrong, listener)) {
            eventually("refused", () -> client.state() instanceof ConnectionState.Refused);
            assertEquals(
                    Optional.of(ErrorCode.UNAUTHENTICATED),
                    assertInstanceOf(ConnectionState.Refused.class, client.state())
                            .refusal()
                            .known());
        }
    }

    @Test
    void refusesAtOnceWhatCannotWait() {
        ChatOptions small = options().withLimits(SessionLimits.DEFAULT.withOutbox(1));
        try (ChatClient client = ChatClient.start(small, listener)) {
            client.goOffline();
            OutgoingMessage message = OutgoingMessage.of(FakeGateway.CHANNEL, new IdempotencyKey("k"), "text");
            PendingSend first = client.send(message);
            assertSame(first, client.send(message));
            assertEquals(ErrorCode.KEY_REUSED.text(), refusal(client.send(
                    OutgoingMessage.of(FakeGateway.CHANNEL, new IdempotencyKey("k"), "other"))));
            assertEquals(Refusal.OUTBOX_FULL, refusal(client.send(FakeGateway.CHANNEL, "one too many")));
            assertThrows(GaplessException.class, () -> client.send(FakeGateway.CHANNEL, "  "));
        }
    }

    @Test
    void countsAnEventAsTakenOnlyWhenTheListenerReturns() {
        MemoryPositionStore positions = new MemoryPositionStore();
        gateway.post("taken");
        gateway.post("poison");
        ChatListener picky = event -> {
            if (texts(List.of(event)).contains("poison")) {
                throw new IllegalStateException("cannot take it");
            }
        };
        try (ChatClient client = ChatClient.start(options().withPositions(positions), picky)) {
            client.subscribe(FakeGateway.CHANNEL, EVERYTHING);
            eventually("stopped", () -> client.state() instanceof ConnectionState.Offline
                    && positions.find(FakeGateway.CHANNEL).isPresent());
            assertEquals(new Position(1), positions.find(FakeGateway.CHANNEL).orElseThrow().position());
        }
    }

    @Test
    void reportsWhatIsNoFrameAndGoesOn() {
        try (ChatClient client = ChatClient.start(options(), listener)) {
            client.subscribe(FakeGateway.CHANNEL, EVERYTHING);
            eventually("live", () -> client.state() instanceof ConnectionState.Live);
            gateway.sendToAll("{not json");
            gateway.sendToAll("{\"type\":\"from-the-future\",\"x\":1}");
            gateway.post("after");
            eventually("delivered", () -> listener.events.size() == 1);
            assertTrue(listener.notices.stream()
                    .anyMatch(notice -> notice instanceof Notice.Trouble trouble
                            && trouble.code().equals("invalid-frame")));
            assertFalse(client.state() instanceof ConnectionState.Offline);
        }
    }

    private static String refusal(PendingSend send) {
        return assertInstanceOf(SendState.Refused.class, send.state()).refusal().code();
    }

    private static List<String> texts(List<Event> events) {
        return events.stream()
                .map(event -> ((EventBody.MessagePosted) event.body()).text())
                .toList();
    }
}
