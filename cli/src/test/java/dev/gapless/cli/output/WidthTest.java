package dev.gapless.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class WidthTest {
    @Test
    void countsColumns() {
        assertEquals(5, Width.of("hello"));
        assertEquals(6, Width.of("日本語"));
        assertEquals(1, Width.of("e\u0301"));
        assertEquals(2, Width.of("👩‍👩‍👧"));
        assertEquals(2, Width.of("👍"));
        assertEquals(2, Width.of("❤️"));
    }

    @Test
    void cutsBetweenClusters() {
        assertEquals("hello", Width.cut("hello", 5));
        assertEquals("hel…", Width.cut("hello", 4));
        assertEquals("日…", Width.cut("日本語", 4));
        assertEquals("", Width.cut("hello", 0));
        assertEquals("…", Width.cut("hello", 1));
        assertEquals("…", Width.cut("日本語", 2));
    }

    @Property
    void cutsToTheColumns(@ForAll String text, @ForAll @IntRange(min = 0, max = 40) int columns) {
        String cut = Width.cut(SafeText.line(text), columns);
        assertTrue(Width.of(cut) <= columns, cut);
    }

    @Test
    void wrapsAtBlanksAndBreaksWhatIsTooLong() {
        assertEquals(List.of("the quick", "brown fox"), Width.wrap("the quick brown fox", 9));
        assertEquals(List.of("abcd", "efgh", "i"), Width.wrap("abcdefghi", 4));
        assertEquals(List.of("日本", "語"), Width.wrap("日本語", 5));
        assertEquals(List.of("a", "", "b"), Width.wrap("a\n\nb", 5));
    }

    @Property
    void wrapsWithinTheColumnsAndLosesNothing(@ForAll String text, @ForAll @IntRange(min = 2, max = 40) int columns) {
        String safe = SafeText.line(text);
        List<String> lines = Width.wrap(safe, columns);
        for (String line : lines) {
            assertTrue(Width.of(line) <= columns || line.codePointCount(0, line.length()) == 1, line);
        }
        assertEquals(safe.replace(" ", ""), String.join("", lines).replace(" ", ""));
    }
}
