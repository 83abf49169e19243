package dev.gapless.server.posting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.server.posting.FakeLog.Mood;
import dev.gapless.server.posting.LaneBench.Sent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.logging.Level;
import java.util.logging.Logger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/// Senders that repeat what is in doubt, over a shard that fails at random: what is acknowledged is in the log once, at the seq
/// that was told, and what was definitely refused is not there.
class LaneSimulationTest {
    private static final int ROUNDS = 200;
    /// Failures are what this test plays; their log would be 80,000 lines. Held here, as a logger that nobody holds forgets its level.
    private static final Logger QUIET = Logger.getLogger(Lane.class.getName());

    @BeforeContainer
    static void quiet() {
        QUIET.setLevel(Level.OFF);
    }

    @AfterContainer
    static void loud() {
        QUIET.setLevel(null);
    }

    @Property(tries = 100)
    void neverLosesRepeatsOrInventsASend(@ForAll long seed) {
        Random random = new Random(seed);
        LaneBench bench = new LaneBench(20, 1 + random.nextInt(8));
        bench.log.mood(() -> mood(random));
        Map<String, List<Sent>> attempts = new HashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            int key = random.nextInt(round + 1);
            String name = "k" + key;
            if (attempts.getOrDefault(name, List.of()).stream().noneMatch(Sent::accepted)) {
                attempts.computeIfAbsent(name, k -> new ArrayList<>())
                        .add(bench.send(key % 3 + 1, name, key % 17 == 16 ? FakeLog.POISON : "text " + key));
            }
            if (random.nextInt(4) == 0) {
                bench.lane.step();
            }
        }
        bench.workOff();
        attempts.forEach((key, sends) -> check(bench, key, sends));
        bench.log.events.values().forEach(LaneSimulationTest::checkDense);
    }

    private static void check(LaneBench bench, String key, List<Sent> sends) {
        List<Event> stored = bench.log.events.values().stream()
                .flatMap(List::stream)
                .filter(event -> event.body() instanceof EventBody.MessagePosted posted
                        && posted.key().value().equals(key))
                .toList();
        assertTrue(stored.size() <= 1, key);
        for (Sent sent : sends) {
            assertEquals(1, sent.answers(), key);
            if (sent.accepted()) {
                assertEquals(stored.getFirst().seq().value(), sent.seq(), key);
            }
        }
        if (sends.stream().allMatch(sent -> !sent.accepted() && sent.refusal().code().definite())) {
            assertEquals(0, stored.size(), key);
        }
    }

    private static void checkDense(List<Event> events) {
        for (int i = 0; i < events.size(); i++) {
            assertEquals(i + 1, events.get(i).seq().value());
        }
    }

    private static Mood mood(Random random) {
        return switch (random.nextInt(10)) {
            case 0, 1 -> Mood.REFUSED;
            case 2 -> Mood.COMMITTED_UNTOLD;
            case 3 -> Mood.LOST;
            default -> Mood.FINE;
        };
    }
}
