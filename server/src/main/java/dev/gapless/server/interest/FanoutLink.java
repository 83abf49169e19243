package dev.gapless.server.interest;

import dev.gapless.protocol.event.Delivery;
import dev.gapless.protocol.event.InterestLevel;
import dev.gapless.protocol.event.UserStream;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.GatewayId;
import dev.gapless.server.log.LogReader;
import dev.gapless.server.tail.ChannelTails;
import dev.gapless.server.tail.InterestDoor;
import dev.gapless.server.userstream.UserTails;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// This gateway's link to the fan-out: interest and beats out, deliveries in, and polling where the link is down. Any thread may call.
public final class FanoutLink implements InterestDoor, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FanoutLink.class);

    private final InterestConfig config;
    private final Announcer announcer;
    private final DeliveryConsumer consumer;
    private final PathHealth health;
    private final HeadPoller poller;
    private final AtomicLong nonces = new AtomicLong();
    private final Map<Long, CountDownLatch> barriers = new ConcurrentHashMap<>();

    public FanoutLink(InterestConfig config, GatewayId gateway, LogReader reader, Clock clock, LongSupplier nanoTime) {
        this.config = config;
        this.announcer = new Announcer(config, gateway, clock);
        this.health = new PathHealth(config.channelPartitions(), config.silentAfter(), nanoTime);
        this.poller = new HeadPoller(config, reader, health, this::announceAgain);
        this.consumer = new DeliveryConsumer(config, gateway, new DeliveryConsumer.Deliveries() {
            @Override
            public void listening() {
                poller.announceAll();
            }

            @Override
            public void take(Delivery delivery) {
                FanoutLink.this.take(delivery);
            }
        });
    }

    /// Starts beating, listening and polling. Kafka need not be up.
    public void start(ChannelTails tails, UserTails users) {
        poller.start(tails, users);
        announcer.start();
        consumer.start();
    }

    @Override
    public boolean announce(ChannelKey channel, InterestLevel level) {
        long nonce = nonces.incrementAndGet();
        CountDownLatch confirmed = new CountDownLatch(1);
        barriers.put(nonce, confirmed);
        try {
            announcer.announce(channel, level, nonce);
            // Without beats there will be no answer either; when they come back, all interest is announced again.
            if (!health.alive(health.partitionOf(channel))) {
                return false;
            }
            return confirmed.await(config.barrierTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            barriers.remove(nonce);
        }
    }

    @Override
    public void lower(ChannelKey channel, InterestLevel level) {
        announcer.announce(channel, level, nonces.incrementAndGet());
    }

    /// How many of the partitions reach this gateway, for readiness and metrics.
    public int partitionsAlive() {
        return health.aliveCount();
    }

    public int partitions() {
        return health.partitions();
    }

    private void announceAgain(ChannelKey channel, InterestLevel level) {
        announcer.announce(channel, level, nonces.incrementAndGet());
    }

    private void take(Delivery delivery) {
        switch (delivery) {
            case Delivery.Push push when UserStream.holds(push.event().kind()) -> poller.users().offer(push.event());
            case Delivery.Push push -> poller.tails().pushed(push.event());
            case Delivery.Head head -> {
                poller.tails().headAt(head.channel(), head.seq(), head.ordinal());
                poller.users().headAt(head.channel(), head.seq());
            }
            case Delivery.InterestOn on -> {
                CountDownLatch waiting = barriers.get(on.nonce());
                if (waiting != null) {
                    waiting.countDown();
                } else {
                    // Nobody waits: what was committed before this moment may not have been pushed, so the head is read once more.
                    poller.check(on.channel());
                }
            }
            case Delivery.Beat beat -> {
                if (health.heard(beat.partition())) {
                    log.info("fan-out partition={} is heard", beat.partition());
                    poller.announcePartition(beat.partition());
                }
            }
        }
    }

    /// The partitions that are silent, for people.
    public Set<Integer> silentPartitions() {
        return poller.silentPartitions();
    }

    @Override
    public void close() {
        poller.close();
        announcer.close();
        consumer.close();
    }
}
