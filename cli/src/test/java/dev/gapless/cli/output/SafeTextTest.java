package dev.gapless.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SafeTextTest {
    @Test
    void showsEscapeSequencesInsteadOfPassingThem() {
        assertEquals("\\x1b[2J\\x1b]0;owned\\x07", SafeText.line("\u001b[2J\u001b]0;owned\u0007"));
        assertEquals("\\x9b31m", SafeText.line("\u009b31m"));
        assertEquals("a\\x0db", SafeText.line("a\rb"));
        assertEquals("\\x7f", SafeText.line("\u007f"));
    }

    @Test
    void showsBidirectionalControls() {
        assertEquals("user\\u202egnp.exe", SafeText.line("user\u202egnp.exe"));
        assertEquals("\\u2066x\\u2069\\u200f\\u061c", SafeText.line("\u2066x\u2069\u200f\u061c"));
    }

    @Test
    void keepsLettersOfEveryScriptAndEmoji() {
        String text = "Grüße, 日本語 שלום 👩‍👩‍👧 e\u0301";
        assertEquals(text, SafeText.line(text));
    }

    @Test
    void keepsLinesOnlyWhereThereMayBeSeveral() {
        assertEquals("a⏎b    c", SafeText.line("a\nb\tc"));
        assertEquals("a\nb\nc", SafeText.lines("a\nb\r\nc"));
    }

    @Test
    void showsUnpairedSurrogatesAndTags() {
        assertEquals("\\ud83d!", SafeText.line("\ud83d!"));
        assertEquals("\\u{e0041}", SafeText.line(new String(Character.toChars(0xe0041))));
    }

    @Property
    void leavesNothingThatSteersATerminal(@ForAll String text) {
        String safe = SafeText.line(text);
        assertFalse(safe.codePoints().anyMatch(Character::isISOControl), safe);
        assertFalse(safe.codePoints().anyMatch(c -> c >= 0x202a && c <= 0x202e), safe);
        String json = Results.json(java.util.Map.of("text", text));
        assertFalse(json.codePoints().anyMatch(Character::isISOControl), json);
    }
}
