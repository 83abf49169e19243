package dev.gapless.devstack.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gapless.client.ApiClient;
import dev.gapless.client.ChatClient;
import dev.gapless.client.ChatOptions;
import dev.gapless.client.ClientException;
import dev.gapless.client.Endpoint;
import dev.gapless.client.HttpOptions;
import dev.gapless.client.Token;
import dev.gapless.client.session.StartAt;
import dev.gapless.client.transport.TyrusTransport;
import dev.gapless.devstack.DevStack;
import dev.gapless.devstack.DevStackOptions;
import dev.gapless.devstack.DevStackOptions.Placement;
import dev.gapless.devstack.RoleProcess;
import dev.gapless.devstack.TestPlaces;
import dev.gapless.protocol.api.ChangeChannel;
import dev.gapless.protocol.api.CreateChannel;
import dev.gapless.protocol.event.EventHeader;
import dev.gapless.protocol.event.Topics;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.GatewayId;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Position;
import dev.gapless.protocol.id.Seq;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A gateway ends at the two places where a send is half done: committed and not answered, answered and not published. The same key
/// gives the same seq, the relay of another gateway publishes the event, and a device is shown it once.
class FaultPointIT {
    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(100);
    /// The victim owns about half of them.
    private static final int CANDIDATES = 30;

    @TempDir
    private static Path directory;

    private static Path faults;
    private static DevStack stack;
    private static HttpOptions http;
    private static TyrusTransport transport;
    private static Token ada;
    private static RoleProcess victim;
    private static RoleProcess survivor;

    @BeforeAll
    static void start() throws IOException {
        faults = Files.createDirectory(directory.resolve("faults"));
        stack = DevStack.start(
                DevStackOptions.in(directory.resolve("data"), TestPlaces.cache())
                        .withGateways(2, Placement.PROCESS)
                        .withServerSettings(Map.of("server.fault-points", faults.toString()))
                        .withPorts(0, 0),
                Clock.systemUTC(),
                new Random());
        http = HttpOptions.standard(new Random());
        transport = new TyrusTransport();
        ada = Token.read(stack.seeded().people().getFirst().tokenFile());
        victim = stack.gatewayProcesses().getFirst();
        survivor = stack.gatewayProcesses().getLast();
    }

    @AfterAll
    static void stop() {
        transport.close();
        http.http().close();
        stack.close();
    }

    @Test
    void aSendThatWasCommittedAndNotAnsweredIsThereOnce() throws IOException {
        run("committed", (api, channel, key) -> {
            arm("after-commit");
            assertThrows(ClientException.class, () -> only(victim).send(channel, "in doubt", key));
            Waiting.until(() -> !victim.alive(), DEADLINE, () -> "the gateway did not halt");
            return LogProof.read(api, channel).seqOf("in doubt");
        });
    }

    @Test
    void aSendThatWasAnsweredAndNotPublishedReachesEverybody() throws IOException {
        run("answered", (api, channel, key) -> {
            arm("before-publish");
            Seq acked = only(victim).send(channel, "in doubt", key).seq();
            victim.kill();
            return acked;
        });
    }

    @Test
    void aSendThatTheOwnerOfAHotChannelCommittedAndDidNotAnswerIsThereOnce() throws Exception {
        ApiClient api = only(survivor);
        ChannelId channel = ownedByVictim(api);
        arm("after-commit");
        IdempotencyKey doubtful = new IdempotencyKey("owner-in-doubt");
        Seq committed = api.send(channel, "in doubt", doubtful).seq();
        Waiting.until(() -> !victim.alive(), DEADLINE, () -> "the owner did not halt");
        Seq after = api.send(channel, "after", new IdempotencyKey("owner-after")).seq();
        assertEquals(committed, api.send(channel, "in doubt", doubtful).seq());
        LogProof.read(api, channel).isDense().holds(Map.of(committed, "in doubt", after, "after"));
        assertEquals(committed.next(), after);
        victim.start();
    }

    /// A hot channel whose sends the survivor hands to the victim.
    private static ChannelId ownedByVictim(ApiClient api) throws IOException, InterruptedException {
        for (int i = 0; i < CANDIDATES; i++) {
            ChannelId channel = api.createChannel(new CreateChannel("hot-" + i, "public", Optional.empty())).id();
            api.changeChannel(
                    channel, new ChangeChannel(Optional.empty(), Optional.empty(), Optional.of("hot")));
            long taken = takenByVictim();
            for (int send = 0; send < 5; send++) {
                api.send(channel, "warm " + send, new IdempotencyKey("warm-" + send));
            }
            if (takenByVictim() > taken) {
                return channel;
            }
        }
        throw new AssertionError("none of " + CANDIDATES + " channels is owned by the victim");
    }

    private static long takenByVictim() throws IOException, InterruptedException {
        return http.http()
                .send(
                        HttpRequest.newBuilder(victim.url().resolve("/metrics")).timeout(DEADLINE).build(),
                        BodyHandlers.ofString())
                .body()
                .lines()
                .filter(line -> line.startsWith("owner_taken_total"))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /// Sends "in doubt" through the victim, which ends meanwhile.
    private interface Death {
        Seq of(ApiClient api, ChannelId channel, IdempotencyKey key) throws IOException;
    }

    private static void run(String name, Death death) throws IOException {
        ApiClient api = only(survivor);
        ChannelId channel = api.createChannel(new CreateChannel(name, "public", Optional.empty())).id();
        ChannelKey key = new ChannelKey(api.me().workspace().id(), channel);
        Witness witness = new Witness();
        try (ChatClient device = ChatClient.start(
                ChatOptions.of(new Endpoint(stack.servers()), ada, transport, http), witness)) {
            device.subscribe(channel, new StartAt.After(Position.START));
            Seq before = api.send(channel, "before", new IdempotencyKey("before")).seq();
            witness.awaitShown(new Position(before.value()));

            IdempotencyKey doubtful = new IdempotencyKey("in-doubt");
            Seq committed = death.of(api, channel, doubtful);
            assertEquals(committed, api.send(channel, "in doubt", doubtful).seq());
            assertEquals(List.of(Optional.<GatewayId>empty()), origins(key, committed), "published by a relay");

            Seq after = api.send(channel, "after", new IdempotencyKey("after")).seq();
            LogProof proof = LogProof.read(api, channel)
                    .isDense()
                    .holds(Map.of(before, "before", committed, "in doubt", after, "after"));
            witness.awaitShown(proof.head());
            assertEquals(1, witness.shown().getFirst().value());
            proof.wasShown(witness.shown());
        }
        victim.start();
    }

    private static void arm(String place) throws IOException {
        Files.createFile(faults.resolve(place));
    }

    /// One try at one gateway.
    private static ApiClient only(RoleProcess gateway) {
        return new ApiClient(Endpoint.of(gateway.url().toString()), ada, http.withTries(1));
    }

    /// Waits until an event is published, and tells who did: nobody in particular if it was a relay.
    private static List<Optional<GatewayId>> origins(ChannelKey channel, Seq seq) {
        Map<String, Object> settings = Map.of("bootstrap.servers", stack.state().kafka());
        List<Optional<GatewayId>> origins = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> all = consumer.partitionsFor(Topics.EVENTS).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Waiting.until(
                    () -> {
                        consumer.poll(POLL).forEach(event -> {
                            EventHeader header = EventHeader.fromBytes(
                                    event.headers().lastHeader(EventHeader.NAME).value());
                            if (ChannelKey.fromBytes(event.key()).equals(channel) && header.seq() == seq.value()) {
                                origins.add(header.origin());
                            }
                        });
                        return !origins.isEmpty();
                    },
                    DEADLINE,
                    () -> "not published: " + channel + " " + seq);
        }
        return origins;
    }
}
