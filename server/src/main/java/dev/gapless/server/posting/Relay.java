package dev.gapless.server.posting;

import dev.gapless.protocol.event.ChannelClass;
import dev.gapless.protocol.event.EncodedEvent;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.schema.channel.ChannelHead;
import dev.gapless.schema.channel.ChannelTable;
import dev.gapless.schema.log.EventRow;
import dev.gapless.schema.log.EventTable;
import dev.gapless.schema.outbox.OutboxKey;
import dev.gapless.schema.outbox.OutboxRow;
import dev.gapless.schema.outbox.OutboxTable;
import dev.gapless.schema.outbox.SeqRange;
import dev.gapless.schema.shard.Shard;
import dev.gapless.schema.shard.ShardException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Publishes what was committed on one shard and not published since: after a crash, and after Kafka was away.
///
/// It reads outbox rows older than a second, reads their events back from the log, publishes them without an origin, writes what
/// they say about users, and deletes the rows. Anything may come twice; consumers go by seq. A lease keeps the gateways from doing
/// the same work at the same time; it is not needed for being right, so without the lease table all of them relay.
///
/// One virtual thread per shard.
final class Relay implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Relay.class);
    private static final Duration MIN_AGE = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Duration ACK_WAIT = Duration.ofSeconds(20);
    private static final Duration ACK_LOOK = Duration.ofMillis(200);
    private static final int ROWS = 256;
    private static final int EVENTS = 4_096;
    /// A round counts the whole backlog only this often, since that reads the index.
    private static final int COUNT_EVERY = 8;

    private final Shard shard;
    private final EventSink sink;
    private final UserProjection projection;
    private final Publisher publisher;
    private final RelayLease lease;
    private final Clock clock;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;
    private volatile long backlogRows;
    private volatile long oldestMs;
    /// Mutated only from the relay's thread.
    private boolean failing;

    Relay(
            Shard shard,
            EventSink sink,
            UserProjection projection,
            Publisher publisher,
            RelayLease lease,
            Clock clock,
            MeterRegistry metrics) {
        this.shard = shard;
        this.sink = sink;
        this.projection = projection;
        this.publisher = publisher;
        this.lease = lease;
        this.clock = clock;
        Gauge.builder("outbox.rows", this, Relay::backlogRows)
                .description("Transactions committed and not yet published, up to 10,000")
                .tag("shard", shard.name().value())
                .register(metrics);
        Gauge.builder("outbox.age", this, Relay::ageSeconds)
                .description("Age of the oldest of them")
                .baseUnit("seconds")
                .tag("shard", shard.name().value())
                .register(metrics);
        this.thread = Thread.ofVirtual().name("relay " + shard.name()).start(this::run);
    }

    /// Waits for the round that is under way; a thread in the middle of a statement is not interrupted.
    @Override
    public void close() {
        stop.countDown();
        try {
            thread.join(Duration.ofSeconds(3));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private double backlogRows() {
        return backlogRows;
    }

    private double ageSeconds() {
        long oldest = oldestMs;
        return oldest == 0 ? 0 : Math.max(0, clock.millis() - oldest) / 1e3;
    }

    private void run() {
        try {
            relay();
        } finally {
            lease.release();
        }
    }

    private void relay() {
        boolean stopped = false;
        for (int round = 0; !stopped; round++) {
            Duration pause = PAUSE_AFTER_FAILURE;
            try {
                pause = round(round % COUNT_EVERY == 0) ? Duration.ZERO : PAUSE;
            } catch (InterruptedException e) {
                return;
            } catch (ShardException e) {
                complain(e);
            } catch (RuntimeException e) {
                log.error("relay failed shard={}", shard.name(), e);
            }
            stopped = stoppedWithin(pause);
        }
    }

    /// @return true if there is more to do at once
    private boolean round(boolean count) throws InterruptedException {
        if (count) {
            backlogRows = shard.read("outbox.backlog", OutboxTable::backlog);
        }
        if (!lease.getAsBoolean()) {
            oldestMs = 0;
            return false;
        }
        Instant before = Instant.ofEpochMilli(clock.millis()).minus(MIN_AGE);
        List<OutboxRow> found = shard.read("outbox.oldest", handle -> OutboxTable.oldest(handle, before, ROWS));
        oldestMs = found.stream().mapToLong(row -> row.createdAt().toEpochMilli()).min().orElse(0);
        recovered();
        List<OutboxRow> rows = chosen(found);
        if (rows.isEmpty() || sink.paused()) {
            return false;
        }
        List<SeqRange> ranges = merged(rows);
        Map<ChannelKey, ChannelClass> classes = new HashMap<>();
        List<EncodedEvent> events = shard.read("outbox.events", handle -> {
            classes.putAll(classes(handle, ranges));
            return events(handle, ranges);
        });
        if (!publish(events, classes)) {
            return false;
        }
        List<OutboxKey> keys = rows.stream().map(OutboxRow::key).toList();
        shard.transact("outbox.delete", handle -> {
            OutboxTable.delete(handle, keys);
            return keys.size();
        });
        log.info("relayed shard={} transactions={} events={}", shard.name(), rows.size(), events.size());
        return found.size() == ROWS || rows.size() < found.size();
    }

    /// As many rows as make one round; not those that this process is publishing right now.
    private List<OutboxRow> chosen(List<OutboxRow> found) {
        List<OutboxRow> rows = new ArrayList<>();
        long events = 0;
        for (OutboxRow row : found) {
            if (publisher.underway(row.key())) {
                continue;
            }
            for (SeqRange range : row.ranges()) {
                events += range.to() - range.from() + 1;
            }
            if (events > EVENTS && !rows.isEmpty()) {
                break;
            }
            rows.add(row);
        }
        return rows;
    }

    /// Neighbouring ranges of a channel become one: fewer reads.
    static List<SeqRange> merged(List<OutboxRow> rows) {
        Map<ChannelKey, TreeMap<Long, Long>> byChannel = new TreeMap<>();
        for (OutboxRow row : rows) {
            for (SeqRange range : row.ranges()) {
                byChannel
                        .computeIfAbsent(range.channel(), channel -> new TreeMap<>())
                        .merge(range.from(), range.to(), Math::max);
            }
        }
        List<SeqRange> merged = new ArrayList<>();
        byChannel.forEach((channel, ranges) -> {
            long from = 0;
            long to = 0;
            for (Map.Entry<Long, Long> range : ranges.entrySet()) {
                if (from != 0 && range.getKey() <= to + 1) {
                    to = Math.max(to, range.getValue());
                } else {
                    if (from != 0) {
                        merged.add(new SeqRange(channel, from, to));
                    }
                    from = range.getKey();
                    to = range.getValue();
                }
            }
            merged.add(new SeqRange(channel, from, to));
        });
        return merged;
    }

    private static Map<ChannelKey, ChannelClass> classes(Handle handle, List<SeqRange> ranges) {
        Map<ChannelKey, ChannelClass> classes = new HashMap<>();
        List<ChannelKey> channels = ranges.stream().map(SeqRange::channel).distinct().toList();
        for (ChannelHead head : ChannelTable.heads(handle, channels)) {
            classes.put(head.key(), head.channelClass());
        }
        return classes;
    }

    private static List<EncodedEvent> events(Handle handle, List<SeqRange> ranges) {
        List<EncodedEvent> events = new ArrayList<>();
        for (SeqRange range : ranges) {
            long after = range.from() - 1;
            while (after < range.to()) {
                int limit = (int) Math.min(EVENTS, range.to() - after);
                List<EventRow> page = EventTable.pageAfter(handle, range.channel(), after, limit);
                if (page.isEmpty()) {
                    break; // Retention has taken them.
                }
                for (EventRow row : page) {
                    if (row.seq() <= range.to()) {
                        events.add(row.encoded());
                    }
                }
                after = page.getLast().seq();
            }
        }
        return events;
    }

    /// @return false if not all of it is done, so that the rows must stay
    private boolean publish(List<EncodedEvent> events, Map<ChannelKey, ChannelClass> classes)
            throws InterruptedException {
        CountDownLatch answered = new CountDownLatch(events.size());
        AtomicBoolean failed = new AtomicBoolean();
        for (EncodedEvent event : events) {
            ChannelClass channelClass = classes.getOrDefault(event.key(), ChannelClass.NORMAL);
            boolean taken = sink.send(event, channelClass, Optional.empty(), stored -> {
                if (!stored) {
                    failed.set(true);
                }
                answered.countDown();
            });
            if (!taken) {
                return false;
            }
        }
        if (!projection.applyAll(
                events.stream().filter(UserProjection::concerns).toList())) {
            return false;
        }
        long deadline = clock.millis() + ACK_WAIT.toMillis();
        while (!answered.await(ACK_LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
            if (clock.millis() >= deadline || stop.getCount() == 0) {
                return false;
            }
        }
        return !failed.get();
    }

    private boolean stoppedWithin(Duration pause) {
        try {
            return stop.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    private void complain(ShardException failure) {
        if (!failing) {
            failing = true;
            log.warn("relay waits for its shard shard={} cause={}", shard.name(), failure.toString());
        }
    }

    private void recovered() {
        if (failing) {
            failing = false;
            log.info("relay reaches its shard again shard={}", shard.name());
        }
    }
}
