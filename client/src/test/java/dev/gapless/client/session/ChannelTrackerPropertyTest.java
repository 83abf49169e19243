package dev.gapless.client.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.event.InterestLevel;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Ordinal;
import dev.gapless.protocol.id.Position;
import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.id.UserId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class ChannelTrackerPropertyTest {
    private static final ChannelId CHANNEL = new ChannelId(1);

    @Property
    void deliversThePrefixOfWhatCameWhateverTheOrder(
            @ForAll @Size(max = 80) List<@LongRange(min = 1, max = 40) Long> arrivals) {
        ChannelTracker tracker = tracker(1_000);
        List<Long> delivered = new ArrayList<>();
        for (long seq : arrivals) {
            tracker.offer(event(seq), event -> delivered.add(event.seq().value()));
        }
        TreeSet<Long> came = new TreeSet<>(arrivals);
        long prefix = LongStream.iterate(1, came::contains, seq -> seq + 1).count();
        assertEquals(LongStream.rangeClosed(1, prefix).boxed().toList(), delivered);
        assertEquals(prefix, tracker.position());
        assertEquals(came.isEmpty() ? 0 : came.last(), tracker.target());
        assertEquals(prefix < tracker.target(), tracker.behind());
    }

    @Property
    void losesNothingThatIsOfferedAgainWhateverTheBound(
            @ForAll @Size(max = 60) List<@LongRange(min = 1, max = 30) Long> arrivals,
            @ForAll @IntRange(min = 1, max = 8) int bound) {
        ChannelTracker tracker = tracker(bound);
        List<Long> delivered = new ArrayList<>();
        for (long seq : arrivals) {
            tracker.offer(event(seq), event -> delivered.add(event.seq().value()));
        }
        while (tracker.behind()) {
            long next = tracker.position() + 1;
            assertTrue(tracker.pullUpTo() >= next, "nothing to pull at " + next);
            tracker.offer(event(next), event -> delivered.add(event.seq().value()));
        }
        assertEquals(LongStream.rangeClosed(1, tracker.target()).boxed().toList(), delivered);
    }

    private static ChannelTracker tracker(int bound) {
        return new ChannelTracker(CHANNEL, InterestLevel.FULL, new StartAt.After(Position.START), bound);
    }

    private static Event event(long seq) {
        return new Event(
                CHANNEL,
                new Seq(seq),
                new Ordinal(seq),
                new UserId(1),
                Instant.EPOCH,
                EventBody.MessagePosted.of("m" + seq, new IdempotencyKey("k" + seq)));
    }
}
