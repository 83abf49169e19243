package dev.gapless.fanout;

import static dev.gapless.fanout.FanoutFixture.GENERAL;
import static dev.gapless.fanout.FanoutFixture.RANDOM;
import static dev.gapless.fanout.FanoutFixture.heads;
import static dev.gapless.fanout.FanoutFixture.pushed;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.protocol.event.Delivery;
import dev.gapless.protocol.event.InterestLevel;
import dev.gapless.protocol.id.GatewayId;
import java.time.Duration;
import dev.gapless.protocol.api.TraceMarks;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.trace.TraceQuestion;
import java.time.InstantSource;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FanoutTopologyTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final FanoutFixture fanout = new FanoutFixture();
    private final GatewayId first = fanout.gateway(0, 101);
    private final GatewayId second = fanout.gateway(1, 102);

    @AfterEach
    void close() {
        fanout.close();
    }

    @Test
    void answersInterestWithItsNonce() {
        fanout.want(first, GENERAL, InterestLevel.FULL, 7);
        assertEquals(List.of(new Delivery.InterestOn(GENERAL, 7)), fanout.to(first));
        fanout.want(first, GENERAL, InterestLevel.HEAD, 8);
        assertEquals(List.of(new Delivery.InterestOn(GENERAL, 8)), fanout.to(first));
    }

    @Test
    void answersARepeatedInterestAgain() {
        fanout.want(first, GENERAL, InterestLevel.FULL, 7);
        fanout.want(first, GENERAL, InterestLevel.FULL, 7);
        assertEquals(2, fanout.to(first).size());
    }

    @Test
    void pushesTheSameBytesToEachGatewayOfLevelFull() {
        fanout.want(first, GENERAL, InterestLevel.FULL, 1);
        fanout.want(second, GENERAL, InterestLevel.FULL, 1);
        fanout.all();
        fanout.event(GENERAL, 5);
        List<Delivery.Addressed> out = fanout.all();
        assertEquals(
                List.of(101L, 102L),
                out.stream().map(Delivery.Addressed::gatewayEpoch).sorted().toList());
        for (Delivery.Addressed addressed : out) {
            Delivery.Push push = assertInstanceOf(Delivery.Push.class, addressed.delivery());
            assertArrayEquals(FanoutFixture.body(5), push.event().json());
            assertEquals(GENERAL, push.event().key());
            assertEquals(5, push.event().seq());
            assertEquals(5, push.event().ordinal());
        }
    }

    @Test
    void remembersToHowManyAnEventWasSent() {
        fanout.want(first, GENERAL, InterestLevel.FULL, 1);
        fanout.want(second, GENERAL, InterestLevel.HEAD, 1);
        fanout.event(GENERAL, 5);
        fanout.event(RANDOM, 9);
        assertEquals("fanned_out 1 Optional[and 1 told its head]", told(GENERAL, 5));
        assertEquals("fanned_out 0 Optional[no other gateway wants it]", told(RANDOM, 9));
        assertEquals(
                "not taken here since its start, or pushed out by later ones of about 8192", told(GENERAL, 6));
    }

    private String told(ChannelKey channel, long seq) {
        TraceMarks marks =
                fanout.traces.answer(new TraceQuestion(channel, new Seq(seq)), InstantSource.system());
        assertEquals("fan-out test", marks.process());
        return marks.marks().stream()
                .map(mark -> mark.stage() + " " + mark.count().orElseThrow() + " " + mark.how())
                .findFirst()
                .orElseGet(() -> marks.missing().getFirst().why());
    }

    @Test
    void sendsNothingOfChannelsThatNobodyWants() {
        fanout.event(GENERAL, 1);
        fanout.want(first, RANDOM, InterestLevel.FULL, 1);
        fanout.all();
        fanout.event(GENERAL, 2);
        assertEquals(List.of(), fanout.to(first));
        assertEquals(1, fanout.stored());
    }

    @Test
    void skipsTheGatewayThatCommittedTheEvent() {
        fanout.want(first, GENERAL, InterestLevel.FULL, 1);
        fanout.want(second, GENERAL, InterestLevel.FULL, 1);
        fanout.all();
        fanout.eventFrom(first, GENERAL, 1);
        assertEquals(
                List.of(102L),
                fanout.all().stream().map(Delivery.Addressed::gatewayEpoch).toList());
    }

    @Test
    void pushesAnEventOfAnEarlierRunInTheSameSlot() {
        fanout.want(first, GENERAL, InterestLevel.FULL, 1);
        fanout.all();
        fanout.eventFrom(new GatewayId(0, 100), GENERAL, 1);
        assertEquals(List.of(1L), pushed(fanout.to(first)));
    }

    @Test
    void pushesLateAndRepeatedEventsAsTheyCome() {
        fanout.want(first, GENERAL, InterestLevel.FULL, 1);
        fanout.all();
        List.of(3L, 1L, 2L, 2L).forEach(seq -> fanout.event(GENERAL, seq));
        assertEquals(List.of(3L, 1L, 2L, 2L), pushed(fanout.to(first)));
    }

    @Test
    void conflatesHeadsToOnePerInterval() {
        fanout.want(first, GENERAL, InterestLevel.HEAD, 1);
        fanout.all();
        for (long seq : new long[] {1, 2, 5, 4, 3}) {
            fanout.event(GENERAL, seq);
        }
        assertEquals(List.of(), fanout.to(first));
        fanout.pass(Duration.ofMillis(250));
        assertEquals(List.of(new Delivery.Head(GENERAL, 5, 5)), fanout.to(first));
        fanout.pass(Duration.ofMillis(500));
        assertEquals(List.of(), fanout.to(first));
    }

    @Test
    void sendsNoHeadToTheGatewayThatCommittedIt() {
        fanout.want(first, GENERAL, InterestLevel.HEAD, 1);
        fanout.want(second, GENERAL, InterestLevel.HEAD, 1);
        fanout.all();
        fanout.eventFrom(first, GENERAL, 1);
        fanout.pass(Duration.ofSeconds(20));
        assertEquals(
                List.of(102L, 102L, 102L, 102L),
                fanout.all().stream()
                        .filter(addressed -> addressed.delivery() instanceof Delivery.Head)
                        .map(Delivery.Addressed::gatewayEpoch)
                        .toList());
    }

    @Test
    void tellsTheHeadAgainAfterOneThreeAndTenSecondsOfQuiet() {
        fanout.want(first, GENERAL, InterestLevel.FULL, 1);
        fanout.event(GENERAL, 4);
        fanout.all();
        fanout.pass(Duration.ofMillis(750));
        assertEquals(List.of(), heads(fanout.to(first)));
        fanout.pass(Duration.ofMillis(500));
        assertEquals(List.of(4L), heads(fanout.to(first)));
        fanout.pass(Duration.ofMillis(1_500));
        assertEquals(List.of(), heads(fanout.to(first)));
        fanout.pass(Duration.ofMillis(500));
        assertEquals(List.of(4L), heads(fanout.to(first)));
        fanout.pass(Duration.ofSeconds(6));
        assertEquals(List.of(), heads(fanout.to(first)));
        fanout.pass(Duration.ofSeconds(1));
        assertEquals(List.of(4L), heads(fanout.to(first)));
        fanout.pass(Duration.ofSeconds(60));
        assertEquals(List.of(), heads(fanout.to(first)));
    }

    @Test
    void startsTheQuietAnewWithEachEvent() {
        fanout.want(first, GENERAL, InterestLevel.FULL, 1);
        for (long seq = 1; seq <= 10; seq++) {
            fanout.event(GENERAL, seq);
            fanout.pass(Duration.ofMillis(750));
        }
        assertEquals(List.of(), heads(fanout.to(first)));
        fanout.pass(Duration.ofMillis(500));
        assertEquals(List.of(10L), heads(fanout.to(first)));
    }

    @Test
    void neverLetsAnOlderNonceOverride() {
        fanout.want(first, GENERAL, InterestLevel.FULL, 9);
        fanout.all();
        fanout.want(first, GENERAL, InterestLevel.NONE, 8);
        fanout.want(first, GENERAL, InterestLevel.HEAD, 7);
        assertEquals(List.of(), fanout.to(first));
        fanout.event(GENERAL, 1);
        assertEquals(List.of(1L), pushed(fanout.to(first)));
    }

    @Test
    void keepsNothingOfAChannelThatNobodyWantsAnyMore() {
        fanout.want(first, GENERAL, InterestLevel.FULL, 1);
        fanout.event(GENERAL, 1);
        fanout.all();
        fanout.want(first, GENERAL, InterestLevel.NONE, 2);
        fanout.event(GENERAL, 2);
        fanout.pass(Duration.ofSeconds(20));
        assertEquals(List.of(), fanout.to(first));
        assertEquals(0, fanout.stored());
    }

    @Test
    void givesASlotToItsHighestEpoch() {
        fanout.want(first, GENERAL, InterestLevel.FULL, 50);
        fanout.want(first, RANDOM, InterestLevel.FULL, 50);
        fanout.silence(first);
        GatewayId later = fanout.gateway(0, 201);
        fanout.want(later, GENERAL, InterestLevel.FULL, 1);
        fanout.all();
        fanout.event(GENERAL, 1);
        fanout.event(RANDOM, 1);
        assertEquals(
                List.of(201L),
                fanout.all().stream().map(Delivery.Addressed::gatewayEpoch).toList());
        fanout.want(first, GENERAL, InterestLevel.FULL, 51);
        assertEquals(List.of(), fanout.all());
        fanout.pass(SECOND);
        assertEquals(1, fanout.stored());
    }

    @Test
    void answersAGatewayWhoseFirstBeatIsStillOnItsWay() {
        GatewayId unheard = new GatewayId(5, 900);
        fanout.want(unheard, GENERAL, InterestLevel.FULL, 1);
        fanout.event(GENERAL, 1);
        List<Delivery> out = fanout.to(unheard);
        assertEquals(new Delivery.InterestOn(GENERAL, 1), out.getFirst());
        assertEquals(List.of(1L), pushed(out));
    }

    @Test
    void removesTheInterestOfAGatewayThatLeft() {
        fanout.want(first, GENERAL, InterestLevel.FULL, 1);
        fanout.leave(first);
        fanout.pass(SECOND);
        fanout.all();
        fanout.event(GENERAL, 1);
        fanout.want(first, GENERAL, InterestLevel.FULL, 2);
        assertEquals(List.of(), fanout.to(first));
        assertEquals(0, fanout.stored());
    }

    @Test
    void passesOverASilentGatewayAndTellsItTheHeadsWhenItIsBack() {
        fanout.want(first, GENERAL, InterestLevel.FULL, 1);
        fanout.silence(first);
        fanout.pass(Duration.ofSeconds(12));
        fanout.all();
        fanout.event(GENERAL, 1);
        fanout.pass(Duration.ofSeconds(12));
        assertEquals(List.of(), fanout.to(first));
        fanout.resume(first);
        fanout.pass(Duration.ofSeconds(3));
        assertEquals(List.of(1L), heads(fanout.to(first)));
        fanout.event(GENERAL, 2);
        assertEquals(List.of(2L), pushed(fanout.to(first)));
    }

    @Test
    void removesTheInterestOfAGatewayThatStaysSilent() {
        fanout.want(first, GENERAL, InterestLevel.FULL, 1);
        fanout.silence(first);
        fanout.pass(Duration.ofSeconds(58));
        assertEquals(1, fanout.stored());
        fanout.pass(Duration.ofSeconds(5));
        assertEquals(0, fanout.stored());
    }

    @Test
    void countsNoSilenceWhileNobodyIsHeard() {
        fanout.want(first, GENERAL, InterestLevel.FULL, 1);
        fanout.silence(first);
        fanout.silence(second);
        fanout.pass(Duration.ofMinutes(2));
        fanout.all();
        fanout.event(GENERAL, 1);
        assertEquals(List.of(1L), pushed(fanout.to(first)));
    }

    @Test
    void countsAPauseOfItsOwnAsNobodysSilence() {
        fanout.want(first, GENERAL, InterestLevel.FULL, 1);
        fanout.stall(Duration.ofMinutes(2));
        fanout.all();
        fanout.event(GENERAL, 1);
        assertEquals(List.of(1L), pushed(fanout.to(first)));
    }

    @Test
    void beatsToEachLiveGatewayEverySecond() {
        fanout.pass(Duration.ofSeconds(5));
        List<Delivery.Addressed> out = fanout.all();
        assertEquals(
                5, out.stream().filter(addressed -> addressed.gatewayEpoch() == 101).count());
        assertEquals(
                5, out.stream().filter(addressed -> addressed.gatewayEpoch() == 102).count());
        assertTrue(out.stream().allMatch(addressed -> addressed.delivery() instanceof Delivery.Beat));
    }

    @Test
    void tellsStaleEventsAsAHeadAndWithholdsBeatsMeanwhile() {
        fanout.want(first, GENERAL, InterestLevel.FULL, 1);
        fanout.pass(SECOND);
        fanout.all();
        fanout.eventOf(Duration.ofSeconds(30), GENERAL, 1);
        fanout.eventOf(Duration.ofSeconds(30), GENERAL, 2);
        fanout.pass(SECOND);
        List<Delivery.Addressed> out = fanout.all();
        assertTrue(out.stream().noneMatch(addressed -> addressed.delivery() instanceof Delivery.Beat));
        assertEquals(
                2L,
                heads(out.stream().map(Delivery.Addressed::delivery).toList()).getFirst());
        assertEquals(
                List.of(), pushed(out.stream().map(Delivery.Addressed::delivery).toList()));
        fanout.pass(SECOND);
        assertTrue(fanout.all().stream().anyMatch(addressed -> addressed.delivery() instanceof Delivery.Beat));
    }

    @Test
    void passesOverPoisonAndGoesOn() {
        fanout.want(first, GENERAL, InterestLevel.FULL, 1);
        fanout.all();
        fanout.rawEvent(new byte[3], new byte[0], new RecordHeaders());
        fanout.rawEvent(GENERAL.toBytes(), new byte[0], new RecordHeaders());
        fanout.rawInterest(GENERAL.toBytes(), new byte[] {9, 9, 9});
        fanout.rawInterest(GENERAL.toBytes(), null);
        fanout.rawBeat(new byte[4], new byte[] {1});
        fanout.want(new GatewayId(700, 1), GENERAL, InterestLevel.FULL, 1);
        fanout.event(GENERAL, 1);
        assertEquals(List.of(1L), pushed(fanout.to(first)));
        // All but the beat: for the global thread the driver has a handler of its own.
        assertEquals(5, fanout.counts.poison());
    }
}
