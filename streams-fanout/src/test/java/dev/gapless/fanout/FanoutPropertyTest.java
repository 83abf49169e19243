package dev.gapless.fanout;

import static dev.gapless.fanout.FanoutFixture.GENERAL;
import static dev.gapless.fanout.FanoutFixture.RANDOM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.protocol.event.Delivery;
import dev.gapless.protocol.event.InterestLevel;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.GatewayId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// The promise of the barrier, for any interleaving of events, interests, restarts, goodbyes and time.
class FanoutPropertyTest {
    private static final int SLOTS = 3;
    private static final List<ChannelKey> CHANNELS = List.of(GENERAL, RANDOM);

    sealed interface Step {
        record Post(int channel, int origin) implements Step {}

        record Want(int slot, int channel, InterestLevel level, boolean late) implements Step {}

        record Restart(int slot) implements Step {}

        record Leave(int slot) implements Step {}

        record Pass(int quarters) implements Step {}
    }

    @Provide
    Arbitrary<List<Step>> runs() {
        Arbitrary<Integer> slot = Arbitraries.integers().between(0, SLOTS - 1);
        Arbitrary<Integer> channel = Arbitraries.integers().between(0, CHANNELS.size() - 1);
        Arbitrary<Step> post = Combinators.combine(channel, Arbitraries.integers().between(-1, SLOTS - 1))
                .as(Step.Post::new);
        Arbitrary<Step> want = Combinators.combine(
                slot, channel, Arbitraries.of(InterestLevel.class), Arbitraries.of(false, false, false, true))
                .as(Step.Want::new);
        Arbitrary<Step> pass = Arbitraries.integers().between(1, 20).map(Step.Pass::new);
        return Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(6, post),
                net.jqwik.api.Tuple.of(5, want),
                net.jqwik.api.Tuple.of(1, slot.map(Step.Restart::new)),
                net.jqwik.api.Tuple.of(1, slot.map(Step.Leave::new)),
                net.jqwik.api.Tuple.of(2, pass))
                .list()
                .ofMinSize(5)
                .ofMaxSize(60);
    }

    @Property(tries = 150)
    void everyLiveFullGatewayGetsEveryEventAfterItsBarrierUnlessItIsItsOwn(@ForAll("runs") List<Step> steps) {
        try (Run run = new Run()) {
            steps.forEach(run::take);
            run.settle();
        }
    }

    /// The plain model: what each gateway wants, and thus has to get, beside the topology itself.
    private static final class Run implements AutoCloseable {
        private final FanoutFixture fanout = new FanoutFixture();
        private final GatewayId[] gateways = new GatewayId[SLOTS];
        private final boolean[] left = new boolean[SLOTS];
        private final Map<GatewayId, Map<ChannelKey, InterestLevel>> wanted = new HashMap<>();
        private final Map<ChannelKey, Long> heads = new HashMap<>();
        private final Map<GatewayId, Map<ChannelKey, Long>> known = new HashMap<>();
        private long nextEpoch = 1_000;
        private long nonce;

        Run() {
            for (int slot = 0; slot < SLOTS; slot++) {
                gateways[slot] = fanout.gateway(slot, nextEpoch++);
            }
        }

        void take(Step step) {
            switch (step) {
                case Step.Post(int channel, int origin) -> post(CHANNELS.get(channel), origin);
                case Step.Want(int slot, int channel, InterestLevel level, boolean late) ->
                    want(slot, CHANNELS.get(channel), level, late);
                case Step.Restart(int slot) -> {
                    fanout.silence(gateways[slot]);
                    gateways[slot] = fanout.gateway(slot, nextEpoch++);
                    left[slot] = false;
                    // The task sees the new epoch's beat within a second; its interest may come before.
                }
                case Step.Leave(int slot) -> {
                    fanout.leave(gateways[slot]);
                    left[slot] = true;
                    // Known to the task with its next look at the beats.
                    fanout.pass(Duration.ofSeconds(1));
                    learn();
                }
                case Step.Pass(int quarters) -> {
                    fanout.pass(Duration.ofMillis(250L * quarters));
                    learn();
                }
            }
        }

        private void post(ChannelKey channel, int origin) {
            long seq = heads.merge(channel, 1L, Long::sum);
            learn();
            if (origin >= 0 && !left[origin]) {
                fanout.eventFrom(gateways[origin], channel, seq);
                known(gateways[origin]).merge(channel, seq, Math::max);
            } else {
                fanout.event(channel, seq);
            }
            List<Delivery.Addressed> out = fanout.all();
            List<Long> expected = new ArrayList<>();
            for (int slot = 0; slot < SLOTS; slot++) {
                if (!left[slot] && slot != origin && level(slot, channel) == InterestLevel.FULL) {
                    expected.add(gateways[slot].epoch());
                }
            }
            List<Long> live = new ArrayList<>();
            for (GatewayId gateway : gateways) {
                live.add(gateway.epoch());
            }
            Collections.sort(expected);
            assertEquals(
                    expected,
                    out.stream()
                            .filter(addressed -> addressed.delivery() instanceof Delivery.Push push
                                    && push.event().seq() == seq)
                            .map(Delivery.Addressed::gatewayEpoch)
                            // A former epoch gets pushes until the task looks at the beats; they hurt nobody.
                            .filter(live::contains)
                            .sorted()
                            .toList(),
                    () -> channel + "#" + seq + " from " + origin);
            out.forEach(this::learn);
        }

        private void want(int slot, ChannelKey channel, InterestLevel level, boolean late) {
            Map<ChannelKey, InterestLevel> mine = wanted.computeIfAbsent(gateways[slot], key -> new HashMap<>());
            learn();
            if (late && mine.getOrDefault(channel, InterestLevel.NONE) != InterestLevel.NONE) {
                fanout.want(gateways[slot], channel, level, 0);
                assertTrue(fanout.all().stream().noneMatch(out -> out.delivery() instanceof Delivery.InterestOn));
                return;
            }
            long asked = ++nonce;
            fanout.want(gateways[slot], channel, level, asked);
            List<Delivery.Addressed> out = fanout.all();
            boolean answered = !left[slot] && level != InterestLevel.NONE;
            assertEquals(
                    answered
                            ? List.of(new Delivery.Addressed(
                                    gateways[slot].epoch(), new Delivery.InterestOn(channel, asked)))
                            : List.of(),
                    out.stream()
                            .filter(addressed -> addressed.delivery() instanceof Delivery.InterestOn)
                            .toList());
            if (!left[slot]) {
                mine.put(channel, level);
                // The barrier: the gateway reads the log now.
                known(gateways[slot]).merge(channel, heads.getOrDefault(channel, 0L), Math::max);
            }
        }

        /// In the end every live gateway knows the head of each channel that it wants, by push, by head or by its own commit.
        void settle() {
            fanout.pass(Duration.ofSeconds(12));
            learn();
            for (int slot = 0; slot < SLOTS; slot++) {
                for (ChannelKey channel : CHANNELS) {
                    if (!left[slot] && level(slot, channel) != InterestLevel.NONE) {
                        assertEquals(
                                heads.getOrDefault(channel, 0L),
                                known(gateways[slot]).getOrDefault(channel, 0L),
                                gateways[slot] + " " + channel);
                    }
                }
            }
        }

        private InterestLevel level(int slot, ChannelKey channel) {
            return wanted.getOrDefault(gateways[slot], Map.of()).getOrDefault(channel, InterestLevel.NONE);
        }

        private void learn() {
            fanout.all().forEach(this::learn);
        }

        private void learn(Delivery.Addressed addressed) {
            for (GatewayId gateway : gateways) {
                if (gateway.epoch() == addressed.gatewayEpoch()) {
                    switch (addressed.delivery()) {
                        case Delivery.Push push ->
                            known(gateway).merge(push.event().key(), push.event().seq(), Math::max);
                        case Delivery.Head head -> known(gateway).merge(head.channel(), head.seq(), Math::max);
                        case Delivery.InterestOn on -> {}
                        case Delivery.Beat beat -> {}
                    }
                }
            }
        }

        private Map<ChannelKey, Long> known(GatewayId gateway) {
            return known.computeIfAbsent(gateway, key -> new HashMap<>());
        }

        @Override
        public void close() {
            fanout.close();
        }
    }
}
