package dev.gapless.schema.change;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.schema.shard.Pause;
import dev.gapless.schema.shard.Shard;
import dev.gapless.schema.shard.ShardException;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.shard.ShardsConfig;
import dev.gapless.schema.testing.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class SchemaChangesIT {
    private static final SchemaChanges changes = new SchemaChanges("test", Clock.systemUTC(), Thread::sleep);

    @Test
    void appliesEachChangeOnce() {
        try (Shards shards = Shards.open(TestDatabase.newConfig())) {
            assertEquals(List.of(), changes.applyAll(shards));
            List<String> first = recorded(shards.all().getFirst());
            assertEquals(SchemaChanges.changes("sharded").size(), first.size());
            assertEquals(List.of(), changes.applyAll(shards));
            assertEquals(first, recorded(shards.all().getFirst()));
        }
    }

    @Test
    void letsManyStartAtOnce() throws InterruptedException, ExecutionException {
        try (Shards shards = Shards.open(TestDatabase.newConfig());
                var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<ShardException>>> runs = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                SchemaChanges process = new SchemaChanges("process-" + i, Clock.systemUTC(), Thread::sleep);
                runs.add(executor.submit(() -> process.applyAll(shards)));
            }
            for (Future<List<ShardException>> run : runs) {
                assertEquals(List.of(), run.get());
            }
            assertEquals(SchemaChanges.changes("sharded").size(), recorded(shards.all().getFirst()).size());
        }
    }

    @Test
    void takesOverFromAProcessThatDied() {
        try (Shards shards = Shards.open(TestDatabase.newConfig())) {
            SchemaChange change = SchemaChanges.changes("sharded").getFirst();
            Instant start = Instant.parse("2026-11-22T00:00:00Z");
            Shard shard = shards.all().getFirst();
            shard.read("test", handle -> {
                SchemaChangeTable.create(handle);
                assertTrue(SchemaChangeTable.claim(handle, change, 0, "the dead one", start));
                return handle.execute(change.statements().getFirst());
            });
            Clock later = Clock.fixed(start.plus(Duration.ofMinutes(2)), ZoneOffset.UTC);
            assertEquals(List.of(), new SchemaChanges("test", later, Thread::sleep).applyAll(shards));
            assertEquals(
                    SchemaChanges.changes("sharded").stream().map(each -> "test").toList(), recorded(shard));
        }
    }

    @Test
    void takesOverAFreshClaimOnceNobodyRenewsIt() {
        try (Shards shards = Shards.open(TestDatabase.newConfig())) {
            SchemaChange change = SchemaChanges.changes("sharded").getFirst();
            Instant start = Instant.parse("2026-11-22T00:00:00Z");
            Shard shard = shards.all().getFirst();
            boolean claimed = shard.read("test", handle -> {
                SchemaChangeTable.create(handle);
                return SchemaChangeTable.claim(handle, change, 0, "the slow one", start);
            });
            assertTrue(claimed);
            Instant diesAt = start.plusSeconds(20);
            HandClock clock = new HandClock(start);
            Thread waiter = Thread.currentThread();
            Pause renewing = duration -> {
                if (!Thread.currentThread().equals(waiter)) {
                    // The renewal of a claim of our own: its pause is a real one, and nothing ends it early.
                    assertFalse(new CountDownLatch(1).await(duration.toMillis(), TimeUnit.MILLISECONDS));
                    return;
                }
                Instant then = clock.pass(duration);
                if (then.isBefore(diesAt)) {
                    shard.read("test", handle -> SchemaChangeTable.renew(handle, change.number(), 1, then));
                }
            };
            assertEquals(
                    List.of(),
                    new SchemaChanges("test", clock, renewing).applyAll(shards));
            List<String> each = Collections.nCopies(SchemaChanges.changes("sharded").size(), "test");
            assertEquals(each, recorded(shard));
            // Its last sign was one pause before it died.
            Instant silentSince = diesAt.minus(SchemaChanges.POLL);
            assertFalse(clock.instant().isBefore(silentSince.plus(ClaimWatch.SILENCE)), "taken from a living process");
        }
    }

    @Test
    void renewsItsClaimWhileItWorksAndOnlyThen() {
        try (Shards shards = Shards.open(TestDatabase.newConfig())) {
            SchemaChange change = SchemaChanges.changes("sharded").getFirst();
            Instant start = Instant.parse("2026-11-22T00:00:00Z");
            Shard shard = shards.all().getFirst();
            shard.read("test", handle -> {
                SchemaChangeTable.create(handle);
                assertTrue(SchemaChangeTable.claim(handle, change, 0, "one", start));
                assertTrue(SchemaChangeTable.renew(handle, change.number(), 1, start.plusSeconds(1)));
                assertTrue(SchemaChangeTable.claim(handle, change, 1, "two", start.plusSeconds(90)));
                assertFalse(SchemaChangeTable.renew(handle, change.number(), 1, start.plusSeconds(91)));
                SchemaChangeTable.done(handle, change.number(), start.plusSeconds(92));
                assertFalse(SchemaChangeTable.renew(handle, change.number(), 2, start.plusSeconds(93)));
                return true;
            });
        }
    }

    @Test
    void goesOnWithoutADeadShard() {
        ShardsConfig config = TestDatabase.newConfig();
        ShardsConfig broken = new ShardsConfig(
                config.mode(),
                config.names(),
                List.of("jdbc:mysql://127.0.0.1:1/nowhere", config.urls().get(1)),
                config.globalUrl(),
                config.user(),
                config.password(),
                2,
                Duration.ofMillis(250),
                config.socketTimeout());
        try (Shards shards = Shards.open(broken)) {
            List<ShardException> failures = changes.applyAll(shards);
            assertEquals(List.of("-80"), failures.stream().map(ShardException::shard).toList());
        }
        // The pool of the living shard had a short timeout too, on a machine that may be busy: look with a patient one.
        try (Shards shards = Shards.open(config)) {
            assertEquals(SchemaChanges.changes("sharded").size(), recorded(shards.all().get(1)).size());
        }
    }

    /// A clock that somebody else moves.
    private static final class HandClock extends Clock {
        private Instant now;

        HandClock(Instant start) {
            this.now = start;
        }

        synchronized Instant pass(Duration duration) {
            now = now.plus(duration);
            return now;
        }

        @Override
        public synchronized Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() { return ZoneOffset.UTC; }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private static List<String> recorded(Shard shard) {
        return shard.read(
                "test",
                handle -> handle
                        .createQuery("SELECT holder FROM schema_change WHERE applied_ms IS NOT NULL ORDER BY change_no")
                        .mapTo(String.class)
                        .list());
    }
}
