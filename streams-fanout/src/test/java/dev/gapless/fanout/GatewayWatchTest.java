package dev.gapless.fanout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.protocol.event.GatewayBeat;
import dev.gapless.protocol.id.GatewayId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GatewayWatchTest {
    private static final GatewayId OTHER = new GatewayId(9, 1);
    private final GatewayWatch watch = new GatewayWatch(Duration.ofSeconds(10), Duration.ofSeconds(60));
    private final GatewayId gateway = new GatewayId(2, 5);
    private long nowMs = 1_000_000;

    /// Lets seconds pass in which another gateway beats, and this one stays at its last beat.
    private List<GatewayId> pass(int seconds, GatewayBeat last) {
        List<GatewayId> returned = new ArrayList<>();
        for (int i = 0; i < seconds; i++) {
            nowMs += 1_000;
            returned.addAll(watch.observe(nowMs, List.of(last, new GatewayBeat(OTHER, nowMs, false))));
        }
        return returned;
    }

    private GatewayBeat beat() {
        return new GatewayBeat(gateway, nowMs, false);
    }

    @Test
    void passesOverAfterTheTimeoutAndForgetsLater() {
        GatewayBeat last = beat();
        pass(10, last);
        assertTrue(watch.live(gateway));
        pass(1, last);
        assertFalse(watch.live(gateway));
        assertFalse(watch.dead(gateway));
        pass(50, last);
        assertTrue(watch.dead(gateway));
        assertTrue(watch.takeDeaths());
        assertFalse(watch.takeDeaths());
    }

    @Test
    void namesAGatewayThatReturnsOnce() {
        pass(15, beat());
        nowMs += 1_000;
        GatewayBeat again = beat();
        assertEquals(List.of(gateway), pass(3, again));
        assertTrue(watch.live(gateway));
    }

    @Test
    void takesAnInterestAsASignOfLife() {
        GatewayBeat last = beat();
        pass(15, last);
        assertTrue(watch.wants(gateway));
        assertTrue(watch.live(gateway));
        assertEquals(List.of(gateway), pass(1, last));
    }

    @Test
    void endsALowerEpochByBeatOrInterest() {
        pass(1, beat());
        GatewayId later = new GatewayId(2, 6);
        assertTrue(watch.wants(later));
        assertTrue(watch.takeDeaths());
        assertTrue(watch.dead(gateway));
        assertFalse(watch.wants(gateway));
        GatewayId latest = new GatewayId(2, 7);
        pass(1, new GatewayBeat(latest, nowMs, false));
        assertTrue(watch.dead(later));
        assertTrue(watch.takeDeaths());
        assertEquals(List.of(latest, OTHER), watch.live());
    }

    @Test
    void staysLeftWhateverComesOfTheSameEpoch() {
        pass(1, beat());
        pass(1, new GatewayBeat(gateway, nowMs, true));
        assertTrue(watch.dead(gateway));
        assertFalse(watch.wants(gateway));
        assertEquals(List.of(OTHER), watch.live());
        GatewayId later = new GatewayId(2, 6);
        assertTrue(watch.wants(later));
        assertTrue(watch.live(later));
    }
}
