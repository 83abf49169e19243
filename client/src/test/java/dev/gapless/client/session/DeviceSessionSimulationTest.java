package dev.gapless.client.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Some devices talk and read while everything around them fails; then the world heals, and each must have shown each event
/// once and in order, and each send must be in the log once. `-Dgapless.seed=N` runs one seed again,
/// `-Dgapless.seeds=N` runs the first N.
class DeviceSessionSimulationTest {
    private static final int SEEDS = Integer.getInteger("gapless.seeds", 150);
    private static final int DEVICES = 3;
    private static final int CHANNELS = 2;
    private static final long BUSY_MS = 120_000;
    private static final long HEAL_MS = 600_000;
    private static final int MAX_STEPS = 2_000_000;

    static LongStream seeds() {
        Long one = Long.getLong("gapless.seed");
        return one == null ? LongStream.rangeClosed(1, SEEDS) : LongStream.of(one);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void showsEachEventOnceAndLogsEachSendOnce(long seed) {
        Run run = new Run(seed, 1, false);
        run.busy();
        run.heal();
        run.checkShown();
        run.checkSends();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void startsAnewWhenTheLogIsRewound(long seed) {
        Run run = new Run(seed, 0.7, true);
        run.busy();
        run.heal();
        run.checkShown();
    }

    /// One simulation.
    private static final class Run {
        private final long seed;
        private final SimulatedWorld world;
        private final Random random;
        private final List<SimulatedDevice> devices = new ArrayList<>();
        private final List<ChannelId> channels;
        private final boolean rewinds;
        private int steps;
        private int strangerKeys;
        private boolean healed;

        Run(long seed, double trouble, boolean rewinds) {
            this.seed = seed;
            this.rewinds = rewinds;
            this.random = new Random(seed * 31 + 7);
            this.world = new SimulatedWorld(seed, trouble, CHANNELS);
            this.channels = List.copyOf(world.logs.keySet());
            for (int i = 1; i <= DEVICES; i++) {
                devices.add(new SimulatedDevice(world, new UserId(i), seed * 100 + i));
            }
        }

        void busy() {
            guarded(() -> {
                devices.forEach(SimulatedDevice::start);
                world.keepBusy();
                act();
                steps(BUSY_MS);
            });
        }

        void heal() {
            guarded(() -> {
                healed = true;
                world.heal();
                devices.forEach(SimulatedDevice::goOnline);
                long until = world.nowMs() + HEAL_MS;
                while (!settled() && world.nowMs() < until) {
                    steps(world.nowMs() + 1_000);
                    world.after(1_000, () -> {});
                }
            });
        }

        void checkShown() {
            guarded(() -> {
                for (SimulatedDevice device : devices) {
                    for (SimulatedWorld.Log log : world.logs.values()) {
                        assertEquals(log.events, device.seen(log.channel), "shown to " + device.user);
                        assertEquals(log.epoch, device.epochOf(log.channel));
                    }
                    assertTrue(device.holes.isEmpty(), "open holes: " + device.holes);
                    assertInstanceOf(ConnectionState.Live.class, device.state());
                }
            });
        }

        void checkSends() {
            guarded(() -> {
                for (SimulatedDevice device : devices) {
                    assertEquals(0, device.unsettled());
                    assertTrue(device.disk.isEmpty(), "left in the store: " + device.disk.keySet());
                    for (Map.Entry<IdempotencyKey, SendState> send : device.sends.entrySet()) {
                        SendState.Acked acked = assertInstanceOf(SendState.Acked.class, send.getValue());
                        List<Event> entries = entriesOf(send.getKey());
                        assertEquals(1, entries.size(), "entries of " + send.getKey());
                        assertEquals(entries.getFirst().seq(), acked.seq());
                    }
                    for (ChannelId channel : channels) {
                        assertEquals(orderSent(device, channel), orderLogged(device, channel), "order of sends");
                    }
                }
            });
        }

        /// One thing somebody does, and the next one a little later.
        private void act() {
            if (healed) {
                return;
            }
            SimulatedDevice device = devices.get(random.nextInt(DEVICES));
            ChannelId channel = channels.get(random.nextInt(CHANNELS));
            switch (random.nextInt(rewinds ? 101 : 100)) {
                case 0, 1 -> device.toggleNetwork();
                case 2 -> device.crash();
                case 3 -> device.reconnectNow();
                case 4, 5, 6 -> burst(channel);
                case 100 -> world.rewind(channel);
                default -> {
                    if (random.nextInt(3) == 0) {
                        device.send(channel);
                    } else {
                        burst(channel, 1);
                    }
                }
            }
            world.after(random.nextInt(1_000), this::act);
        }

        private void burst(ChannelId channel) {
            burst(channel, 5 + random.nextInt(60));
        }

        private void burst(ChannelId channel, int posts) {
            for (int i = 0; i < posts; i++) {
                IdempotencyKey key = new IdempotencyKey("stranger-" + strangerKeys++);
                world.post(channel, new UserId(99), key, "text of " + key);
            }
        }

        private void steps(long untilMs) {
            while (world.step(untilMs)) {
                assertTrue(++steps < MAX_STEPS, "does not come to rest");
            }
        }

        private boolean settled() {
            return devices.stream()
                    .allMatch(device -> device.unsettled() == 0
                            && device.state() instanceof ConnectionState.Live
                            && device.holes.isEmpty()
                            && channels.stream()
                                    .allMatch(channel -> device.seen(channel).size()
                                            == world.log(channel).head()));
        }

        private List<Event> entriesOf(IdempotencyKey key) {
            return world.logs.values().stream()
                    .flatMap(log -> log.events.stream())
                    .filter(event -> keyOf(event).equals(key))
                    .toList();
        }

        private List<IdempotencyKey> orderSent(SimulatedDevice device, ChannelId channel) {
            return device.sends.keySet().stream()
                    .filter(key -> entriesOf(key).getFirst().channel().equals(channel))
                    .toList();
        }

        private List<IdempotencyKey> orderLogged(SimulatedDevice device, ChannelId channel) {
            return world.log(channel).events.stream()
                    .filter(event -> event.actor().equals(device.user))
                    .map(Run::keyOf)
                    .toList();
        }

        private static IdempotencyKey keyOf(Event event) {
            return ((EventBody.MessagePosted) event.body()).key();
        }

        private void guarded(Runnable part) {
            try {
                part.run();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        "seed " + seed + " at " + world.nowMs() + " ms, step " + steps + ": " + e.getMessage(), e);
            }
        }
    }
}
