package dev.gapless.devstack.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.client.ApiClient;
import dev.gapless.client.ChatClient;
import dev.gapless.client.ChatOptions;
import dev.gapless.client.ClientException;
import dev.gapless.client.Endpoint;
import dev.gapless.client.HttpOptions;
import dev.gapless.client.PendingSend;
import dev.gapless.client.Token;
import dev.gapless.client.session.SendState;
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
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A gateway ends where a send is half done: committed and not answered, answered and not published, with its owner. The same key
/// gives the same seq, the relay of another gateway publishes the event, and a device is shown it once.
class FaultPointIT {
    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(100);
    /// The victim owns about half of them.
    private static final int CANDIDATES = 30;
    private static final int PIPELINED = 60;
    /// As the kernel writes the state of a connection.
    private static final String ESTABLISHED = "01";

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
        ChannelId channel = owned("hot", api, victim);
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

    /// The owner stands still with the send in its hands, and goes on when nobody waits for its answer any more.
    @Test
    void aSendThatTheOwnerCommittedForADeadGatewayIsThereOnce() throws Exception {
        ChannelId channel = owned("dead-origin", only(victim), survivor);
        IdempotencyKey doubtful = new IdempotencyKey("origin-in-doubt");
        signal("-STOP", survivor);
        try {
            Thread sender = Thread.ofVirtual().start(() -> assertThrows(
                    ClientException.class, () -> only(victim).send(channel, "in doubt", doubtful)));
            Waiting.until(() -> waitsUnread(survivor), DEADLINE, () -> "the owner was not asked");
            victim.kill();
            assertTrue(sender.join(DEADLINE), "the sender still waits");
        } finally {
            signal("-CONT", survivor);
        }
        ApiClient api = only(survivor);
        Seq committed = api.send(channel, "in doubt", doubtful).seq();
        assertEquals(committed, api.send(channel, "in doubt", doubtful).seq());
        Seq after = api.send(channel, "after", new IdempotencyKey("origin-after")).seq();
        LogProof.read(api, channel).isDense().holds(Map.of(committed, "in doubt", after, "after"));
        victim.start();
    }

    /// Many are on their way, some of them in the batch that was committed and not answered.
    @Test
    void sendsOfAPipelineAreThereOnceAndInTheirOrder() throws Exception {
        ApiClient api = only(survivor);
        ChannelId channel = api.createChannel(new CreateChannel("pipeline", "public", Optional.empty())).id();
        Witness witness = new Witness();
        Map<Seq, String> acked = new LinkedHashMap<>();
        try (ChatClient device = ChatClient.start(
                ChatOptions.of(new Endpoint(stack.servers()), ada, transport, http), witness)) {
            device.subscribe(channel, new StartAt.After(Position.START));
            witness.awaitShown(new Position(1));
            arm("after-commit");
            List<PendingSend> sends = new ArrayList<>();
            for (int i = 0; i < PIPELINED; i++) {
                sends.add(device.send(channel, "message " + i));
            }
            Seq last = new Seq(1);
            for (PendingSend send : sends) {
                SendState.Acked state = assertInstanceOf(SendState.Acked.class, send.await(DEADLINE));
                assertTrue(state.seq().compareTo(last) > 0, () -> "order of " + send.message().text());
                last = state.seq();
                acked.put(last, send.message().text());
            }
            RoleProcess dead = victim.alive() ? survivor : victim;
            assertFalse(dead.alive(), "nobody halted");
            dead.start();
            LogProof proof = LogProof.read(api, channel).isDense().holds(acked);
            witness.awaitShown(proof.head());
            proof.wasShown(witness.shown());
        }
    }

    /// A hot channel whose sends one gateway hands to another.
    private static ChannelId owned(String name, ApiClient from, RoleProcess owner)
            throws IOException, InterruptedException {
        for (int i = 0; i < CANDIDATES; i++) {
            ChannelId channel = from.createChannel(new CreateChannel(name + i, "public", Optional.empty())).id();
            from.changeChannel(
                    channel, new ChangeChannel(Optional.empty(), Optional.empty(), Optional.of("hot")));
            long taken = takenBy(owner);
            for (int send = 0; send < 5; send++) {
                from.send(channel, "warm " + send, new IdempotencyKey("warm-" + send));
            }
            if (takenBy(owner) > taken) {
                return channel;
            }
        }
        throw new AssertionError("none of " + CANDIDATES + " channels is owned by the other gateway");
    }

    private static void signal(String signal, RoleProcess to) throws IOException, InterruptedException {
        assertEquals(0, new ProcessBuilder("kill", signal, Long.toString(to.pid())).start().waitFor());
    }

    /// Whether the kernel has something for a process that it has not read: the receive queue of a connection to its port.
    private static boolean waitsUnread(RoleProcess process) {
        String port = String.format(":%04X", process.url().getPort());
        return Stream.of("/proc/net/tcp", "/proc/net/tcp6")
                .map(Path::of)
                .filter(Files::exists)
                .flatMap(FaultPointIT::lines)
                .map(line -> line.strip().split("\\s+"))
                .anyMatch(fields -> fields[1].endsWith(port) && fields[3].equals(ESTABLISHED)
                        && !fields[4].endsWith(":00000000"));
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long takenBy(RoleProcess gateway) throws IOException, InterruptedException {
        return http.http()
                .send(
                        HttpRequest.newBuilder(gateway.url().resolve("/metrics")).timeout(DEADLINE).build(),
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
