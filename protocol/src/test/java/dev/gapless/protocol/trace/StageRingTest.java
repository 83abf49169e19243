package dev.gapless.protocol.trace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.protocol.id.ChannelKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class StageRingTest {
    private static final ChannelKey CHANNEL = ChannelKey.of(7, 9);

    private final StageRing ring = new StageRing();

    @Test
    void remembersTheTimesOfAnEvent() {
        put(CHANNEL, 48, 100);
        ring.mark(CHANNEL, 48, 4, 500);
        assertArrayEquals(new long[] {100, 100, 100, 0, 500}, ring.find(CHANNEL, 48).orElseThrow());
        assertEquals(Optional.empty(), ring.find(CHANNEL, 49));
        assertEquals(Optional.empty(), ring.find(ChannelKey.of(8, 9), 48), "of another workspace");
        ring.mark(CHANNEL, 49, 4, 500);
        assertEquals(Optional.empty(), ring.find(CHANNEL, 49), "a mark alone is no event");
    }

    @Test
    void remembersTheLatestEventsOfABusyChannelAndForgetsTheOldest() {
        int sent = StageRing.EVENTS + 10;
        for (int seq = 1; seq <= sent; seq++) {
            put(CHANNEL, seq, seq);
        }
        for (int seq = 1; seq <= sent; seq++) {
            assertEquals(seq > 10, ring.find(CHANNEL, seq).isPresent(), "seq " + seq);
        }
    }

    @Test
    void startsAnewWhenAnEventComesAgain() {
        put(CHANNEL, 1, 100);
        ring.mark(CHANNEL, 1, 4, 500);
        put(CHANNEL, 1, 200);
        assertArrayEquals(new long[] {200, 200, 200, 0, 0}, ring.find(CHANNEL, 1).orElseThrow());
    }

    @Test
    void showsNoHalfOfAnEventWhileManyWriteTheSamePlace() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<?>> work = new ArrayList<>();
            for (int writer = 1; writer <= 2; writer++) {
                ChannelKey mine = ChannelKey.of(7, 9);
                int first = writer * StageRing.EVENTS;
                work.add(threads.submit(() -> {
                    for (int i = 1; i <= 20_000; i++) {
                        put(mine, first + 5, first + (long) i * 10 * StageRing.EVENTS);
                    }
                }));
                work.add(threads.submit(() -> {
                    for (int i = 1; i <= 20_000; i++) {
                        Optional<long[]> values = ring.find(mine, first + 5);
                        if (values.isPresent()) {
                            long[] times = values.get();
                            assertEquals(times[0], times[1]);
                            assertEquals(times[0], times[2]);
                            assertEquals(first, times[0] % (10L * StageRing.EVENTS), "of the other writer");
                        }
                    }
                }));
            }
            for (Future<?> each : work) {
                each.get();
            }
        }
        put(CHANNEL, 5, 1);
        assertTrue(ring.find(CHANNEL, 5).isPresent(), "no place stays locked");
    }

    private void put(ChannelKey key, long seq, long value) {
        int place = ring.open(key, seq);
        if (place != StageRing.BUSY) {
            ring.set(place, 0, value);
            ring.set(place, 1, value);
            ring.set(place, 2, value);
            ring.close(place);
        }
    }
}
