package dev.gapless.server.mention;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class MentionScanTest {
    private static List<String> words(String text) {
        return MentionScan.of(text, 50).stream()
                .map(found -> found.from() + " " + found.word())
                .toList();
    }

    @Test
    void findsWordsBehindAnAt() {
        assertEquals(List.of("0 ada", "5 lin.x-y_z"), words("@ada @lin.x-y_z!"));
        assertEquals(List.of("1 ada"), words("(@Ada)"));
        assertEquals(List.of("3 zoë"), words("é: @zoë"));
    }

    @Test
    void leavesAddressesAndCodeAlone() {
        assertEquals(List.of(), words("mail ada@example.org, or a @ b, or @@x"));
        assertEquals(List.of(), words("`@ada` and ``a ` @lin`` and ```\n@bob\n```"));
        assertEquals(List.of("7 ada"), words("a ` b, @ada"));
    }

    @Test
    void findsNoMoreThanAsked() {
        assertEquals(2, MentionScan.of("@a @b @c", 2).size());
    }
}
