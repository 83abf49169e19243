package dev.gapless.server.posting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.protocol.event.ChannelKind;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.event.EventHeader;
import dev.gapless.protocol.event.MemberRole;
import dev.gapless.protocol.event.UserStream;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.GatewayId;
import dev.gapless.protocol.id.IdGenerator;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.channel.ChannelRow;
import dev.gapless.schema.channel.ChannelTable;
import dev.gapless.schema.log.Append;
import dev.gapless.schema.outbox.OutboxTable;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.testing.TestDatabase;
import dev.gapless.schema.user.UserChannelTable;
import dev.gapless.server.auth.Identity;
import dev.gapless.server.mention.Mentions;
import dev.gapless.server.trace.SendTraces;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What is committed is published, at once or later, whatever happens to Kafka or to the gateway; only then the outbox row goes.
class PublishingIT {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final int CHANNELS = 5;

    private final Clock clock = Clock.systemUTC();
    private final IdGenerator ids = new IdGenerator(clock, 7);
    private final WorkspaceId workspace = new WorkspaceId(ids.next());
    private final UserId user = new UserId(ids.next());
    private final Map<ChannelKey, Long> heads = new TreeMap<>();
    private MockProducer<byte[], byte[]> broker = aliveBroker();
    private Shards shards;

    @BeforeEach
    void open() {
        shards = TestDatabase.newShards();
    }

    @AfterEach
    void close() {
        shards.close();
    }

    @Test
    void publishesAtOnceWithItsOriginAndClearsTheOutbox() throws InterruptedException {
        try (PostingFeature posting = start(new GatewayId(3, 1))) {
            createChannels(posting);
            send(posting, 200);
            until(this::outboxIsEmpty);
            checkPublished(true);
            assertTrue(origins().contains(Optional.of(new GatewayId(3, 1))));
            assertEquals(CHANNELS, joined());
        }
    }

    @Test
    void keepsSendsGoingWithoutABrokerAndCatchesUpWhenItIsBack() throws InterruptedException {
        broker.sendException = new TimeoutException("no broker");
        try (PostingFeature posting = start(new GatewayId(3, 1))) {
            createChannels(posting);
            send(posting, 300);
            assertEquals(List.of(), broker.history());
            assertTrue(!outboxIsEmpty());
            broker.sendException = null;
            until(this::outboxIsEmpty);
            checkPublished(false);
            assertEquals(CHANNELS, joined());
        }
    }

    @Test
    void publishesWhatAGatewayLeftBehindWhenItDied() throws InterruptedException {
        broker.sendException = new TimeoutException("no broker");
        try (PostingFeature dying = start(new GatewayId(3, 1))) {
            createChannels(dying);
            send(dying, 100);
        }
        broker = aliveBroker();
        try (PostingFeature next = start(new GatewayId(4, 1))) {
            assertTrue(next.posting() != null);
            until(this::outboxIsEmpty);
        }
        checkPublished(false);
        assertEquals(Set.of(Optional.empty()), origins());
    }

    private static MockProducer<byte[], byte[]> aliveBroker() {
        return new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private PostingFeature start(GatewayId gateway) {
        return PostingFeature.start(new PostingFeature.Parts(
                shards,
                new PostingConfig(1, 4_096, 16, Duration.ofSeconds(10)),
                () -> broker,
                gateway,
                events -> {},
                Mentions.NONE,
                WriteGate.OPEN,
                SendRouting.NONE,
                ids,
                clock,
                Thread::sleep,
                new SendTraces(System::nanoTime),
                new SimpleMeterRegistry()));
    }

    private void createChannels(PostingFeature posting) {
        for (int i = 0; i < CHANNELS; i++) {
            ChannelKey key = new ChannelKey(workspace, new ChannelId(ids.next()));
            ChannelRow row =
                    ChannelRow.fresh(key, ChannelKind.PUBLIC, Optional.empty(), Optional.empty(), List.of(), now());
            Append join = new Append(key, user, Optional.of(new IdempotencyKey("join")),
                    new EventBody.MemberJoined(user, MemberRole.OWNER), now(), Append.Requirement.NONE);
            posting.appending().append(handle -> ChannelTable.insert(handle, row), List.of(join));
            heads.put(key, 1L);
        }
    }

    private void send(PostingFeature posting, int count) throws InterruptedException {
        Identity caller = new Identity(workspace, user, MemberRole.OWNER, Set.of("user"));
        List<ChannelKey> channels = List.copyOf(heads.keySet());
        CountDownLatch answered = new CountDownLatch(count);
        for (int i = 0; i < count; i++) {
            ChannelKey channel = channels.get(i % channels.size());
            posting.posting().submit(
                    caller,
                    new NewMessage(
                            channel.channel(), new IdempotencyKey("k" + i), "text " + i, Optional.empty(), false),
                    new SendOrder(),
                    outcome -> {
                        if (outcome instanceof PostOutcome.Posted) {
                            answered.countDown();
                        }
                    });
            heads.merge(channel, 1L, Long::sum);
        }
        assertTrue(answered.await(DEADLINE.toSeconds(), TimeUnit.SECONDS));
    }

    /// Every event of every channel is there at least once; at once means once by its own gateway, whatever a relay adds on a
    /// machine that is so slow that it finds the row.
    private void checkPublished(boolean once) {
        Map<ChannelKey, Set<Long>> seen = new TreeMap<>();
        List<ProducerRecord<byte[], byte[]>> records = published();
        for (ProducerRecord<byte[], byte[]> event : records) {
            seen.computeIfAbsent(ChannelKey.fromBytes(event.key()), key -> new TreeSet<>()).add(header(event).seq());
        }
        assertEquals(heads.keySet(), seen.keySet());
        heads.forEach((channel, head) -> {
            assertEquals(head.intValue(), seen.getOrDefault(channel, Set.of()).size());
            assertTrue(seen.getOrDefault(channel, Set.of()).contains(head));
        });
        long all = heads.values().stream().mapToLong(Long::longValue).sum();
        long byGateway = records.stream().filter(event -> header(event).origin().isPresent()).count();
        assertTrue(once ? byGateway == all : records.size() >= all, records.size() + " records for " + all);
    }

    /// Events of channels: those of users may come or not.
    private List<ProducerRecord<byte[], byte[]>> published() {
        return broker.history().stream()
                .filter(event -> !UserStream.holds(header(event).kind()))
                .toList();
    }

    private Set<Optional<GatewayId>> origins() {
        Set<Optional<GatewayId>> origins = new HashSet<>();
        published().forEach(event -> origins.add(header(event).origin()));
        return origins;
    }

    private static EventHeader header(ProducerRecord<byte[], byte[]> event) {
        return EventHeader.fromBytes(event.headers().lastHeader(EventHeader.NAME).value());
    }

    private boolean outboxIsEmpty() {
        return shards.all().stream().mapToLong(shard -> shard.read("test", OutboxTable::backlog)).sum() == 0;
    }

    private int joined() {
        return shards.forUser(workspace, user)
                .read("test", handle -> UserChannelTable.page(handle, workspace, user, 0, 100))
                .size();
    }

    private Instant now() {
        return Instant.ofEpochMilli(clock.millis());
    }

    private static void until(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        List<Long> looks = new ArrayList<>();
        CountDownLatch never = new CountDownLatch(1);
        while (!condition.getAsBoolean()) {
            looks.add(System.nanoTime());
            assertTrue(System.nanoTime() < deadline, "not in time, after " + looks.size() + " looks");
            assertTrue(!never.await(50, TimeUnit.MILLISECONDS));
        }
    }
}
