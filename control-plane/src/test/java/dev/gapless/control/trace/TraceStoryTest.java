package dev.gapless.control.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.protocol.api.TraceMarks;
import dev.gapless.protocol.api.TraceMarks.Mark;
import dev.gapless.protocol.api.TraceView;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Seq;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TraceStoryTest {
    private static final long AT_MS = 1_000_000;
    private static final long US = AT_MS * 1_000;
    private static final String FORGOTTEN = "pushed out by later events, or the process that had it has ended";

    @Test
    void putsTheStagesOfAllProcessesInTheirOrder() {
        TraceView view = tell(
                gateway("gateway 1", mark("heard", 5_000, 0, "by a push"), mark("written", 5_100, 3, ""),
                        mark("written_last", 5_900, 3, "")),
                sender(),
                fanout("fan-out a", mark("fanned_out", 4_000, 1, "")));
        assertEquals(
                List.of("received gateway 0 0 -", "queued gateway 0 50 50", "taken gateway 0 300 250",
                        "committed gateway 0 2000 1700", "heard gateway 0 2010 10", "published gateway 0 3500 1500",
                        "fanned_out fan-out a 4000 2000", "heard gateway 1 5000 1000", "written gateway 1 5100 100",
                        "written_last gateway 1 5900 800"),
                lines(view));
        assertEquals(List.of("written gateway 0 no socket"), gaps(view));
        assertFalse(view.clocksDiffer());
        assertEquals(US, view.stages().getFirst().atUs());
    }

    @Test
    void saysThatClocksDifferAndKeepsTheOrderOfCauses() {
        TraceView view = tell(sender(), fanout("fan-out a", mark("fanned_out", -70_000, 1, "")));
        assertTrue(view.clocksDiffer());
        assertEquals(
                List.of("received", "queued", "taken", "committed", "published", "fanned_out", "heard"),
                view.stages().stream().map(TraceView.Stage::stage).toList());
        assertEquals(70_000, view.stages().getFirst().sinceFirstUs(), "since the first by the clocks");
    }

    @Test
    void takesAnUnevenReadingOfOneClockForNoDifference() {
        TraceView view = tell(sender(), fanout("fan-out a", mark("fanned_out", 1_500, 1, "")));
        assertFalse(view.clocksDiffer());
        assertEquals(
                Optional.of(0L),
                view.stages().stream().filter(stage -> stage.stage().equals("fanned_out")).findFirst().orElseThrow()
                        .tookUs());
    }

    @Test
    void saysWhyNobodyKnows() {
        assertEquals(
                List.of("received gateways no gateway answers", "queued gateways no gateway answers",
                        "taken gateways no gateway answers", "committed gateways no gateway answers",
                        "published gateways no gateway answers", "fanned_out fan-out at x not reached",
                        "written gateway 0 not reached"),
                gaps(tell(
                        Told.silence(Told.Role.GATEWAY, "gateway 0", "not reached"),
                        Told.silence(Told.Role.FANOUT, "fan-out at x", "not reached"))));
        List<String> old = gaps(tell(gateway("gateway 0"), fanout("fan-out a")));
        assertEquals("committed gateways " + FORGOTTEN, old.get(3));
        assertEquals("fanned_out fan-out " + FORGOTTEN, old.get(5));
        TraceMarks young = new TraceMarks("gateway 0", AT_MS + 1, List.of(), List.of());
        assertEquals(
                "committed gateways the process that had it has ended: those that run began later",
                gaps(tell(Told.answer(Told.Role.GATEWAY, young))).get(3));
        assertEquals(
                "fanned_out fan-out none is known here (control.heat-urls)",
                gaps(tell(gateway("gateway 0"))).get(5));
    }

    @Test
    void knowsNoCauseOfWhatWasReadFromTheLog() {
        TraceView view = tell(
                sender(), fanout("fan-out a", mark("fanned_out", 4_000, 1, "")),
                gateway("gateway 2", mark("heard", 9_000_000, 0, TraceMarks.FROM_LOG)));
        assertEquals("heard gateway 2 9000000 -", lines(view).getLast());
    }

    private static Told sender() {
        return Told.answer(Told.Role.GATEWAY, new TraceMarks(
                "gateway 0", 0,
                List.of(
                        mark("received", 0, 0, ""), mark("queued", 50, 0, ""), mark("taken", 300, 0, ""),
                        mark("committed", 2_000, 0, ""), mark("published", 3_500, 0, ""),
                        mark("heard", 2_010, 0, "by its own commit")),
                List.of(new TraceMarks.Missing("written", "no socket"))));
    }

    private static Told gateway(String name, Mark... marks) {
        return Told.answer(Told.Role.GATEWAY, new TraceMarks(name, 0, Arrays.asList(marks), List.of()));
    }

    private static Told fanout(String name, Mark... marks) {
        return Told.answer(Told.Role.FANOUT, new TraceMarks(name, 0, Arrays.asList(marks), List.of()));
    }

    private static Mark mark(String stage, long afterUs, long count, String how) {
        return new Mark(
                stage, US + afterUs, Optional.of(count).filter(number -> number > 0),
                Optional.of(how).filter(text -> !text.isEmpty()));
    }

    private static TraceView tell(Told... told) {
        return TraceStory.tell(
                new TraceStory.About(
                        new ChannelId(9), new Seq(48), "message.posted", Instant.ofEpochMilli(AT_MS)),
                Stream.of(told).toList());
    }

    private static List<String> lines(TraceView view) {
        return view.stages().stream()
                .map(stage -> stage.stage() + " " + stage.process() + " " + stage.sinceFirstUs() + " "
                        + stage.tookUs().map(String::valueOf).orElse("-"))
                .toList();
    }

    private static List<String> gaps(TraceView view) {
        return view.missing().stream().map(gap -> gap.stage() + " " + gap.process() + " " + gap.why()).toList();
    }
}
