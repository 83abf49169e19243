package dev.gapless.server.posting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.event.EncodedEvent;
import dev.gapless.server.posting.FakeLog.Mood;
import dev.gapless.server.posting.LaneBench.Sent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.server.trace.SendTraces;
import java.util.Optional;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LaneTest {
    @Test
    void commitsWhateverWaitsInOneTransaction() {
        LaneBench bench = new LaneBench(100, 10);
        List<Sent> sends =
                IntStream.range(0, 7).mapToObj(i -> bench.send(i % 3 + 1, "k" + i, "text")).toList();
        bench.lane.step();
        assertEquals(List.of(7), bench.log.batchSizes);
        sends.forEach(sent -> assertTrue(sent.accepted()));
    }

    @Test
    void takesNoMoreThanABatch() {
        LaneBench bench = new LaneBench(100, 4);
        IntStream.range(0, 10).forEach(i -> bench.send(1, "k" + i, "text"));
        bench.workOff();
        assertEquals(List.of(4, 4, 2), bench.log.batchSizes);
    }

    @Test
    void remembersWhenWhatWasAppendedHadBeenQueuedAndTaken() {
        LaneBench bench = new LaneBench(100, 4);
        bench.nanos.set(1_000);
        bench.send(1, "a", "text");
        bench.nanos.set(3_000);
        bench.workOff();
        assertEquals(
                Optional.of(new SendTraces.Known(0, 1_000, 3_000, 3_000, 0)),
                bench.traces.find(ChannelKey.of(1, 1), 1));
    }

    @Test
    void keepsTheOrderOfEachChannel() {
        LaneBench bench = new LaneBench(100, 3);
        List<Sent> first =
                IntStream.range(0, 8).mapToObj(i -> bench.send(1, "a" + i, "text")).toList();
        List<Sent> second =
                IntStream.range(0, 8).mapToObj(i -> bench.send(2, "b" + i, "text")).toList();
        bench.workOff();
        for (int i = 0; i < 8; i++) {
            assertEquals(i + 1, first.get(i).seq());
            assertEquals(i + 1, second.get(i).seq());
        }
        List<Long> passedOn = bench.passedOn.stream()
                .filter(event -> event.key().channel().value() == 1)
                .map(EncodedEvent::seq)
                .toList();
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L), passedOn);
    }

    @Test
    void takesNothingThatFollowsASendThatWasNotTaken() {
        LaneBench bench = new LaneBench(100, 10);
        SendOrder run = new SendOrder();
        Sent first = bench.send(1, "a", "text", run);
        Sent poison = bench.send(1, "b", FakeLog.POISON, run);
        Sent third = bench.send(1, "c", "text", run);
        Sent stranger = bench.send(1, "d", "text");
        bench.workOff();
        Sent late = bench.send(1, "e", "text", run);
        bench.workOff();
        assertEquals(1, first.seq());
        assertEquals(ErrorCode.INTERNAL, poison.refusal().code());
        assertEquals(ErrorCode.OUT_OF_ORDER, third.refusal().code());
        assertEquals(2, stranger.seq());
        assertEquals(ErrorCode.OUT_OF_ORDER, late.refusal().code());
    }

    @Test
    void takesWhatCameBeforeASendThatWasRefused() {
        LaneBench bench = new LaneBench(100, 10);
        SendOrder run = new SendOrder();
        Sent first = bench.send(1, "a", "text", run);
        Sent second = bench.send(1, "b", "text", run);
        run.next().refused(new GaplessException(ErrorCode.RATE_LIMITED, "as told", Duration.ofMillis(1)));
        Sent behind = bench.send(1, "c", "text", run);
        bench.workOff();
        assertEquals(List.of(1L, 2L), List.of(first.seq(), second.seq()));
        assertEquals(ErrorCode.OUT_OF_ORDER, behind.refusal().code());
    }

    @Test
    void goesOnBehindASendThatOnlyItsSenderCanMend() {
        LaneBench bench = new LaneBench(100, 10);
        bench.send(1, "a", "text");
        SendOrder run = new SendOrder();
        run.refused(new GaplessException(ErrorCode.KEY_REUSED, "key: a"));
        Sent next = bench.send(1, "b", "text", run);
        bench.workOff();
        assertEquals(2, next.seq());
    }

    @Test
    void refusesWhatTheQueueDoesNotHoldWithAHint() {
        LaneBench bench = new LaneBench(2, 10);
        bench.send(1, "a", "text");
        bench.send(1, "b", "text");
        Sent third = bench.send(1, "c", "text");
        assertEquals(ErrorCode.OVERLOADED, third.refusal().code());
        assertTrue(third.refusal().retryAfter().orElseThrow().compareTo(Duration.ZERO) > 0);
        bench.workOff();
        assertEquals(1, third.answers());
        assertEquals(2, bench.log.events.values().iterator().next().size());
    }

    @Test
    void triesAShardAgainThatIsBackInTime() {
        LaneBench bench = new LaneBench(100, 10);
        Deque<Mood> moods = new ArrayDeque<>(List.of(Mood.REFUSED, Mood.REFUSED, Mood.FINE));
        bench.log.mood(moods::poll);
        Sent sent = bench.send(1, "a", "text");
        bench.workOff();
        assertEquals(1, sent.seq());
        assertEquals(3, bench.log.batchSizes.size());
    }

    @Test
    void letsTheKeyDecideWhenTheAnswerToACommitIsLost() {
        LaneBench bench = new LaneBench(100, 10);
        Deque<Mood> moods = new ArrayDeque<>(List.of(Mood.COMMITTED_UNTOLD, Mood.FINE));
        bench.log.mood(moods::poll);
        Sent first = bench.send(1, "a", "one");
        Sent second = bench.send(1, "b", "two");
        bench.workOff();
        assertEquals(1, first.seq());
        assertEquals(2, second.seq());
        assertEquals(2, bench.log.events.values().iterator().next().size());
    }

    @Test
    void saysThatTheOutcomeIsUnknownWhenItIs() {
        LaneBench bench = new LaneBench(100, 10);
        Deque<Mood> moods = new ArrayDeque<>(List.of(Mood.LOST));
        bench.log.mood(() -> moods.isEmpty() ? Mood.REFUSED : moods.poll());
        Sent sent = bench.send(1, "a", "text");
        bench.workOff();
        assertEquals(ErrorCode.OUTCOME_UNKNOWN, sent.refusal().code());
        assertFalse(sent.refusal().code().definite());
        assertTrue(bench.nanos.get() <= Duration.ofSeconds(3).toNanos());
    }

    @Test
    void refusesAllThatWaitsWhenTheShardStaysAway() {
        LaneBench bench = new LaneBench(100, 2);
        bench.log.mood(() -> Mood.REFUSED);
        List<Sent> sends =
                IntStream.range(0, 50).mapToObj(i -> bench.send(1, "k" + i, "text")).toList();
        bench.lane.step();
        for (Sent sent : sends) {
            assertEquals(1, sent.answers());
            assertEquals(ErrorCode.UNAVAILABLE, sent.refusal().code());
            assertTrue(sent.refusal().retryAfter().isPresent());
        }
        assertTrue(bench.nanos.get() <= Duration.ofSeconds(3).toNanos());
    }

    @Test
    void neverFailsTheOthersForOneThatIsBad() {
        LaneBench bench = new LaneBench(100, 10);
        Sent before = bench.send(1, "a", "one");
        Sent bad = bench.send(1, "b", FakeLog.POISON);
        Sent after = bench.send(1, "c", "three");
        bench.workOff();
        assertEquals(1, before.seq());
        assertEquals(ErrorCode.INTERNAL, bad.refusal().code());
        assertEquals(2, after.seq());
    }

    @Test
    void answersWhatWaitsAndRefusesWhatComesAfterClosing() throws InterruptedException {
        LaneBench bench = new LaneBench(100, 10);
        Sent early = bench.send(1, "a", "one");
        bench.lane.close();
        Sent late = bench.send(1, "b", "two");
        Thread thread = Thread.ofPlatform().start(bench.lane::run);
        thread.join(Duration.ofSeconds(30));
        assertEquals(1, early.seq());
        assertEquals(ErrorCode.DRAINING, late.refusal().code());
    }
}
