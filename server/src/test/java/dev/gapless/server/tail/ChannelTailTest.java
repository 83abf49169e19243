package dev.gapless.server.tail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.event.ChannelClass;
import dev.gapless.protocol.event.EncodedEvent;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.event.InterestLevel;
import dev.gapless.protocol.frame.ServerFrame;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.Epoch;
import dev.gapless.server.log.Head;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Rules of a tail, one by one.
class ChannelTailTest {
    private final TailBench bench = new TailBench(64, 8);
    private final RecordingReader reader = new RecordingReader();

    private EncodedEvent post() {
        return bench.log.post(TailBench.KEY, TailBench.USER, "m");
    }

    @Test
    void ignoresChannelsWithoutReaders() {
        bench.tails.committed(List.of(post()));
        assertEquals(0, bench.tails.size());
    }

    @Test
    void tellsHowAnEventCameAndOnHowManySocketsItIs() {
        RecordingReader other = new RecordingReader();
        assertEquals(new TailTrace.Unknown("nobody reads the channel here"), bench.tails.trace(TailBench.KEY, 1));
        post();
        bench.open(reader, InterestLevel.FULL);
        bench.open(other, InterestLevel.FULL);
        bench.tails.pushed(post());
        bench.tails.committed(List.of(post()));
        bench.hand.settle();
        assertEquals(0, known(2).sockets());
        reader.writeAll();
        assertEquals("by a push", known(2).how());
        assertEquals("by its own commit", known(3).how());
        assertEquals(1, known(3).sockets());
        other.writeAll();
        assertEquals(2, known(3).sockets());
        assertTrue(known(3).lastNanos() - known(3).firstNanos() > 0);
        assertEquals(
                new TailTrace.Unknown("older than what is kept here for readers, from seq 2 on"),
                bench.tails.trace(TailBench.KEY, 1));
        assertEquals(new TailTrace.Unknown("it has not come here"), bench.tails.trace(TailBench.KEY, 4));
    }

    private TailTrace.Known known(long seq) {
        return assertInstanceOf(TailTrace.Known.class, bench.tails.trace(TailBench.KEY, seq));
    }

    @Test
    void startsAboveTheHeadThatWasReadAfterTheBarrier() {
        post();
        post();
        bench.open(reader, InterestLevel.FULL);
        bench.tails.pushed(post());
        bench.hand.settle();
        reader.writeAll();
        assertEquals(3, reader.covered(2));
        assertEquals(List.of("full"), bench.announced);
    }

    @Test
    void keepsWhatArrivesBetweenBarrierAndHeadRead() {
        TailConfig config = new TailConfig(
                64, 1 << 20, 8, Duration.ZERO, Duration.ZERO, Duration.ofSeconds(30), Duration.ofSeconds(60));
        MemoryLog log = new MemoryLog();
        log.create(TailBench.KEY);
        HandDriven hand = new HandDriven();
        ChannelTails[] self = new ChannelTails[1];
        InterestDoor door = new InterestDoor() {
            @Override
            public boolean announce(ChannelKey channel, InterestLevel level) {
                self[0].pushed(log.post(TailBench.KEY, TailBench.USER, "early"));
                return true;
            }

            @Override
            public void lower(ChannelKey channel, InterestLevel level) {}
        };
        self[0] = new ChannelTails(new TailContext(config, log, door, hand, hand, () -> 0));
        ChannelTails.Attachment place =
                self[0].attach(TailBench.KEY, TailBench.USER, InterestLevel.FULL, reader);
        assertEquals(1, place.mark().seq());
        place.subscription().openWithBacklog(0, place.mark());
        self[0].pushed(log.post(TailBench.KEY, TailBench.USER, "later"));
        hand.settle();
        reader.writeAll();
        assertEquals(2, reader.covered(0));
    }

    @Test
    void holdsAHoleOpenForALittleBeforeItReadsTheLog() {
        bench.open(reader, InterestLevel.FULL);
        EncodedEvent first = post();
        EncodedEvent second = post();
        int pages = bench.log.pages();
        bench.tails.pushed(second);
        bench.tails.pushed(first);
        bench.hand.settle();
        reader.writeAll();
        assertEquals(2, reader.covered(0));
        assertEquals(pages, bench.log.pages());
    }

    private EncodedEvent react(int who) {
        return bench.log.append(
                TailBench.KEY, new UserId(who), new EventBody.ReactionAdded(new Seq(1), "x"));
    }

    @Test
    void holdsReactionsTogetherForAMoment() {
        bench.open(reader, InterestLevel.FULL);
        bench.tails.pushed(post());
        for (int i = 1; i <= 20; i++) {
            bench.tails.pushed(react(i));
        }
        bench.hand.runThreads();
        reader.writeAll();
        assertEquals(1, reader.covered(0));
        bench.hand.settle();
        reader.writeAll();
        assertEquals(21, reader.covered(0));
        assertEquals(2, reader.frames.size());
    }

    @Test
    void anotherEventSendsHeldReactionsAtOnceAndInOrder() {
        bench.open(reader, InterestLevel.FULL);
        bench.tails.pushed(post());
        bench.tails.pushed(react(1));
        bench.tails.pushed(react(2));
        bench.tails.pushed(post());
        bench.hand.runThreads();
        reader.writeAll();
        assertEquals(4, reader.covered(0));
        assertEquals(3, reader.frames.size());
    }

    @Test
    void aReactionAloneComesAsItIs() {
        bench.open(reader, InterestLevel.FULL);
        bench.tails.pushed(post());
        bench.tails.pushed(react(1));
        bench.hand.settle();
        reader.writeAll();
        assertEquals(2, reader.covered(0));
        assertEquals(0, reader.frames.stream().filter(ServerFrame.PushedMany.class::isInstance).count());
    }

    @Test
    void aHeadAboveWhatCameLeadsToTheLog() {
        bench.open(reader, InterestLevel.FULL);
        post();
        bench.tails.headAt(TailBench.KEY, 1, 1);
        bench.hand.settle();
        reader.writeAll();
        assertEquals(1, reader.covered(0));
    }

    @Test
    void aFalseHeadIsForgotten() {
        bench.open(reader, InterestLevel.FULL);
        bench.tails.headAt(TailBench.KEY, 9, 9);
        bench.hand.settle();
        assertFalse(bench.hand.timersSet());
        bench.tails.pushed(post());
        bench.hand.settle();
        reader.writeAll();
        assertEquals(1, reader.covered(0));
    }

    @Test
    void skipsAheadWhenFarBehindAndAsksForAccessAgain() {
        bench.open(reader, InterestLevel.FULL);
        for (int i = 0; i < 5_000; i++) {
            post();
        }
        int pages = bench.log.pages();
        bench.tails.headAt(TailBench.KEY, 5_000, 5_000);
        bench.hand.settle();
        assertEquals(pages + 1, bench.log.pages());
        reader.mayRead = false;
        reader.writeAll();
        assertEquals(ServerFrame.Notice.ENDED,
                assertInstanceOf(ServerFrame.Notice.class, reader.frames.getFirst()).kind());
        assertEquals(1, reader.frames.size());
    }

    @Test
    void coldStartsFailTogetherWhileTheShardIsAway() {
        bench.log.unavailable(true);
        assertThrows(GaplessException.class, () -> bench.open(reader, InterestLevel.FULL));
        assertThrows(GaplessException.class, () -> bench.open(reader, InterestLevel.FULL));
        assertEquals(1, bench.announced.size());
        bench.log.unavailable(false);
        bench.nowNanos += Duration.ofSeconds(1).toNanos();
        bench.open(reader, InterestLevel.FULL);
    }

    @Test
    void contentStopsAtTheLeaveEvenForAReaderWhoMissedIt() {
        bench.open(reader, InterestLevel.FULL);
        reader.mayRead = false;
        bench.tails.committed(List.of(post(), bench.log.append(
                TailBench.KEY, TailBench.USER, new EventBody.MemberLeft(TailBench.USER))));
        for (int i = 0; i < 500; i++) {
            bench.tails.committed(List.of(post()));
        }
        bench.hand.settle();
        reader.writeAll();
        assertEquals(2, reader.covered(0));
        assertInstanceOf(ServerFrame.Notice.class, reader.frames.getLast());
    }

    @Test
    void raisesAndLowersInterestWithItsReaders() {
        Subscription head = bench.open(reader, InterestLevel.HEAD);
        Subscription full = bench.open(new RecordingReader(), InterestLevel.FULL);
        assertEquals(List.of("head", "full"), bench.announced);
        full.end();
        bench.tails.sweep();
        bench.nowNanos += Duration.ofSeconds(31).toNanos();
        bench.tails.sweep();
        assertEquals(List.of("head", "full", "head"), bench.announced);
        head.end();
        bench.nowNanos += Duration.ofSeconds(31).toNanos();
        bench.tails.sweep();
        assertEquals(List.of("head", "full", "head", "none"), bench.announced);
        assertEquals(0, bench.tails.size());
    }

    @Test
    void aLoweredTailCanBeRaisedAgain() {
        Subscription first = bench.open(new RecordingReader(), InterestLevel.FULL);
        bench.open(new RecordingReader(), InterestLevel.HEAD);
        bench.tails.committed(List.of(post()));
        first.end();
        bench.tails.sweep();
        bench.nowNanos += Duration.ofSeconds(31).toNanos();
        bench.tails.sweep();
        post();
        bench.open(reader, InterestLevel.FULL);
        bench.tails.pushed(post());
        bench.hand.settle();
        reader.writeAll();
        assertEquals(3, reader.covered(2));
    }

    @Test
    void headReadersGetOneHeadForMany() {
        bench.open(reader, InterestLevel.HEAD);
        for (int i = 0; i < 50; i++) {
            bench.tails.committed(List.of(post()));
        }
        bench.hand.settle();
        reader.writeAll();
        assertEquals(1, reader.frames.size());
        assertEquals(50, assertInstanceOf(ServerFrame.Head.class, reader.frames.getFirst()).head().value());
    }

    @Test
    void anotherEpochEndsTheSubscriptions() {
        bench.open(reader, InterestLevel.FULL);
        bench.tails.headsRead(Map.of(
                TailBench.KEY, new Head(TailBench.KEY, new Epoch(2), 0, 0, 1, ChannelClass.NORMAL)));
        reader.writeAll();
        assertInstanceOf(ServerFrame.Notice.class, reader.frames.getFirst());
        bench.tails.sweep();
        assertEquals(0, bench.tails.size());
    }

    @Test
    void reachesBackByOneReadForAll() {
        for (int i = 0; i < 40; i++) {
            post();
        }
        int pages = bench.log.pages();
        for (int i = 0; i < 10; i++) {
            RecordingReader one = new RecordingReader();
            ChannelTails.Attachment place =
                    bench.tails.attach(TailBench.KEY, TailBench.USER, InterestLevel.FULL, one);
            place.reachBackTo(11);
            place.subscription().openWithBacklog(10, place.mark());
            one.writeAll();
            assertEquals(40, one.covered(10));
            assertEquals(0, one.gaps());
        }
        assertEquals(pages + 1, bench.log.pages());
    }

    @Test
    void bytesBoundTheRingToo() {
        TailBench small = new TailBench(new TailConfig(
                512, 1 << 16, 8, Duration.ZERO, Duration.ZERO, Duration.ofSeconds(30), Duration.ofSeconds(60)));
        small.open(reader, InterestLevel.FULL);
        for (int i = 0; i < 100; i++) {
            small.tails.committed(
                    List.of(small.log.post(TailBench.KEY, TailBench.USER, "x".repeat(10_000))));
        }
        small.hand.settle();
        reader.writeAll();
        assertEquals(100, reader.covered(0));
        assertTrue(reader.frames.size() < 10, () -> reader.frames.size() + " frames");
    }
}
