package dev.gapless.server.sync;

import dev.gapless.protocol.event.Topics;
import dev.gapless.protocol.event.UserStream;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.inbox.InboxSeed;
import dev.gapless.schema.channel.ChannelHead;
import dev.gapless.schema.channel.ChannelMemberTable;
import dev.gapless.schema.channel.ChannelTable;
import dev.gapless.schema.channel.MemberRow;
import dev.gapless.schema.cursor.CursorRow;
import dev.gapless.schema.cursor.ReadCursorTable;
import dev.gapless.schema.cursor.UserKey;
import dev.gapless.schema.cursor.UserStreamTable;
import dev.gapless.schema.shard.ShardException;
import dev.gapless.schema.shard.Shards;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the inbox from the shards what it has lost track of: members and head of a channel, cursors of a user. So a loss heals as
/// soon as somebody asks who is concerned.
///
/// Nothing is told twice within [#AGAIN], and a user's cursors only if they are missing for [#LATE]: till then they are just on
/// their way. One thread reads and tells; what comes while it is [#QUEUED] behind is forgotten, since it is asked for again.
/// Any thread may call.
public final class InboxSeeder implements InboxSeeds, AutoCloseable {
    static final Duration AGAIN = Duration.ofSeconds(10);
    static final Duration LATE = Duration.ofSeconds(5);
    private static final Logger log = LoggerFactory.getLogger(InboxSeeder.class);
    private static final int QUEUED = 1_024;
    private static final int REMEMBERED = 8_192;
    private static final int PAGE = 1_000;
    private static final int CURSORS = 10_000;
    private static final long POLL_MS = 200;

    private final Shards shards;
    private final Predicate<ProducerRecord<byte[], byte[]>> sink;
    private final LongSupplier nanos;
    private final ArrayBlockingQueue<Lost> queue = new ArrayBlockingQueue<>(QUEUED);
    /// When it was told last, or for cursors since when they are missing. Guarded by itself.
    private final Map<Object, Long> told = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, Long> eldest) {
            return size() > REMEMBERED;
        }
    };
    private final Counter channels;
    private final Counter users;
    private final Thread thread;
    private volatile boolean closing;

    private sealed interface Lost {
        record Channel(ChannelKey key) implements Lost {}

        record Cursors(UserKey user, long knownTo) implements Lost {}
    }

    /// @param sink hands a record to Kafka, and says whether it was taken
    /// @param nanos a monotonic clock
    public InboxSeeder(
            Shards shards,
            Predicate<ProducerRecord<byte[], byte[]>> sink,
            LongSupplier nanos,
            MeterRegistry meters) {
        this.shards = shards;
        this.sink = sink;
        this.nanos = nanos;
        this.channels = counter(meters, "channel");
        this.users = counter(meters, "cursors");
        this.thread = Thread.ofVirtual().name("inbox seeder").start(this::run);
    }

    private static Counter counter(MeterRegistry meters, String kind) {
        return Counter.builder("inbox.seeds.told")
                .tag("kind", kind)
                .description("What the inbox had lost track of, told from the shards")
                .register(meters);
    }

    @Override
    public void channels(Collection<ChannelKey> lost) {
        long now = nanos.getAsLong();
        for (ChannelKey key : lost) {
            Lost.Channel channel = new Lost.Channel(key);
            if (due(channel, now) && !queue.offer(channel)) {
                forget(channel);
            }
        }
    }

    @Override
    public void cursors(UserKey user, long knownTo) {
        Lost.Cursors cursors = new Lost.Cursors(user, knownTo);
        long now = nanos.getAsLong();
        synchronized (told) {
            Long since = told.putIfAbsent(cursors, now);
            if (since == null || now - since < LATE.toNanos()) {
                return;
            }
            // Told at most once per LATE.
            told.put(cursors, now);
        }
        if (!queue.offer(cursors)) {
            forget(cursors);
        }
    }

    private boolean due(Object what, long now) {
        synchronized (told) {
            Long last = told.get(what);
            if (last != null && now - last < AGAIN.toNanos()) {
                return false;
            }
            told.put(what, now);
            return true;
        }
    }

    private void forget(Object what) {
        synchronized (told) {
            told.remove(what);
        }
    }

    private void run() {
        while (!closing) {
            try {
                Lost lost = queue.poll(POLL_MS, TimeUnit.MILLISECONDS);
                if (lost != null) {
                    tell(lost);
                }
            } catch (InterruptedException e) {
                return;
            } catch (ShardException e) {
                log.info("inbox not seeded, later again cause={}", e.toString());
            } catch (RuntimeException e) {
                log.warn("inbox not seeded", e);
            }
        }
    }

    private void tell(Lost lost) {
        switch (lost) {
            case Lost.Channel(ChannelKey key) -> channel(key).ifPresent(seed -> {
                if (send(key, seed)) {
                    channels.increment();
                }
            });
            case Lost.Cursors(UserKey user, long knownTo) -> {
                if (send(UserStream.key(user.workspace(), user.user()), cursorsOf(user, knownTo))) {
                    users.increment();
                }
            }
        }
    }

    private boolean send(ChannelKey key, InboxSeed seed) {
        return sink.test(new ProducerRecord<>(Topics.INBOX_SEEDS, key.toBytes(), seed.toBytes()));
    }

    /// Members are read in pages; they belong to the head read before them if nobody has joined or left until the head is read again.
    ///
    /// @return empty if somebody has, if there is no such channel, or if it has too many members for a seed
    private Optional<InboxSeed> channel(ChannelKey key) {
        return shards.forChannel(key).read("inbox.seed", handle -> {
            Optional<ChannelHead> head = head(handle, key);
            if (head.isEmpty() || head.get().lastSeq() == 0) {
                return Optional.empty();
            }
            List<InboxSeed.Member> members = new ArrayList<>();
            long after = 0;
            while (members.size() <= InboxSeed.MAX_ENTRIES) {
                List<MemberRow> page = ChannelMemberTable.page(handle, key, after, PAGE);
                page.forEach(row -> members.add(
                        new InboxSeed.Member(row.user(), row.joinedSeq(), row.joinedOrdinal())));
                if (page.size() < PAGE) {
                    break;
                }
                after = page.getLast().user().value();
            }
            boolean same = head(handle, key).filter(now -> now.memberSeq() == head.get().memberSeq()).isPresent();
            return same && members.size() <= InboxSeed.MAX_ENTRIES
                    ? Optional.of(new InboxSeed.Channel(
                            head.get().lastSeq(), head.get().lastOrdinal(), head.get().channelClass(), members))
                    : Optional.empty();
        });
    }

    private static Optional<ChannelHead> head(org.jdbi.v3.core.Handle handle, ChannelKey key) {
        return ChannelTable.heads(handle, List.of(key)).stream().findFirst();
    }

    private InboxSeed cursorsOf(UserKey user, long knownTo) {
        return shards.forUser(user.workspace(), user.user()).read("inbox.seed-cursors", handle -> {
            // Read first, so that it is never above what the list holds.
            long revision = UserStreamTable.find(handle, List.of(user)).getOrDefault(user, 0L);
            List<CursorRow> rows = ReadCursorTable.since(handle, user, knownTo, CURSORS);
            long upTo = rows.size() == CURSORS ? rows.getLast().revision() : Math.max(revision, knownTo);
            return new InboxSeed.Cursors(knownTo, upTo, rows.stream().map(InboxSeeder::moved).toList());
        });
    }

    private static InboxSeed.Moved moved(CursorRow row) {
        return new InboxSeed.Moved(
                row.key().channel().channel(), row.key().root() > 0, row.seq(), row.ordinal(), row.generation(),
                row.revision());
    }

    @Override
    public void close() {
        closing = true;
        try {
            thread.join(Duration.ofSeconds(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
