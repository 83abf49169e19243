package dev.gapless.server.owner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.event.ChannelClass;
import dev.gapless.protocol.owner.OwnerBatch;
import dev.gapless.server.owner.OwnerBench.Sent;
import dev.gapless.server.posting.SendOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/// Devices with several sends on their way, over a gateway whose channel is hot and cold by turns and an owner that refuses, loses and
/// delays what it is handed: in the end each send is in the log once, in the order of its device, at the seq that was told; and what was
/// told to be surely not done was not.
class OwnerSimulationTest {
    private static final int DEVICES = 3;
    private static final int SENDS = 40;
    private static final int ON_THEIR_WAY = 6;
    /// Failures are what this test plays. Held here, as a logger that nobody holds forgets its level.
    private static final Logger QUIET = Logger.getLogger(Owners.class.getName());

    @BeforeContainer
    static void quiet() {
        QUIET.setLevel(Level.OFF);
    }

    @AfterContainer
    static void loud() {
        QUIET.setLevel(null);
    }

    /// Sends in runs, as the protocol has it: after a refusal that is not the sender's own mistake it waits until all are answered,
    /// and begins anew with the first that is not settled.
    private static final class Device {
        private final String name;
        private final List<Sent> onTheirWay = new ArrayList<>();
        private SendOrder run = new SendOrder();
        private final Set<String> inDoubt = new HashSet<>();
        private int settled;

        Device(String name) {
            this.name = name;
        }

        boolean done() {
            return settled == SENDS;
        }

        void act(OwnerBench bench) {
            while (!onTheirWay.isEmpty() && onTheirWay.getFirst().posted()) {
                Sent first = onTheirWay.removeFirst();
                assertEquals(bench.here.log.get(first.key), first.seq().seq(), first.key);
                settled++;
            }
            boolean broken = !onTheirWay.isEmpty() && onTheirWay.getFirst().answered();
            if (broken && onTheirWay.stream().allMatch(Sent::answered)) {
                onTheirWay.clear();
                run = new SendOrder();
            } else if (!broken && settled + onTheirWay.size() < SENDS && onTheirWay.size() < ON_THEIR_WAY) {
                onTheirWay.add(bench.send(name + (settled + onTheirWay.size()), run));
            }
        }

        /// What all tries of a send were refused for certain is not there.
        void check(OwnerBench bench) {
            for (Sent sent : onTheirWay) {
                if (sent.answered() && !sent.posted() && !sent.refusal().code().definite()) {
                    inDoubt.add(sent.key);
                }
            }
            for (Sent sent : onTheirWay) {
                if (sent.answered() && !sent.posted() && !inDoubt.contains(sent.key)) {
                    assertFalse(bench.here.log.containsKey(sent.key), sent.key + " " + sent.refusal());
                }
            }
        }
    }

    @Property(tries = 300)
    void neverLosesRepeatsOrReordersASend(@ForAll long seed) {
        Random random = new Random(seed);
        OwnerBench bench = new OwnerBench(1 + random.nextInt(30));
        Deque<OwnerBatch> late = new ArrayDeque<>();
        bench.way = batch -> way(bench, batch, late, random);
        bench.here.mood = () -> mood(random, 20);
        bench.there.mood = () -> mood(random, 12);
        List<Device> devices = IntStream.range(0, DEVICES).mapToObj(i -> new Device("abc".charAt(i) + "-")).toList();
        int steps = 0;
        while (!devices.stream().allMatch(Device::done)) {
            assertTrue(steps++ < 100_000, "no end seed=" + seed);
            devices.get(random.nextInt(DEVICES)).act(bench);
            if (random.nextInt(4) == 0) {
                bench.workOff();
            }
            if (random.nextInt(25) == 0) {
                bench.tell(random.nextInt(3) > 0 ? ChannelClass.HOT : ChannelClass.NORMAL);
            }
            if (random.nextInt(10) == 0 && !late.isEmpty()) {
                bench.reach(late.remove());
            }
            if (random.nextInt(10) == 0) {
                bench.nanos.addAndGet(Owners.FIRST_PAUSE.toNanos());
                bench.owners.look();
            }
            devices.forEach(device -> device.check(bench));
        }
        late.forEach(bench::reach);
        for (Device device : devices) {
            assertEquals(
                    IntStream.range(0, SENDS).mapToObj(i -> device.name + i).toList(),
                    bench.log().stream().filter(key -> key.startsWith(device.name)).toList());
        }
        assertEquals(DEVICES * SENDS, bench.log().size());
    }

    private static Forwarder.Told way(OwnerBench bench, OwnerBatch batch, Deque<OwnerBatch> late, Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> new Forwarder.Told.NotTaken("as told");
            case 1 -> new Forwarder.Told.InDoubt("as told");
            case 2 -> {
                bench.reach(batch);
                yield new Forwarder.Told.InDoubt("as told");
            }
            case 3 -> {
                late.add(batch);
                yield new Forwarder.Told.InDoubt("as told");
            }
            default -> bench.reach(batch);
        };
    }

    private static Optional<ErrorCode> mood(Random random, int often) {
        if (random.nextInt(often) > 0) {
            return Optional.empty();
        }
        return Optional.of(switch (random.nextInt(4)) {
            case 0 -> ErrorCode.OVERLOADED;
            case 1 -> ErrorCode.UNAVAILABLE;
            case 2 -> ErrorCode.OUTCOME_UNKNOWN;
            default -> ErrorCode.DRAINING;
        });
    }
}
