package dev.gapless.fanout.inbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.fanout.TestBroker;
import dev.gapless.fanout.TopicSetup;
import dev.gapless.protocol.codec.InboxCodec;
import dev.gapless.protocol.config.Settings;
import dev.gapless.protocol.event.Topics;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.protocol.inbox.InboxAnswer;
import dev.gapless.protocol.inbox.InboxConversation;
import org.apache.kafka.clients.producer.RecordMetadata;
import java.util.concurrent.Future;
import java.util.ArrayList;
import java.util.Objects;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The app against a real broker, exactly once: answers equal plain counting, over a restart without its state directory, and from
/// whichever of two instances is asked.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InboxIT {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final WorkspaceId WORKSPACE = new WorkspaceId(LogModel.WORKSPACE);
    private static final int PARTITIONS = 2;
    private static final int ALL = 1_000;

    private Path directory;
    private Path secret;
    private TestBroker broker;
    private KafkaProducer<byte[], byte[]> producer;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        directory = temporary;
        secret = Files.writeString(directory.resolve("secret"), "0123456789abcdef0123");
        broker = TestBroker.start(directory.resolve("kafka"));
        TopicSetup.ensure(broker.bootstrap(), PARTITIONS, 1);
        producer = producer(broker, Map.of());
    }

    @AfterAll
    void stop() {
        producer.close();
        broker.close();
    }

    @Test
    void answersTheSameAfterARestartWithoutItsStateDirectoryAndFromEitherInstance() throws Exception {
        LogModel model = new LogModel(42, 4, 6);
        int port = freePort();
        Map<UserId, Long> revisions = new HashMap<>();
        try (InboxApp app = InboxApp.start(config("one", port), Clock.systemUTC())) {
            assertTrue(app.awaitRunning(DEADLINE));
            acts(model, 300);
            await(app.query(), model);
            model.users.forEach(user -> revisions.put(user, changes(app.query(), user, 0).revision()));
            asksOverHttp(port, model.users.getFirst(), app.query());
            assertEquals(0, app.counts().holes());
            assertEquals(0, app.counts().threadsReplaced());
        }
        delete(directory.resolve("one"));
        acts(model, 100);
        try (InboxApp app = InboxApp.start(config("one", port), Clock.systemUTC())) {
            long startNanos = System.nanoTime();
            assertTrue(app.awaitRunning(DEADLINE));
            await(app.query(), model);
            System.out.printf("inbox without its directory: right after %d ms%n",
                    (System.nanoTime() - startNanos) / 1_000_000);
            for (UserId user : model.users) {
                InboxAnswer.Changes all = changes(app.query(), user, 0);
                long known = Objects.requireNonNull(revisions.get(user));
                List<InboxConversation> since = changes(app.query(), user, known).changed();
                assertEquals(
                        all.changed().stream()
                                .filter(each -> each.revision() > known)
                                .toList(),
                        since);
            }
            try (InboxApp other = InboxApp.start(config("two", freePort()), Clock.systemUTC())) {
                assertTrue(other.awaitRunning(DEADLINE));
                acts(model, 50);
                await(app.query(), model);
                await(other.query(), model);
                assertTrue(app.counts().passedOn() + other.counts().passedOn() > 0, "nothing was passed on");
            }
        }
    }

    @Test
    void getsToWorkThoughTheBrokerHoldsATransactionOfItsGroupOpen() throws Exception {
        LogModel model = new LogModel(7, 2, 3);
        try (TestBroker other = TestBroker.start(directory.resolve("other"))) {
            TopicSetup.ensure(other.bootstrap(), PARTITIONS, 1);
            InboxConfig config = config(other.bootstrap(), "stuck", freePort());
            try (KafkaProducer<byte[], byte[]> plain = producer(other, Map.of());
                    KafkaProducer<byte[], byte[]> hanging = producer(
                            other, Map.of("transactional.id", "hanging", "transaction.timeout.ms", 600_000))) {
                acts(plain, model, 50);
                hanging.initTransactions();
                hanging.beginTransaction();
                hanging.sendOffsetsToTransaction(
                        Map.of(new TopicPartition(Topics.EVENTS, 0), new OffsetAndMetadata(1)),
                        group(other, config));
                try (InboxApp app = InboxApp.start(
                        config,
                        Clock.systemUTC(),
                        new InboxApp.Patience(Duration.ofSeconds(1), Duration.ofSeconds(1)))) {
                    await(app.query(), model);
                    assertEquals(1, app.counts().groupsReset());
                }
            }
        }
    }

    /// The group as one knows it who is not in it.
    private static ConsumerGroupMetadata group(TestBroker broker, InboxConfig config) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrap(), "group.id", config.applicationId()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            return consumer.groupMetadata();
        }
    }

    private static KafkaProducer<byte[], byte[]> producer(TestBroker broker, Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(more);
        settings.put("bootstrap.servers", broker.bootstrap());
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private void acts(LogModel model, int count) {
        acts(producer, model, count);
    }

    private static void acts(KafkaProducer<byte[], byte[]> producer, LogModel model, int count) {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            model.act();
        }
        LogModel.disturb(model.take(), count).forEach(record -> sent.add(producer.send(record)));
        producer.flush();
        assertTrue(sent.stream().allMatch(Future::isDone));
    }

    /// Waits until all answers are those of plain counting.
    private static void await(InboxQuery query, LogModel model) {
        long endNanos = System.nanoTime() + DEADLINE.toNanos();
        while (!right(query, model)) {
            assertTrue(System.nanoTime() < endNanos, () -> "not right within " + DEADLINE + ": " + model.users.stream()
                    .map(user -> query.changedSince(WORKSPACE, user, 0, ALL).toString())
                    .toList());
            Thread.onSpinWait();
        }
    }

    private static boolean right(InboxQuery query, LogModel model) {
        return model.users.stream().allMatch(user -> {
            if (!(query.changedSince(WORKSPACE, user, 0, ALL) instanceof InboxAnswer.Changes changes)
                    || changes.cursorsTo() != model.revision(user)) {
                return false;
            }
            Map<Long, InboxConversation> known = new HashMap<>();
            changes.changed().forEach(each -> known.put(each.channel().value(), each));
            return model.logs.stream().allMatch(log -> {
                LogModel.Counted counted = model.count(user, log);
                InboxConversation told = known.get(log.key.channel().value());
                return told == null
                        ? !counted.member()
                        : told.member() == counted.member()
                                && (!counted.member()
                                        || told.exact()
                                                && told.head().value() == counted.head()
                                                && told.unread() == counted.unread()
                                                && told.mentions() == counted.mentions());
            });
        });
    }

    private void asksOverHttp(int port, UserId user, InboxQuery query) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            String address = "http://127.0.0.1:" + port + "/internal/v1/inbox/" + WORKSPACE.text() + "/";
            HttpRequest stranger = HttpRequest.newBuilder(URI.create(address + user.text())).build();
            assertEquals(401, http.send(stranger, HttpResponse.BodyHandlers.ofByteArray()).statusCode());
            HttpRequest bad = HttpRequest.newBuilder(URI.create(address + "nobody"))
                    .header("X-Gapless-Secret", Files.readString(secret))
                    .build();
            assertEquals(400, http.send(bad, HttpResponse.BodyHandlers.ofByteArray()).statusCode());
            HttpRequest known = HttpRequest.newBuilder(URI.create(address + user.text() + "?since=0&limit=500"))
                    .header("X-Gapless-Secret", Files.readString(secret))
                    .build();
            HttpResponse<byte[]> answer = http.send(known, HttpResponse.BodyHandlers.ofByteArray());
            assertEquals(200, answer.statusCode());
            assertEquals(
                    changes(query, user, 0).changed(),
                    ((InboxAnswer.Changes) InboxCodec.read(answer.body())).changed());
        }
    }

    private static InboxAnswer.Changes changes(InboxQuery query, UserId user, long since) {
        if (query.changedSince(WORKSPACE, user, since, ALL) instanceof InboxAnswer.Changes changes) {
            return changes;
        }
        throw new AssertionError(query.changedSince(WORKSPACE, user, since, ALL).toString());
    }

    private InboxConfig config(String instance, int port) {
        return config(broker.bootstrap(), instance, port);
    }

    private InboxConfig config(String bootstrap, String instance, int port) {
        return InboxConfig.from(Settings.of(Map.of(
                "kafka.bootstrap", bootstrap,
                "kafka.channel-partitions", Integer.toString(PARTITIONS),
                "fanout.instance", instance,
                "inbox.state-dir", directory.resolve(instance).toString(),
                "inbox.internal-port", Integer.toString(port),
                "inbox.secret-file", secret.toString())));
    }

    private static void delete(Path tree) throws Exception {
        // With stores in memory there may be none.
        if (!Files.exists(tree)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(tree)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
