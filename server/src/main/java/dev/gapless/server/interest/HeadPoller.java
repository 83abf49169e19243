package dev.gapless.server.interest;

import dev.gapless.protocol.event.InterestLevel;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.schema.cursor.UserKey;
import dev.gapless.server.log.LogReader;
import dev.gapless.server.tail.ChannelTails;
import dev.gapless.server.userstream.UserTails;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads heads of live channels from the log: at once for those in doubt, every [InterestConfig#pollEvery] for those whose partition is
/// silent, and now and then for all, as a net under everything else. Also announces interest again, a slice of the channels at
/// each tick. One thread of its own; a tick that takes long delays the next one.
final class HeadPoller implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HeadPoller.class);
    /// Channels asked for at a time.
    private static final int CHUNK = 500;

    private final InterestConfig config;
    private final LogReader reader;
    private final PathHealth health;
    private final BiConsumer<ChannelKey, InterestLevel> announce;
    private final Set<ChannelKey> inDoubt = ConcurrentHashMap.newKeySet();
    private final Set<Integer> toAnnounce = ConcurrentHashMap.newKeySet();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile @Nullable ChannelTails tails;
    private volatile @Nullable UserTails users;
    private long ticks;
    private boolean failing;

    HeadPoller(
            InterestConfig config, LogReader reader, PathHealth health,
            BiConsumer<ChannelKey, InterestLevel> announce) {
        this.config = config;
        this.reader = reader;
        this.health = health;
        this.announce = announce;
    }

    /// Says whose channels are polled.
    void serve(ChannelTails served, UserTails servedUsers) {
        tails = served;
        users = servedUsers;
    }

    void start(ChannelTails served, UserTails servedUsers) {
        serve(served, servedUsers);
        Thread.ofVirtual().name("head-poller").start(this::run);
    }

    ChannelTails tails() {
        ChannelTails served = tails;
        if (served == null) {
            throw new IllegalStateException("not started");
        }
        return served;
    }

    UserTails users() {
        UserTails served = users;
        if (served == null) {
            throw new IllegalStateException("not started");
        }
        return served;
    }

    /// Has the head of a channel read at the next tick.
    void check(ChannelKey channel) {
        inDoubt.add(channel);
    }

    /// Has the interest in all channels of a partition announced at the next tick.
    void announcePartition(int partition) {
        toAnnounce.add(partition);
    }

    void announceAll() {
        for (int partition = 0; partition < health.partitions(); partition++) {
            toAnnounce.add(partition);
        }
    }

    Set<Integer> silentPartitions() {
        Set<Integer> silent = new TreeSet<>();
        for (int partition = 0; partition < health.partitions(); partition++) {
            if (!health.alive(partition)) {
                silent.add(partition);
            }
        }
        return silent;
    }

    private void run() {
        try {
            while (!stopped.await(config.pollEvery().toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    tick();
                    failing = false;
                } catch (RuntimeException e) {
                    if (!failing) {
                        log.warn("heads cannot be polled, trying on: {}", e.toString());
                    }
                    failing = true;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// One round.
    void tick() {
        ticks++;
        Set<Integer> partitions = new HashSet<>(toAnnounce);
        toAnnounce.removeAll(partitions);
        Set<ChannelKey> doubted = new HashSet<>(inDoubt);
        inDoubt.removeAll(doubted);
        long checkTicks = Math.max(1, config.checkEvery().toMillis() / config.pollEvery().toMillis());
        long announceTicks = Math.max(1, config.announceEvery().toMillis() / config.pollEvery().toMillis());
        List<ChannelKey> due = new ArrayList<>();
        tails().forEachLive((channel, level) -> {
            int partition = health.partitionOf(channel);
            int slice = channel.hashCode() & Integer.MAX_VALUE;
            if (partitions.contains(partition) || slice % announceTicks == ticks % announceTicks) {
                announce.accept(channel, level);
            }
            if (!health.alive(partition) || slice % checkTicks == ticks % checkTicks || doubted.contains(channel)) {
                due.add(channel);
            }
        });
        List<UserKey> dueUsers = new ArrayList<>();
        users().forEachLive(user -> {
            ChannelKey channel = UserTails.key(user);
            int partition = health.partitionOf(channel);
            int slice = channel.hashCode() & Integer.MAX_VALUE;
            if (partitions.contains(partition) || slice % announceTicks == ticks % announceTicks) {
                announce.accept(channel, InterestLevel.FULL);
            }
            if (!health.alive(partition) || slice % checkTicks == ticks % checkTicks || doubted.contains(channel)) {
                dueUsers.add(user);
            }
        });
        try {
            for (int from = 0; from < dueUsers.size(); from += CHUNK) {
                users().check(dueUsers.subList(from, Math.min(from + CHUNK, dueUsers.size())));
            }
            for (int from = 0; from < due.size(); from += CHUNK) {
                tails().headsRead(reader.heads(due.subList(from, Math.min(from + CHUNK, due.size()))));
            }
        } catch (RuntimeException e) {
            // What was in doubt stays so.
            inDoubt.addAll(doubted);
            throw e;
        }
    }

    @Override
    public void close() {
        stopped.countDown();
    }
}
