package dev.gapless.schema.keyspace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRangeTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "80", "8-", "zz-", "80-40", "80-80", "112233445566778899-", "-00"})
    void refusesWhatIsNoRange(String text) {
        assertThrows(IllegalArgumentException.class, () -> KeyRange.parse(text));
    }

    @Test
    void endsTheLastWorkspaceAtTheEnd() {
        assertEquals("ffffffff-", KeyRange.ofPrefix(-1).toString());
        assertEquals(KeyRange.ALL, KeyRange.parse("-"));
        assertEquals(KeyRange.ALL, KeyRange.parse("0"));
    }

    @Test
    void dealsOutboxRowsByTheFifthByte() {
        assertEquals(0xd4, new KeyspaceId(0x88f1773dd4640536L).bucket());
    }
}
