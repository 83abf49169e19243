package dev.gapless.cli.top;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.protocol.api.TopView;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TopStateTest {
    private final TopState begin = TopState.begin().seen(TopScreenTest.FRAME);

    static TopState pressed(TopState state, String keys) {
        TopState now = state;
        for (int key : keys.codePoints().toArray()) {
            now = now.after(new TopState.Key.Typed(key)).orElseThrow();
        }
        return now;
    }

    private static TopState pressed(TopState state, TopState.Key.Named key) {
        return state.after(key).orElseThrow();
    }

    private static List<String> first(TopState state, int panel) {
        return state.panels().get(panel).rows().stream().map(row -> row.cells().getFirst().text()).toList();
    }

    @Test
    void sortsByTheBusiestFirstAndByWhatIsChosen() {
        assertEquals(List.of("1", "0", "2"), first(begin, 0));
        assertEquals(List.of("2", "0", "1"), first(pressed(begin, "r"), 0));
        TopState byConnections = pressed(begin, TopState.Key.Named.LEFT);
        assertEquals(List.of("0", "1", "2"), first(byConnections, 0));
        assertEquals(List.of("1", "0", "2"), first(pressed(byConnections, TopState.Key.Named.RIGHT), 0));
        assertEquals(List.of("2", "1", "0"), first(begin.sortedBy("gw").orElseThrow(), 0));
        assertEquals(Optional.empty(), begin.sortedBy("nothing"));
        assertEquals(List.of("-80", "80-"), first(begin, 1));
    }

    @Test
    void actsOnTheTableInFocusOnly() {
        TopState shards = pressed(begin, "\t");
        assertEquals(1, shards.focus());
        assertEquals(List.of("80-", "-80"), first(pressed(shards, "r"), 1));
        assertEquals(List.of("1", "0", "2"), first(pressed(shards, "r"), 0));
        assertEquals(0, pressed(shards, "1").focus());
        assertEquals(0, pressed(shards, TopState.Key.Named.UP).focus());
    }

    @Test
    void narrowsToRowsThatHoldTheText() {
        TopState typing = pressed(begin, "/draq");
        assertEquals(TopState.Input.FILTER, typing.input(), "q does not leave while one types");
        TopState corrected = pressed(typing, "\u007f");
        assertEquals(List.of("1"), first(corrected, 0));
        assertEquals(List.of(), first(corrected, 1));
        TopState kept = pressed(corrected, "\r");
        assertEquals(TopState.Input.COMMANDS, kept.input());
        assertEquals(List.of("1"), first(kept, 0));
        assertEquals(3, first(pressed(kept, TopState.Key.Named.ESCAPE), 0).size());
        assertEquals("", pressed(corrected, TopState.Key.Named.ESCAPE).filter());
    }

    @Test
    void staysAsItIsWhileItIsFrozen() {
        TopView later = new TopView(1, List.of(), List.of(), false, List.of(), List.of());
        TopState frozen = pressed(begin, " ");
        assertTrue(frozen.frozen());
        assertEquals(3, first(frozen.seen(later), 0).size());
        assertFalse(pressed(frozen, " ").frozen());
        assertEquals(0, first(pressed(frozen, " ").seen(later), 0).size());
    }

    @Test
    void leavesAtQ() {
        assertTrue(begin.after(new TopState.Key.Typed('q')).isEmpty());
    }
}
