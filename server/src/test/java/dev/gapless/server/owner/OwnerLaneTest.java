package dev.gapless.server.owner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.protocol.codec.ApiCodec;
import dev.gapless.protocol.codec.Limits;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.event.ChannelClass;
import dev.gapless.protocol.owner.OwnerBatch;
import dev.gapless.server.owner.OwnerBench.Sent;
import dev.gapless.server.posting.SendOrder;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OwnerLaneTest {
    @Test
    void leavesSendsToOtherChannelsAlone() {
        OwnerBench bench = new OwnerBench(10);
        Sent direct = bench.send("a", new SendOrder());
        assertEquals(1, direct.seq().seq());
        assertEquals(List.of(), bench.forwarded);
        assertEquals(0, bench.posting.known());
    }

    @Test
    void sendsTheFirstBatchToItsOwnLanesAndWaitsForIt() {
        OwnerBench bench = new OwnerBench(10);
        bench.here.held = true;
        Sent before = bench.send("before", new SendOrder());
        bench.tell(ChannelClass.HOT);
        Sent first = bench.send("first", new SendOrder());
        assertFalse(before.answered() || first.answered());
        bench.here.release();
        bench.workOff();
        assertEquals(List.of("before", "first"), bench.log());
        assertEquals(List.of(), bench.forwarded);
        bench.send("second", new SendOrder());
        bench.workOff();
        assertEquals(1, bench.forwarded.size());
    }

    @Test
    void sendsToItsOwnLanesWhatFollowsASendThatMayStillWaitThere() {
        OwnerBench bench = OwnerBench.hot();
        bench.tell(ChannelClass.NORMAL);
        SendOrder run = new SendOrder();
        Sent direct = bench.send("a", run);
        assertTrue(direct.answered());
        // Another sender's first batch is through before the run goes on.
        bench.tell(ChannelClass.HOT);
        bench.send("other", new SendOrder());
        bench.workOff();
        bench.send("b", run);
        bench.workOff();
        assertEquals(List.of(), bench.forwarded);
        bench.send("c", run);
        bench.workOff();
        assertEquals(1, bench.forwarded.size());
        assertEquals(List.of("first", "a", "other", "b", "c"), bench.log());
    }

    @Test
    void handsAllThatWaitsToTheOwnerInOneBatchAndTellsEachItsOwnOutcome() {
        OwnerBench bench = OwnerBench.hot();
        SendOrder run = new SendOrder();
        List<Sent> sends = List.of(bench.send("a", run), bench.send("b", new SendOrder()), bench.send("c", run));
        bench.workOff();
        assertEquals(List.of(2L, 3L, 4L), sends.stream().map(sent -> sent.seq().seq()).toList());
        OwnerBatch batch = bench.forwarded.getFirst();
        assertEquals(List.of(0, 1, 0), batch.sends().stream().map(OwnerBatch.Send::run).toList());
        assertEquals(3, bench.count("owner.forwarded"));
        assertEquals(3, bench.count("owner.taken"));
        assertEquals(0, bench.count("owner.fallback"));
    }

    @Test
    void takesNoMoreThanABatch() {
        OwnerBench bench = OwnerBench.hot();
        IntStream.range(0, 300).forEach(i -> bench.send("k" + i, new SendOrder()));
        bench.workOff();
        assertEquals(
                List.of(128, 128, 44), bench.forwarded.stream().map(batch -> batch.sends().size()).toList());
    }

    @Test
    void takesNoMoreBytesThanARequestMayHave() {
        OwnerBench bench = OwnerBench.hot();
        List<String> texts =
                List.of("\u0001".repeat(16_384), "€".repeat(5_461), "\"".repeat(16_384), "😀".repeat(4_096));
        IntStream.range(0, 40).forEach(i -> bench.send("k" + i, texts.get(i % texts.size()), new SendOrder()));
        bench.workOff();
        bench.forwarded.forEach(batch -> assertTrue(ApiCodec.write(batch).length <= Limits.FRAME_BYTES));
        assertTrue(bench.forwarded.size() < 40, bench.forwarded.size() + " batches");
        assertEquals(41, bench.log().size());
    }

    @Test
    void commitsHereWhatTheOwnerDidNotTakeInTheSameOrder() {
        OwnerBench bench = OwnerBench.hot();
        bench.way = batch -> new Forwarder.Told.NotTaken("as told");
        SendOrder run = new SendOrder();
        List<Sent> sends = IntStream.range(0, 5).mapToObj(i -> bench.send("k" + i, run)).toList();
        bench.workOff();
        assertEquals(List.of("first", "k0", "k1", "k2", "k3", "k4"), bench.log());
        sends.forEach(sent -> assertFalse(sent.seq().duplicate()));
        assertEquals(5, bench.count("owner.fallback"));
        bench.send("later", run);
        bench.workOff();
        assertEquals(1, bench.forwarded.size(), "the owner is left alone for a while");
        bench.way = bench::reach;
        bench.nanos.addAndGet(Owners.FIRST_PAUSE.toNanos());
        bench.send("again", run);
        bench.workOff();
        assertEquals(2, bench.forwarded.size());
    }

    @Test
    void findsByItsKeyWhatTheOwnerHasCommittedAndNotTold() {
        OwnerBench bench = OwnerBench.hot();
        bench.way = batch -> {
            bench.reach(batch);
            return new Forwarder.Told.InDoubt("as told");
        };
        Sent sent = bench.send("a", new SendOrder());
        bench.workOff();
        assertEquals(2, sent.seq().seq());
        assertTrue(sent.seq().duplicate(), "it was in the log, as after a lost commit of a lane");
        assertEquals(List.of("first", "a"), bench.log());
    }

    @Test
    void saysThatTheOutcomeIsUnknownWhenTheOwnerMayHaveTakenIt() {
        OwnerBench bench = OwnerBench.hot();
        bench.way = batch -> new Forwarder.Told.InDoubt("as told");
        Deque<Optional<ErrorCode>> moods =
                new ArrayDeque<>(List.of(Optional.of(ErrorCode.NOT_A_MEMBER), Optional.of(ErrorCode.UNAVAILABLE)));
        bench.here.mood = moods::poll;
        SendOrder run = new SendOrder();
        Sent first = bench.send("a", run);
        Sent second = bench.send("b", run);
        Sent third = bench.send("c", run);
        bench.workOff();
        assertEquals(ErrorCode.NOT_A_MEMBER, first.refusal().code(), "the log has looked at it");
        assertEquals(ErrorCode.OUTCOME_UNKNOWN, second.refusal().code());
        assertEquals(ErrorCode.OUTCOME_UNKNOWN, third.refusal().code());
    }

    @Test
    void takesNothingThatFollowsASendThatWasNotTaken() {
        OwnerBench bench = OwnerBench.hot();
        Deque<Optional<ErrorCode>> moods =
                new ArrayDeque<>(List.of(Optional.empty(), Optional.of(ErrorCode.OVERLOADED), Optional.empty()));
        bench.there.mood = moods::poll;
        SendOrder run = new SendOrder();
        Sent first = bench.send("a", run);
        Sent second = bench.send("b", run);
        Sent third = bench.send("c", run);
        Sent stranger = bench.send("d", new SendOrder());
        bench.workOff();
        Sent late = bench.send("e", run);
        bench.workOff();
        assertEquals(2, first.seq().seq());
        assertEquals(ErrorCode.OVERLOADED, second.refusal().code());
        assertEquals(ErrorCode.OUT_OF_ORDER, third.refusal().code());
        assertEquals(3, stranger.seq().seq());
        assertEquals(ErrorCode.OUT_OF_ORDER, late.refusal().code());
        assertEquals(1, bench.forwarded.size(), "nothing of a broken run goes to the owner");
        assertEquals(0, bench.count("owner.fallback"));
    }

    @Test
    void goesOnBehindASendThatOnlyItsSenderCanMend() {
        OwnerBench bench = OwnerBench.hot();
        Deque<Optional<ErrorCode>> moods =
                new ArrayDeque<>(List.of(Optional.of(ErrorCode.KEY_REUSED), Optional.empty(), Optional.empty()));
        bench.there.mood = moods::poll;
        SendOrder run = new SendOrder();
        Sent first = bench.send("a", run);
        Sent second = bench.send("b", run);
        bench.workOff();
        Sent third = bench.send("c", run);
        bench.workOff();
        assertEquals(ErrorCode.KEY_REUSED, first.refusal().code());
        assertTrue(second.posted() && third.posted());
    }

    @Test
    void commitsHereWhatTheOwnerCannotFromTheFirstOfEachRunOn() {
        for (ErrorCode code : Set.of(ErrorCode.DRAINING, ErrorCode.UNAVAILABLE, ErrorCode.OUTCOME_UNKNOWN)) {
            OwnerBench bench = OwnerBench.hot();
            Deque<Optional<ErrorCode>> moods = new ArrayDeque<>(List.of(Optional.empty(), Optional.of(code)));
            bench.there.mood = moods::poll;
            SendOrder run = new SendOrder();
            List<Sent> sends = IntStream.range(0, 4).mapToObj(i -> bench.send("k" + i, run)).toList();
            bench.workOff();
            assertEquals(List.of("first", "k0", "k1", "k2", "k3"), bench.log());
            sends.forEach(sent -> assertFalse(sent.seq().duplicate()));
            assertEquals(1, bench.count("owner.forwarded"));
            assertEquals(3, bench.count("owner.fallback"));
        }
    }

    @Test
    void refusesWhatTheQueueDoesNotHoldWithAHint() {
        OwnerBench bench = new OwnerBench(2);
        bench.tell(ChannelClass.HOT);
        SendOrder run = new SendOrder();
        bench.send("a", run);
        bench.send("b", run);
        Sent third = bench.send("c", run);
        assertEquals(ErrorCode.OVERLOADED, third.refusal().code());
        assertTrue(third.refusal().retryAfter().orElseThrow().compareTo(Duration.ZERO) > 0);
        assertTrue(run.next().broken());
        bench.workOff();
        assertEquals(1, third.outcomes.size());
        assertEquals(1, bench.count("owner.overloaded"));
    }

    @Test
    void goesDirectlyAgainOnceAnOwnerSaysThatTheChannelIsNotHotAndWhatWaitsStaysInOrder() {
        OwnerBench bench = OwnerBench.hot();
        bench.there.channelClass = ChannelClass.NORMAL;
        SendOrder run = new SendOrder();
        List<Sent> sends = new ArrayList<>();
        bench.way = batch -> {
            Forwarder.Told told = bench.reach(batch);
            sends.add(bench.send("waiting", run));
            return told;
        };
        sends.add(bench.send("a", run));
        bench.workOff();
        assertEquals(0, bench.posting.known());
        sends.add(bench.send("direct", run));
        assertTrue(sends.stream().allMatch(Sent::posted));
        assertEquals(List.of("first", "a", "waiting", "direct"), bench.log());
        assertEquals(1, bench.forwarded.size());
    }

    @Test
    void goesDirectlyAgainOnceACommitHereSaysSo() {
        OwnerBench bench = OwnerBench.hot();
        bench.tell(ChannelClass.LARGE);
        assertTrue(bench.send("a", new SendOrder()).posted());
        assertEquals(0, bench.posting.known());
        assertEquals(List.of(), bench.forwarded);
    }

    @Test
    void forgetsAChannelThatNobodySendsTo() {
        OwnerBench bench = OwnerBench.hot();
        bench.nanos.addAndGet(OwnerPosting.IDLE.toNanos());
        assertEquals(1, bench.posting.sweep());
        bench.nanos.incrementAndGet();
        assertEquals(0, bench.posting.sweep());
        assertTrue(bench.send("a", new SendOrder()).posted());
    }

    @Test
    void answersWhatItHasTakenWhenTheProcessEnds() {
        OwnerBench bench = OwnerBench.hot();
        Sent waiting = bench.send("a", new SendOrder());
        bench.posting.close();
        bench.workOff();
        assertTrue(waiting.posted());
        assertTrue(bench.send("b", new SendOrder()).posted());
        assertEquals(List.of(), bench.forwarded);
        assertEquals(Map.of("first", 1L, "a", 2L, "b", 3L), bench.here.log);
    }

    @Test
    void passesOnWhoSendsWhatAndWhere() {
        OwnerBench bench = OwnerBench.hot();
        bench.send("a", new SendOrder());
        bench.workOff();
        assertEquals(
                new OwnerBatch(
                        OwnerBench.CHANNEL.workspace(), OwnerBench.CHANNEL.channel(),
                        List.of(new OwnerBatch.Send(
                                OwnerBench.ADA.user(), false, 0, "a", "text of a", Optional.empty(), false))),
                bench.forwarded.getFirst());
    }
}
