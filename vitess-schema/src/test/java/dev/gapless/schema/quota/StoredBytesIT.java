package dev.gapless.schema.quota;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.protocol.event.ChannelKind;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.event.MemberRole;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.IdGenerator;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.channel.ChannelRow;
import dev.gapless.schema.channel.ChannelTable;
import dev.gapless.schema.log.Append;
import dev.gapless.schema.log.ChannelLog;
import dev.gapless.schema.quota.StoredBytes.Stored;
import dev.gapless.schema.retention.Trims;
import dev.gapless.schema.shard.Shard;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.testing.TestDatabase;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The sum of what is stored, kept in slices, against a sum over the log.
class StoredBytesIT {
    private static final Instant NOW = Instant.ofEpochMilli(1_800_000_000_000L);
    private static final IdGenerator ids = new IdGenerator(Clock.systemUTC(), 4);

    private static Shards shards;

    private final ChannelLog log = new ChannelLog();
    private final WorkspaceId workspace = new WorkspaceId(ids.next());
    private final UserId ada = new UserId(ids.next());
    private int keys;

    @BeforeAll
    static void start() {
        shards = TestDatabase.newShards();
    }

    @AfterAll
    static void stop() {
        shards.close();
    }

    @Test
    void addsUpWhatCameAndTakesOffWhatWent() {
        ChannelKey talk = channel();
        ChannelKey news = channel();
        assertEquals(new Stored(counted(talk) + counted(news), true), measured());
        for (int i = 0; i < 20; i++) {
            post(talk, 100);
        }
        post(news, 3, "größer");
        long before = counted(talk) + counted(news);
        assertEquals(new Stored(before, true), measured());
        assertEquals(new Stored(before, true), measured(), "nothing is added twice");
        trim(talk, 1, 500);
        assertEquals(new Stored(counted(talk) + counted(news), true), measured());
        post(talk, 100);
        trim(talk, 1_900, 2_050);
        assertEquals(new Stored(counted(talk) + counted(news), true), measured(), "some of it was never added");
        assertTrue(measured().bytes() < before);
    }

    @Test
    void addsALongLogInSlices() {
        ChannelKey talk = channel();
        for (int i = 0; i < 2 * StoredBytes.SLICE / 250 + 1; i++) {
            post(talk, 250);
        }
        assertEquals(new Stored(counted(talk), true), measured());
    }

    @Test
    void addsEachEventOnceHoweverManyAddAndRemove() throws Exception {
        ChannelKey talk = channel();
        for (int i = 0; i < 8; i++) {
            post(talk, 250);
        }
        try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                all.add(many.submit(this::measured));
            }
            all.add(many.submit(() -> {
                for (long seq = 1; seq < 1_000; seq += 100) {
                    trim(talk, seq, seq + 100);
                }
            }));
            for (Future<?> one : all) {
                one.get();
            }
        }
        assertEquals(new Stored(counted(talk), true), measured());
    }

    private Stored measured() {
        return StoredBytes.measure(shards, workspace);
    }

    private ChannelKey channel() {
        ChannelKey key = new ChannelKey(workspace, new ChannelId(ids.next()));
        ChannelRow row = ChannelRow.fresh(
                key, ChannelKind.PUBLIC, Optional.of("c" + ids.next()), Optional.empty(), List.of(), NOW);
        log.append(
                shards.forChannel(key),
                handle -> ChannelTable.insert(handle, row),
                List.of(Append.of(
                        key, ada, new EventBody.MemberJoined(ada, MemberRole.OWNER), NOW, Append.Requirement.NONE)),
                ids.next());
        return key;
    }

    private void post(ChannelKey key, int messages) {
        post(key, messages, "hello");
    }

    private void post(ChannelKey key, int messages, String text) {
        List<Append> appends = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
            appends.add(Append.message(
                    key, ada, EventBody.MessagePosted.of(text, new IdempotencyKey("k" + keys++)), NOW,
                    Append.Requirement.MEMBER));
        }
        log.append(shards.forChannel(key), appends, ids.next());
    }

    private static void trim(ChannelKey key, long from, long to) {
        shards.forChannel(key).transact("test", handle -> Trims.events(handle, key, from, to));
    }

    private static long counted(ChannelKey key) {
        Shard shard = shards.forChannel(key);
        return shard.read("test", handle -> handle.createQuery("""
                SELECT COALESCE(SUM(COALESCE(OCTET_LENGTH(text), 0) + COALESCE(OCTET_LENGTH(attrs), 0) + 100), 0)
                FROM event WHERE workspace_id = ? AND channel_id = ?""")
                .bind(0, key.workspace().value())
                .bind(1, key.channel().value())
                .mapTo(Long.class)
                .one());
    }
}
