package dev.gapless.server.tail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.protocol.event.EncodedEvent;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.event.InterestLevel;
import dev.gapless.protocol.frame.ServerFrame;
import dev.gapless.protocol.id.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// A channel that becomes hot, and is let go, while people read it.
class HotChannelTest {
    private static final UserId OPERATOR = new UserId(1);

    private final TailBench bench = new TailBench(1_024, 256);
    private final RecordingReader reader = new RecordingReader();

    private EncodedEvent switchTo(String channelClass) {
        return bench.log.append(
                TailBench.KEY, OPERATOR, new EventBody.ChannelChanged(new TreeMap<>(Map.of("class", channelClass))));
    }

    private EncodedEvent post() {
        return bench.log.post(TailBench.KEY, TailBench.USER, "text");
    }

    private long many() {
        return reader.frames.stream().filter(ServerFrame.PushedMany.class::isInstance).count();
    }

    @Test
    void gathersWhatReadersGetFromTheSeqOfTheSwitchOn() {
        bench.open(reader, InterestLevel.FULL);
        for (int i = 0; i < 3; i++) {
            bench.tails.committed(List.of(post()));
            bench.hand.runThreads();
            reader.writeAll();
        }
        assertEquals(3, reader.frames.size());
        bench.tails.committed(List.of(switchTo("hot")));
        for (int i = 0; i < 50; i++) {
            bench.tails.committed(List.of(post()));
            bench.hand.runThreads();
            reader.writeAll();
        }
        assertEquals(3, reader.frames.size(), "it waits a moment");
        bench.hand.settle();
        reader.writeAll();
        assertEquals(4, reader.frames.size());
        assertEquals(54, reader.covered(0));
        bench.tails.committed(List.of(switchTo("normal")));
        bench.tails.committed(List.of(post()));
        bench.hand.runThreads();
        reader.writeAll();
        assertEquals(56, reader.covered(0), "at once again");
    }

    @Test
    void endsARunBeforeItIsTooLarge() {
        bench.open(reader, InterestLevel.FULL);
        bench.tails.committed(List.of(switchTo("hot")));
        for (int i = 0; i < 12; i++) {
            bench.tails.committed(List.of(bench.log.post(TailBench.KEY, TailBench.USER, "x".repeat(10_000))));
        }
        bench.hand.settle();
        reader.writeAll();
        assertEquals(13, reader.covered(0));
        assertTrue(many() >= 3, "runs: " + many());
    }

    @Test
    void showsEachSeqOnceWhateverComesAndGoesInBetween() {
        for (int seed = 0; seed < 200; seed++) {
            showsEachSeqOnce(new Random(seed));
        }
    }

    private static void showsEachSeqOnce(Random random) {
        HotChannelTest test = new HotChannelTest();
        test.bench.open(test.reader, InterestLevel.FULL);
        List<EncodedEvent> late = new ArrayList<>();
        boolean hot = false;
        int events = 0;
        for (int step = 0; step < 120; step++) {
            switch (random.nextInt(8)) {
                case 0 -> {
                    hot = !hot;
                    late.add(test.switchTo(hot ? "hot" : "normal"));
                    events++;
                }
                case 1, 2, 3 -> {
                    late.add(test.post());
                    events++;
                }
                case 4 -> {
                    // Out of order, and some of it twice.
                    for (int i = late.size(); i > 0; i--) {
                        EncodedEvent event = late.get(random.nextInt(late.size()));
                        test.bench.tails.pushed(event);
                    }
                }
                case 5 -> {
                    late.forEach(event -> test.bench.tails.committed(List.of(event)));
                    late.clear();
                }
                case 6 -> test.bench.hand.fireTimers();
                default -> {
                    test.bench.hand.runThreads();
                    test.reader.write(1 << 16);
                }
            }
        }
        late.forEach(event -> test.bench.tails.committed(List.of(event)));
        test.bench.hand.settle();
        test.reader.writeAll();
        assertEquals(events, test.reader.covered(0));
        assertEquals(0, test.reader.gaps());
        assertFalse(test.reader.frames.isEmpty());
    }
}
