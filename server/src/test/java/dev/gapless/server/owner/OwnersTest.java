package dev.gapless.server.owner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.GatewayId;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OwnersTest {
    private static final GatewayId SELF = new GatewayId(0, 1);
    private static final Peer OTHER = new Peer(new GatewayId(1, 1), URI.create("http://127.0.0.1:1"));
    private static final ChannelKey CHANNEL = ChannelKey.of(1, 2);

    private final AtomicLong nanos = new AtomicLong();
    private Fleet fleet = () -> List.of(OTHER);
    private final Owners owners = new Owners(SELF, () -> fleet.gateways(), nanos::get);

    @Test
    void knowsNobodyBeforeItHasLooked() {
        assertEquals(Optional.empty(), owners.of(CHANNEL));
        owners.look();
        assertEquals(Optional.of(OTHER), owners.of(CHANNEL));
    }

    @Test
    void handsNothingToItself() {
        fleet = () -> List.of(new Peer(SELF, OTHER.address()));
        owners.look();
        assertEquals(Optional.empty(), owners.of(CHANNEL));
    }

    @Test
    void keepsTheLastViewForAWhileThenKnowsNobody() {
        owners.look();
        fleet = () -> {
            throw new IllegalStateException("the database is away");
        };
        owners.look();
        pass(Owners.FRESH);
        assertEquals(Optional.of(OTHER), owners.of(CHANNEL));
        nanos.incrementAndGet();
        assertEquals(Optional.empty(), owners.of(CHANNEL));
    }

    @Test
    void leavesAloneWhoFailedForAGrowingWhileAndThenLetsOneTry() {
        Duration expected = Owners.FIRST_PAUSE;
        owners.look();
        owners.failed(OTHER, "as told");
        for (int i = 0; i < 8; i++) {
            pass(expected.minusNanos(1));
            owners.look();
            assertEquals(Optional.empty(), owners.of(CHANNEL), "within " + expected);
            pass(Duration.ofNanos(1));
            assertEquals(Optional.of(OTHER), owners.of(CHANNEL), "after " + expected);
            assertEquals(Optional.empty(), owners.of(CHANNEL), "another one at the same time");
            owners.failed(OTHER, "as told");
            expected = expected.multipliedBy(2);
            expected = expected.compareTo(Owners.LONGEST_PAUSE) < 0 ? expected : Owners.LONGEST_PAUSE;
        }
        assertEquals(Owners.LONGEST_PAUSE, expected);
        pass(expected);
        owners.look();
        assertTrue(owners.of(CHANNEL).isPresent());
        owners.answered(OTHER);
        assertTrue(owners.of(CHANNEL).isPresent());
        assertTrue(owners.of(CHANNEL).isPresent());
    }

    @Test
    void forgetsTheFailuresOfThoseWhoAreGone() {
        owners.look();
        owners.failed(OTHER, "as told");
        fleet = List::of;
        owners.look();
        fleet = () -> List.of(OTHER);
        owners.look();
        assertEquals(Optional.of(OTHER), owners.of(CHANNEL));
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
