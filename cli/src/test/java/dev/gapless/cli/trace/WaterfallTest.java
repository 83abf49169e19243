package dev.gapless.cli.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.cli.output.Width;
import dev.gapless.protocol.api.TraceView;
import dev.gapless.protocol.api.TraceView.Missing;
import dev.gapless.protocol.api.TraceView.Stage;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Seq;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WaterfallTest {
    private static final TraceView TRACE = new TraceView(
            new ChannelId(9), new Seq(48), "message.posted", 1_795_340_467_123L, false,
            List.of(
                    stage("received", "gateway 0", 0, -1, 0, ""),
                    stage("queued", "gateway 0", 50, 50, 0, ""),
                    stage("taken", "gateway 0", 300, 250, 0, ""),
                    stage("committed", "gateway 0", 2_000, 1_700, 0, ""),
                    stage("published", "gateway 0", 3_500, 1_500, 0, ""),
                    stage("fanned_out", "fan-out a", 4_000, 2_000, 1, ""),
                    stage("heard", "gateway 1", 5_000, 1_000, 0, "by a push"),
                    stage("written", "gateway 1", 5_100, 100, 3, ""),
                    stage("written_last", "gateway 1", 12_345, 7_245, 3, "")),
            List.of(
                    new Missing("written", "gateway 0", "nobody reads the channel here"),
                    new Missing("written", "gateway 2", "no answer in 1000 ms")));

    @Test
    void drawsAWidePictureWithRemarks() {
        assertEquals("""
                seq 48 of C0000000000009, message.posted, 2026-11-22T09:41:07.123Z

                STAGE        WHERE          TOOK        AT
                received     gateway 0         -   0.00 ms ▏
                queued       gateway 0   0.05 ms   0.05 ms █
                taken        gateway 0   0.25 ms   0.30 ms ██
                committed    gateway 0   1.70 ms   2.00 ms  ████████
                published    gateway 0   1.50 ms   3.50 ms         ███████
                fanned out   fan-out a   2.00 ms   4.00 ms         █████████                                  1 gateway
                heard        gateway 1   1.00 ms   5.00 ms                 █████                              by a push
                written      gateway 1   0.10 ms   5.10 ms                     █                              first of 3 sockets
                written last gateway 1   7.25 ms   12.3 ms                     ██████████████████████████████ last so far

                Not known
                  written at gateway 0: nobody reads the channel here
                  written at gateway 2: no answer in 1000 ms""", String.join("\n", new Waterfall(TRACE, 120).lines()));
    }

    @Test
    void drawsANarrowPictureUnderTheProcesses() {
        assertEquals("""
                seq 48 of C0000000000009,
                message.posted, 2026-11-22T09:41:07.123Z

                gateway 0
                 received       0.00 ms ▏
                 queued         0.05 ms █
                 taken          0.30 ms █
                 committed      2.00 ms ███
                 published      3.50 ms   ███
                fan-out a
                 fanned out     4.00 ms   ████
                gateway 1
                 heard          5.00 ms      ██
                 written        5.10 ms       █
                 written last   12.3 ms       ██████████

                Not known
                  written at gateway 0: nobody reads the
                  channel here
                  written at gateway 2: no answer in
                  1000 ms""", String.join("\n", new Waterfall(TRACE, 40).lines()));
    }

    @Test
    void isNeverWiderThanAsked() {
        TraceView odd = new TraceView(
                new ChannelId(9), new Seq(Long.MAX_VALUE), "message.posted", 0, true,
                List.of(
                        stage("received", "gateway\u001b[31m 会議 " + "x".repeat(80), 0, -1, 0, ""),
                        stage("written_last", "gateway 1", 86_400_000_000L, 86_400_000_000L, 100_000, "会".repeat(40))),
                List.of(new Missing("published", "会議".repeat(50), "y".repeat(200))));
        for (int width = 40; width <= 160; width++) {
            for (String line : new Waterfall(odd, width).lines()) {
                assertTrue(Width.of(line) <= width, width + ": " + line);
                assertTrue(line.indexOf('\u001b') < 0, line);
            }
        }
        String clocks = "The clocks of these processes differ";
        assertTrue(String.join(" ", new Waterfall(odd, 120).lines()).contains(clocks));
        assertTrue(new Waterfall(TRACE, 120).lines().stream().noneMatch(line -> line.contains(clocks)));
    }

    private static Stage stage(String stage, String process, long atUs, long tookUs, long count, String how) {
        return new Stage(
                stage, process, atUs, atUs, Optional.of(tookUs).filter(took -> took >= 0),
                Optional.of(count).filter(number -> number > 0), Optional.of(how).filter(text -> !text.isEmpty()));
    }
}
