package dev.gapless.cli.chat;

import static dev.gapless.cli.chat.ChatFixture.AT;
import static dev.gapless.cli.chat.ChatFixture.GENERAL;
import static dev.gapless.cli.chat.ChatFixture.RANDOM;
import static dev.gapless.cli.chat.ChatFixture.said;
import static dev.gapless.cli.chat.ChatFixture.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.gapless.cli.output.Line;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PaneTest {
    private static final int ROWS = 10;

    private final Pane pane = new Pane(new TranscriptView(ZoneOffset.UTC));

    @Test
    void holdsBackWhatComesBeforeThereIsAnInputLine() {
        assertEquals("", text(pane.notices(List.of(Line.plain("── #general ──")), 120)));
        assertEquals("", text(pane.entries(GENERAL, List.of(said(5, "lin", "hi")), 120)));
        assertEquals("── #general ──\n09:41 lin         hi", text(pane.begin(120)));
        assertEquals("", text(pane.begin(120)));
        assertEquals("09:41 lin    ho", text(pane.entries(GENERAL, List.of(said(6, "lin", "ho")), 40)));
    }

    @Test
    void changesEveryCopyOfAMessage() {
        pane.begin(120);
        pane.entries(GENERAL, List.of(said(5, "lin", "first"), said(6, "lin", "other")), 120);
        pane.notices(List.of(Line.plain("── thread 5 ──")), 120);
        pane.entries(GENERAL, List.of(said(5, "lin", "first")), 120);
        assertInstanceOf(
                Pane.Amendment.Repaint.class, pane.amended(GENERAL, said(5, "lin", "now"), ROWS, 120));
        assertEquals(
                """
                09:41 lin         now
                09:41 lin         other
                ── thread 5 ──
                09:41 lin         now""",
                text(pane.last(ROWS, 120)));
    }

    @Test
    void saysAnotherTextAgainOnceItHasLeftTheScreen() {
        pane.begin(40);
        pane.entries(GENERAL, List.of(said(5, "lin", "old")), 40);
        pane.entries(GENERAL, LongStream.rangeClosed(6, 20).mapToObj(seq -> said(seq, "lin", "x")).toList(), 40);
        Entry liked = new Entry(5, AT, "lin", false, new Entry.What.Said(
                "old", Optional.empty(), false, new Marks(List.of(new Tally("👍", 1, true)), 0, false, false)));
        assertInstanceOf(Pane.Amendment.Unseen.class, pane.amended(GENERAL, liked, ROWS, 40));
        Pane.Amendment.Print print = assertInstanceOf(
                Pane.Amendment.Print.class, pane.amended(GENERAL, said(5, "lin", "new"), ROWS, 40));
        assertEquals("✎ 5 is now:\n09:41 lin    new", text(print.lines()));
        assertInstanceOf(
                Pane.Amendment.Unseen.class, pane.amended(RANDOM, said(5, "lin", "elsewhere"), ROWS, 40));
    }

    @Test
    void wrapsAnewForAnotherWidth() {
        pane.begin(120);
        pane.entries(GENERAL, List.of(said(5, "lin", "日本語日本語日本語日本語日本語 and 👩‍👩‍👧 more")), 120);
        assertEquals("09:41 lin         日本語日本語日本語日本語日本語 and 👩‍👩‍👧 more", text(pane.last(ROWS, 120)));
        assertEquals(
                """
                09:41 lin    日本語日本語日本語日本語日
                             本語 and 👩‍👩‍👧 more""",
                text(pane.last(ROWS, 40)));
        assertEquals("             本語 and 👩‍👩‍👧 more", text(pane.last(1, 40)));
    }
}
