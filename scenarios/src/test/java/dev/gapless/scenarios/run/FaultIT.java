package dev.gapless.scenarios.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.client.AdminClient;
import dev.gapless.client.ApiClient;
import dev.gapless.client.ApiException;
import dev.gapless.client.Endpoint;
import dev.gapless.client.HttpOptions;
import dev.gapless.devstack.mariadb.EmbeddedMariaDb;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.event.Topics;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.scenarios.format.FaultKind.Link;
import dev.gapless.scenarios.format.FaultSpec;
import dev.gapless.scenarios.format.Occurrence;
import dev.gapless.scenarios.format.Scenario;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Faults of processes, shards and broker: each bites, and is gone when it is healed.
class FaultIT {
    private static final long DEADLINE_S = 60;
    private static final long SILENCE_MS = 1_500;
    private static final Random RANDOM = new Random();

    @TempDir
    private static Path directory;

    private static final LocalStack STACK = SharedStack.local();
    private static final Scenario SCENARIO = SharedStack.scenario();
    private static final RunClock CLOCK = new RunClock();
    private static final Happenings HAPPENINGS = new Happenings(CLOCK, new Measures());
    private static World world;
    private static Injector injector;

    @BeforeAll
    static void makesAWorld() {
        CLOCK.start();
        Schedule schedule = Schedule.draw(SCENARIO, new Seed(1));
        HttpOptions http = HttpOptions.standard(RANDOM);
        world = new World(schedule, STACK.doors(), http);
        SCENARIO.tenants().forEach(tenant -> STACK.place(tenant.id(), tenant.id()));
        world.make(new AdminClient(Endpoint.of(STACK.admin().toString()), STACK.operator(), http), "");
        injector = new Injector(
                SharedStack.borrowed(() -> {}), world, schedule, List.of(), HAPPENINGS, directory);
    }

    private static Injector.InForce inject(String id) {
        FaultSpec fault =
                SCENARIO.faults().stream().filter(each -> each.id().equals(id)).findFirst().orElseThrow();
        return injector.inject(fault, RANDOM);
    }

    @Test
    void aTenantLiesWhereTheScenarioWantsIt() {
        assertEquals(2, STACK.shardOf(world.workspace(1)));
        assertEquals(1, STACK.shardsOf(world.workspace(0), List.of(world.channel(0))));
    }

    @Test
    void theFanOutIsGoneAndComesBack() {
        Injector.InForce force = inject("fan-out");
        assertFalse(STACK.fanout().alive());
        force.heal().run();
        assertTrue(STACK.fanout().alive());
    }

    @Test
    void aReadOnlyShardTakesNoWritesOfTheGateways() throws SQLException {
        Injector.InForce force = inject("read-only");
        assertEquals(1290, assertThrows(SQLException.class, FaultIT::write).getErrorCode());
        force.heal().run();
        write();
    }

    private static void write() throws SQLException {
        EmbeddedMariaDb shard = STACK.shard(1);
        try (Connection connection = DriverManager.getConnection(
                shard.jdbcUrl(shard.options().databases().getFirst()),
                shard.options().user(),
                shard.options().password());
                Statement statement = connection.createStatement()) {
            statement.execute("create table scratch (id int)");
            statement.execute("drop table scratch");
        }
    }

    @Test
    void aSendToAFullDiskIsToldToComeAgainAndDoes() {
        ApiClient api = new ApiClient(
                new Endpoint(STACK.gateways()), world.token(0), HttpOptions.standard(RANDOM).withTries(1));
        IdempotencyKey key = new IdempotencyKey("full");
        Injector.InForce force = inject("full");
        ApiException refused =
                assertThrows(ApiException.class, () -> api.send(world.channel(0), "hello", key));
        assertTrue(refused.is(ErrorCode.UNAVAILABLE), refused::toString);
        assertTrue(refused.retryAfter().isPresent(), refused::toString);
        force.heal().run();
        assertFalse(api.send(world.channel(0), "hello", key).duplicate());
    }

    private static KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", STACK.bootstrap(), "acks", "all", "retries", 0),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @Test
    void whatIsOnItsWayToAGatewayIsDeleted() throws Exception {
        TopicPartition last = new TopicPartition(Topics.DELIVERIES, 15);
        try (KafkaProducer<byte[], byte[]> producer = producer();
                KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                        Map.of("bootstrap.servers", STACK.bootstrap()),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            Injector.InForce force = inject("lost");
            long before = HAPPENINGS.count(Occurrence.PUSH_DELETED);
            await(() -> {
                try {
                    producer.send(new ProducerRecord<>(last.topic(), last.partition(), new byte[1], new byte[1])).get();
                } catch (ExecutionException | InterruptedException e) {
                    throw new AssertionError(e);
                }
                return HAPPENINGS.count(Occurrence.PUSH_DELETED) > before;
            });
            assertTrue(begin(consumer, last) > 0);
            force.heal().run();
            long begin = begin(consumer, last);
            producer.send(new ProducerRecord<>(last.topic(), last.partition(), new byte[1], new byte[1])).get();
            assertEquals(begin, begin(consumer, last), "nothing is deleted any more");
        }
    }

    @Test
    void halfOfThePartitionsGiveNothingMore() {
        try (KafkaConsumer<byte[], byte[]> committed = reader("read_committed");
                KafkaConsumer<byte[], byte[]> all = reader("read_uncommitted")) {
            List<TopicPartition> partitions = all.partitionsFor(Topics.EVENTS).stream()
                    .map(each -> new TopicPartition(each.topic(), each.partition()))
                    .toList();
            Injector.InForce force = inject("stuck");
            assertEquals(partitions.size() / 2, stuck(partitions, committed, all));
            force.heal().run();
            await(() -> stuck(partitions, committed, all) == 0);
        }
    }

    private static KafkaConsumer<byte[], byte[]> reader(String isolation) {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", STACK.bootstrap(), "isolation.level", isolation),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    /// How many have records that a reader of committed ones does not get.
    private static long stuck(
            List<TopicPartition> partitions, KafkaConsumer<byte[], byte[]> committed,
            KafkaConsumer<byte[], byte[]> all) {
        Map<TopicPartition, Long> readable = committed.endOffsets(partitions);
        return all.endOffsets(partitions).entrySet().stream()
                .filter(end -> end.getValue() > readable.getOrDefault(end.getKey(), 0L))
                .count();
    }

    private static long begin(KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition) {
        return consumer.beginningOffsets(List.of(partition)).values().iterator().next();
    }

    @Test
    void aSilentLinkToTheBrokerIsThatGatewaysAlone() throws Exception {
        Injector.InForce force = inject("deaf");
        try {
            assertThrows(TimeoutException.class, () -> nodes(1, SILENCE_MS));
            assertEquals(port(2), nodes(2, TimeUnit.SECONDS.toMillis(DEADLINE_S)), "the broker says: by the proxy");
        } finally {
            force.heal().run();
        }
        assertEquals(port(1), nodes(1, TimeUnit.SECONDS.toMillis(DEADLINE_S)));
    }

    private static int port(int gateway) {
        return STACK.proxies(Link.GATEWAY_BROKER, gateway).getFirst().port();
    }

    /// Where the broker says that it is, asked by a gateway's way.
    private static int nodes(int gateway, long withinMs) throws Exception {
        Admin admin = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:" + port(gateway)));
        try {
            return admin.describeCluster().nodes().get(withinMs, TimeUnit.MILLISECONDS).iterator().next().port();
        } finally {
            admin.close(Duration.ZERO);
        }
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_S);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "not within " + DEADLINE_S + " s");
        }
    }
}
