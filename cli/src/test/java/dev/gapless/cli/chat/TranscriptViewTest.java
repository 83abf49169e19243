package dev.gapless.cli.chat;

import static dev.gapless.cli.chat.ChatFixture.AT;
import static dev.gapless.cli.chat.ChatFixture.said;
import static dev.gapless.cli.chat.ChatFixture.text;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TranscriptViewTest {
    private final TranscriptView view = new TranscriptView(ZoneOffset.UTC);

    @Test
    void showsTimeNameAndText() {
        assertEquals("09:41 lin         hello there", text(view.lines(said(5, "lin", "hello there"), 120)));
        assertEquals("09:41 lin    hello there", text(view.lines(said(5, "lin", "hello there"), 40)));
    }

    @Test
    void marksOwnMessagesWithTheirSeq() {
        assertEquals("09:41 ada         hello  ✓ 48212", text(view.lines(said(48_212, "ada", "hello"), 120)));
        assertEquals(
                """
                09:41 ada    one two three four five six
                             ✓ 48212""",
                text(view.lines(said(48_212, "ada", "one two three four five six"), 40)));
    }

    @Test
    void wrapsBesideTheName() {
        assertEquals(
                """
                09:41 lin    the quick brown fox jumps
                             over 日本語日本語日本語
                             日本語 and more""",
                text(view.lines(said(5, "lin", "the quick brown fox jumps over 日本語日本語日本語 日本語 and more"), 40)));
    }

    @Test
    void keepsLinesAndShowsControlCharacters() {
        assertEquals(
                """
                09:41 lin    first
                             \\x1b]0;owned\\x07
                             third""",
                text(view.lines(said(5, "lin", "first\n\u001b]0;owned\u0007\nthird"), 40)));
    }

    @Test
    void showsWhatStandsUnderAMessage() {
        Marks marks = new Marks(List.of(new Tally("👍", 3, true), new Tally("🎉", 1, false)), 2, true, true);
        Entry entry = new Entry(5, AT, "lin", false, new Entry.What.Said("hello", Optional.empty(), false, marks));
        assertEquals(
                """
                09:41 lin         hello
                                  👍 3*  🎉 1  ↳ 2 replies  edited  pinned""",
                text(view.lines(entry, 120)));
        assertEquals(
                """
                09:41 lin    hello
                             👍 3*  🎉 1  ↳ 2 replies
                             edited  pinned""",
                text(view.lines(entry, 40)));
    }

    @Test
    void tellsOfAChangeWhereThePrintedStays() {
        assertEquals(
                """
                ✎ 5 is now:
                09:41 lin         hello, all""",
                text(view.correction(said(5, "lin", "hello, all"), 120)));
    }

    @Test
    void cutsLongNames() {
        assertEquals("09:41 grace-hopp… hi", text(view.lines(said(5, "grace-hopper-the-second", "hi"), 120)));
    }

    @Test
    void showsComingsAndGoings() {
        Entry joined = new Entry(6, AT, "lin", false, new Entry.What.Did("joined"));
        assertEquals("09:41 · lin joined", text(view.lines(joined, 40)));
        Entry gone = new Entry(6, AT, "lin", false, new Entry.What.Deleted());
        assertEquals("09:41 lin    (deleted)", text(view.lines(gone, 40)));
        Entry unknown = new Entry(6, AT, "lin", false, new Entry.What.Nothing());
        assertEquals("", text(view.lines(unknown, 40)));
        Entry answer = new Entry(6, AT, "lin", false, new Entry.What.Said("yes", Optional.of(3L)));
        assertEquals("09:41 lin    ↳ 3  yes", text(view.lines(answer, 40)));
    }
}
