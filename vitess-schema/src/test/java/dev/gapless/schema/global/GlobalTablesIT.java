package dev.gapless.schema.global;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.protocol.id.GatewayId;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.testing.TestDatabase;
import dev.gapless.schema.workspace.WorkspaceState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class GlobalTablesIT {
    private static final Instant NOW = Instant.parse("2026-11-22T00:00:00Z");
    private static final Duration TTL = Duration.ofSeconds(10);

    private static Shards shards;

    @BeforeAll
    static void start() {
        shards = TestDatabase.newShards();
    }

    @AfterAll
    static void stop() {
        shards.close();
    }

    @Test
    void leasesToOneHolderAtATime() {
        Lease first = acquire("relay", "a", NOW).orElseThrow();
        assertEquals(Optional.empty(), acquire("relay", "b", NOW.plusSeconds(9)));
        Lease renewed = shards.global()
                .transact("test", handle -> LeaseTable.renew(handle, first, NOW.plusSeconds(9), TTL))
                .orElseThrow();
        assertEquals(first.version(), renewed.version());
        assertEquals(Optional.empty(), acquire("relay", "b", NOW.plusSeconds(18)));
        Lease second = acquire("relay", "b", NOW.plusSeconds(19)).orElseThrow();
        assertTrue(second.version() > first.version());
        assertEquals(Optional.empty(), shards.global().transact("test",
                handle -> LeaseTable.renew(handle, renewed, NOW.plusSeconds(19), TTL)));
        shards.global().transact("test", handle -> {
            LeaseTable.release(handle, renewed);
            return true;
        });
        assertEquals(Optional.empty(), acquire("relay", "a", NOW.plusSeconds(20)));
        shards.global().transact("test", handle -> {
            LeaseTable.release(handle, second);
            return true;
        });
        assertTrue(acquire("relay", "a", NOW.plusSeconds(20)).isPresent());
    }

    @Test
    void leasesToOneOfManyThatComeAtOnce() throws InterruptedException, ExecutionException {
        assertEquals(1, race(number -> acquire("race", "h" + number, NOW).isPresent() ? 1 : 0).stream()
                .mapToInt(Integer::intValue).sum());
    }

    @Test
    void givesEachGatewayItsOwnSlot() throws InterruptedException, ExecutionException {
        int slots = 64;
        List<Integer> taken = race(number -> {
            Optional<GatewayId> slot = Optional.empty();
            while (slot.isEmpty()) {
                slot = slot("gw" + number, slots, NOW);
            }
            return slot.get().slot();
        });
        assertEquals(taken.size(), new HashSet<>(taken).size(), taken.toString());
        GatewayId again = slot("late", slots, NOW.plus(TTL)).orElseThrow();
        assertEquals(2, again.epoch());
        GatewayId old = new GatewayId(again.slot(), 1);
        assertEquals(false, shards.global().transact("test", handle -> GatewaySlotTable.renew(handle, old, NOW, TTL)));
        assertEquals(true,
                shards.global().transact("test", handle -> GatewaySlotTable.renew(handle, again, NOW.plus(TTL), TTL)));
        shards.global().transact("test", handle -> {
            GatewaySlotTable.release(handle, again);
            return true;
        });
        GatewayId next = slot("next", slots, NOW.plus(TTL)).orElseThrow();
        assertEquals(new GatewayId(again.slot(), 3), next);
        assertNotEquals(List.of(), shards.global().read("test", handle -> GatewaySlotTable.list(handle, slots)));
    }

    @Test
    void refusesWhenAllSlotsAreHeld() {
        Instant later = NOW.plus(Duration.ofDays(1));
        GatewayId first = slot("a", 1, later).orElseThrow();
        assertEquals(Optional.empty(), slot("b", 1, later));
        shards.global().transact("test", handle -> {
            GatewaySlotTable.release(handle, first);
            return true;
        });
    }

    @Test
    void givesASlugToTheFirst() {
        DirectoryEntry first = entry("acme", 11);
        assertEquals(first, reserve(first));
        assertEquals(first, reserve(entry("acme", 12)));
        assertEquals(first, reserve(first));
        assertEquals(true, shards.global().transact("test",
                handle -> WorkspaceDirectoryTable.setState(handle, "acme", first.workspace(), WorkspaceState.ACTIVE)));
        DirectoryEntry found = shards.global()
                .read("test", handle -> WorkspaceDirectoryTable.find(handle, new WorkspaceId(11)))
                .orElseThrow();
        assertEquals(WorkspaceState.ACTIVE, found.state());
        reserve(entry("beta", 13));
        assertEquals(
                List.of("beta"),
                shards.global().read("test", handle -> WorkspaceDirectoryTable.page(handle, "acme", 10)).stream()
                        .map(DirectoryEntry::slug)
                        .toList());
    }

    @Test
    void keepsOneOrderPerSlotAndOnlyForTheRunThatItIsFor() {
        GatewayId run = new GatewayId(3, 7);
        GatewayDrain first = new GatewayDrain(
                run, NOW, NOW.plusSeconds(60), Duration.ofSeconds(5), "operator", "deploy");
        GatewayDrain second = new GatewayDrain(
                run, NOW, NOW.plusSeconds(90), Duration.ofSeconds(6), "operator", "a longer deploy");
        for (GatewayDrain drain : List.of(first, second)) {
            shards.global().transact("test", handle -> {
                GatewayDrainTable.put(handle, drain);
                return drain;
            });
            assertEquals(Optional.of(drain), drained(run));
        }
        assertEquals(Optional.empty(), drained(new GatewayId(3, 8)));
        assertEquals(List.of(second), shards.global().read("test", handle -> GatewayDrainTable.list(handle, 16)));
        assertEquals(List.of(), shards.global().read("test", handle -> GatewayDrainTable.list(handle, 3)));
        assertTrue(second.holdsAt(NOW.plusSeconds(89)));
        assertFalse(second.holdsAt(NOW.plusSeconds(90)));
        shards.global().transact("test", handle -> {
            GatewayDrainTable.delete(handle, new GatewayId(3, 8));
            return run;
        });
        assertEquals(Optional.of(second), drained(run));
        shards.global().transact("test", handle -> {
            GatewayDrainTable.delete(handle, run);
            return run;
        });
        assertEquals(Optional.empty(), drained(run));
    }

    @Test
    void gatewaysSayWhereTheyAre() {
        GatewayId taken = slot("announcer", 16, NOW).orElseThrow();
        shards.global().transact("test", handle -> {
            GatewaySlotTable.announce(handle, taken, "http://10.0.0.7:7400");
            GatewaySlotTable.announce(handle, new GatewayId(taken.slot(), taken.epoch() + 1), "http://elsewhere");
            return taken;
        });
        assertEquals(
                List.of("http://10.0.0.7:7400"),
                shards.global().read("test", handle -> GatewaySlotTable.list(handle, 16)).stream()
                        .filter(slot -> slot.gateway().equals(taken))
                        .map(GatewaySlot::address)
                        .toList());
        shards.global().transact("test", handle -> {
            GatewaySlotTable.release(handle, taken);
            return taken;
        });
    }

    private static Optional<GatewayDrain> drained(GatewayId run) {
        return shards.global().read("test", handle -> GatewayDrainTable.find(handle, run));
    }

    private static DirectoryEntry reserve(DirectoryEntry entry) {
        return shards.global().transact("test", handle -> WorkspaceDirectoryTable.reserve(handle, entry));
    }

    private static DirectoryEntry entry(String slug, long workspace) {
        return new DirectoryEntry(slug, new WorkspaceId(workspace), "gapless", WorkspaceState.RESERVED, NOW, 1);
    }

    private static Optional<Lease> acquire(String name, String holder, Instant now) {
        return shards.global().transact("test", handle -> LeaseTable.acquire(handle, name, holder, now, TTL));
    }

    private static Optional<GatewayId> slot(String holder, int slots, Instant now) {
        return shards.global().transact("test",
                handle -> GatewaySlotTable.acquire(handle, holder, "address", slots, now, TTL));
    }

    private static List<Integer> race(java.util.function.IntFunction<Integer> racer)
            throws InterruptedException, ExecutionException {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> runs = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                int number = i;
                runs.add(executor.submit(() -> racer.apply(number)));
            }
            List<Integer> results = new ArrayList<>();
            for (Future<Integer> run : runs) {
                results.add(run.get());
            }
            return results;
        }
    }
}
