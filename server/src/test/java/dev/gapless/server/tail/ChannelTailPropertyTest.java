package dev.gapless.server.tail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.protocol.event.EncodedEvent;
import dev.gapless.protocol.event.InterestLevel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// However feeds are lost, doubled and mixed: each reader gets every seq once and in order, or a gap that covers it.
class ChannelTailPropertyTest {
    @Property(tries = 500)
    void coversEverySeqOnceAndInOrder(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 60) int steps,
            @ForAll @IntRange(min = 16, max = 64) int ring,
            @ForAll @IntRange(min = 1, max = 32) int pending) {
        Random random = new Random(seed);
        TailBench bench = new TailBench(ring, pending);
        List<EncodedEvent> underWay = new ArrayList<>();
        List<RecordingReader> readers = new ArrayList<>();
        List<Long> starts = new ArrayList<>();
        for (int step = 0; step < steps; step++) {
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> {
                    int burst = 1 + random.nextInt(random.nextInt(10) == 0 ? 100 : 6);
                    for (int i = 0; i < burst; i++) {
                        EncodedEvent event = bench.log.post(TailBench.KEY, TailBench.USER, "m");
                        for (int copies = random.nextInt(3); copies > 0; copies--) {
                            underWay.add(random.nextInt(underWay.size() + 1), event);
                        }
                    }
                }
                case 3, 4 -> {
                    for (int i = random.nextInt(underWay.size() + 1); i > 0; i--) {
                        bench.tails.pushed(underWay.removeFirst());
                    }
                }
                case 5 -> {
                    RecordingReader reader = new RecordingReader();
                    ChannelTails.Attachment place =
                            bench.tails.attach(TailBench.KEY, TailBench.USER, InterestLevel.FULL, reader);
                    long after = random.nextLong(place.mark().seq() + 1);
                    if (place.mark().seq() - after <= ring) {
                        place.reachBackTo(after + 1);
                        place.subscription().openWithBacklog(after, place.mark());
                    } else {
                        place.subscription().openWithGap(after, place.mark());
                    }
                    readers.add(reader);
                    starts.add(after);
                }
                case 6 -> readers.forEach(reader -> reader.write(1 + random.nextInt(400)));
                default -> {
                    bench.log.unavailable(random.nextInt(4) == 0);
                    bench.hand.runThreads();
                    bench.hand.fireTimers();
                    bench.log.unavailable(false);
                }
            }
        }
        long head = bench.log.head(TailBench.KEY).seq();
        bench.tails.headAt(TailBench.KEY, head, head);
        bench.hand.settle();
        for (int i = 0; i < readers.size(); i++) {
            readers.get(i).writeAll();
            assertEquals(Math.max(head, starts.get(i)), readers.get(i).covered(starts.get(i)));
        }
    }

    @Property(tries = 100)
    void readsTheLogOnceForAHoleHoweverManyReaders(
            @ForAll @IntRange(min = 1, max = 50) int readers, @ForAll @IntRange(min = 1, max = 20) int lost) {
        TailBench bench = new TailBench(256, 64);
        List<RecordingReader> all = new ArrayList<>();
        for (int i = 0; i < readers; i++) {
            all.add(new RecordingReader());
            bench.open(all.getLast(), InterestLevel.FULL);
        }
        int before = bench.log.pages();
        for (int i = 0; i < lost; i++) {
            bench.log.post(TailBench.KEY, TailBench.USER, "lost");
        }
        bench.tails.pushed(bench.log.post(TailBench.KEY, TailBench.USER, "arrives"));
        bench.hand.settle();
        assertEquals(before + 1, bench.log.pages());
        all.forEach(reader -> {
            reader.writeAll();
            assertEquals(lost + 1, reader.covered(0));
            assertEquals(0, reader.gaps());
        });
    }

    @Property(tries = 50)
    void slowReadersGetOneGapAndTheRingStaysBounded(
            @ForAll @IntRange(min = 300, max = 3_000) int events, @ForAll @IntRange(min = 16, max = 128) int ring) {
        TailBench bench = new TailBench(ring, 16);
        RecordingReader slow = new RecordingReader();
        bench.open(slow, InterestLevel.FULL);
        for (int i = 0; i < events; i++) {
            bench.tails.committed(List.of(bench.log.post(TailBench.KEY, TailBench.USER, "m")));
            bench.hand.runThreads();
        }
        assertEquals(1, slow.dirty.size());
        slow.writeAll();
        assertEquals(events, slow.covered(0));
        assertEquals(1, slow.gaps());
        assertTrue(slow.frames.size() <= ring + 1, () -> slow.frames.size() + " frames");
    }
}
