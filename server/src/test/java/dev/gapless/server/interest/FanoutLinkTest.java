package dev.gapless.server.interest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.schema.cursor.UserKey;
import dev.gapless.server.userstream.UserLog;
import dev.gapless.server.userstream.UserTails;
import java.util.Collection;
import dev.gapless.protocol.event.EncodedEvent;
import dev.gapless.protocol.config.Settings;
import dev.gapless.protocol.event.InterestLevel;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.GatewayId;
import dev.gapless.protocol.id.UserId;
import dev.gapless.server.tail.ChannelTails;
import dev.gapless.server.tail.FrameBatch;
import dev.gapless.server.tail.InterestDoor;
import dev.gapless.server.tail.MemoryLog;
import dev.gapless.server.tail.Subscription;
import dev.gapless.server.tail.SubscriptionOwner;
import dev.gapless.server.tail.TailConfig;
import dev.gapless.server.tail.TailContext;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;

/// What holds without Kafka, and what holds about silence.
class FanoutLinkTest {
    private static final ChannelKey KEY = ChannelKey.of(7, 1);
    /// Nothing listens on the discard port of a loopback address that nobody uses.
    private static final String NOWHERE = "127.0.0.9:9";

    private final MemoryLog log = new MemoryLog();
    private long nowNanos;

    private static InterestConfig config(Map<String, String> settings) {
        return InterestConfig.of(Settings.of(settings));
    }

    private static final class Reader implements SubscriptionOwner {
        final CountDownLatch told = new CountDownLatch(1);

        @Override
        public void dirty(Subscription subscription) {
            FrameBatch batch = new FrameBatch(1 << 16);
            subscription.collect(batch);
            if (!batch.isEmpty()) {
                told.countDown();
            }
        }

        @Override
        public boolean mayStillRead(Subscription subscription) {
            return true;
        }
    }

    private ChannelTails tails(InterestDoor door) {
        log.create(KEY);
        return new ChannelTails(new TailContext(
                TailConfig.of(Settings.of(Map.of())),
                log,
                door,
                (delay, task) -> Thread.startVirtualThread(task),
                Thread::startVirtualThread,
                System::nanoTime));
    }

    /// Nobody is connected.
    private static UserTails users(InterestDoor door) {
        UserLog none = new UserLog() {
            @Override
            public Map<UserKey, Long> revisions(Collection<UserKey> users) {
                return Map.of();
            }

            @Override
            public List<EncodedEvent> since(UserKey user, long since, int limit) {
                return List.of();
            }
        };
        return new UserTails(new UserTails.Context(
                none, door, (delay, task) -> {}, Thread::startVirtualThread, System::nanoTime));
    }

    private static void open(ChannelTails tails, Reader reader) {
        ChannelTails.Attachment place = tails.attach(KEY, new UserId(5), InterestLevel.FULL, reader);
        place.subscription().openAt(place.mark());
    }

    @Test
    void startsAndServesByPollingWhileKafkaIsDown() throws Exception {
        InterestConfig config = config(Map.of("kafka.bootstrap", NOWHERE, "interest.poll-every", "20ms"));
        try (FanoutLink link =
                new FanoutLink(config, new GatewayId(0, 1), log, Clock.systemUTC(), System::nanoTime)) {
            ChannelTails tails = tails(link);
            link.start(tails, users(link));
            Reader reader = new Reader();
            open(tails, reader);
            log.post(KEY, new UserId(1), "committed on another gateway");
            assertTrue(reader.told.await(60, TimeUnit.SECONDS));
            assertEquals(0, link.partitionsAlive());
        }
    }

    @Test
    void choosesPartitionsAsTheProducerDoes() {
        PathHealth health = new PathHealth(7, Duration.ofSeconds(1), () -> nowNanos);
        for (int i = 1; i < 200; i++) {
            ChannelKey key = ChannelKey.of(i * 31L, i);
            assertEquals(BuiltInPartitioner.partitionForKey(key.toBytes(), 7), health.partitionOf(key));
        }
    }

    @Test
    void aPartitionIsSilentUntilHeardAndAfterAWhile() {
        PathHealth health = new PathHealth(2, Duration.ofMillis(2500), () -> nowNanos);
        assertFalse(health.alive(1));
        assertTrue(health.heard(1));
        assertFalse(health.heard(1));
        assertTrue(health.alive(1));
        assertFalse(health.alive(0));
        nowNanos += Duration.ofMillis(2501).toNanos();
        assertFalse(health.alive(1));
        assertTrue(health.heard(1));
        assertFalse(health.heard(99));
    }

    @Test
    void announcesAgainAndReadsHeadsOfWhatIsInDoubt() {
        List<String> announced = new ArrayList<>();
        PathHealth health = new PathHealth(1, Duration.ofSeconds(1), () -> nowNanos);
        health.heard(0);
        HeadPoller poller = new HeadPoller(
                config(Map.of("interest.check-every", "10m", "interest.announce-every", "10m")),
                log,
                health,
                (channel, level) -> announced.add(level.text()));
        InterestDoor door = new InterestDoor() {
            @Override
            public boolean announce(ChannelKey channel, InterestLevel level) {
                return true;
            }

            @Override
            public void lower(ChannelKey channel, InterestLevel level) {}
        };
        ChannelTails tails = tails(door);
        open(tails, new Reader());
        try (poller) {
            poller.serve(tails, users(door));
            poller.announceAll();
            poller.tick();
            assertEquals(List.of("full"), announced);
            log.unavailable(true);
            poller.tick();
            poller.check(KEY);
            boolean asked = false;
            try {
                poller.tick();
            } catch (dev.gapless.protocol.error.GaplessException e) {
                asked = true;
            }
            assertTrue(asked);
            log.unavailable(false);
        }
    }
}
