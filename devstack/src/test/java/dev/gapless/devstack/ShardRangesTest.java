package dev.gapless.devstack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.schema.keyspace.KeyspaceId;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShardRangesTest {
    @Test
    void areNamedAsVitessDoes() {
        assertEquals(List.of("-"), ShardRanges.even(1));
        assertEquals(List.of("-80", "80-"), ShardRanges.even(2));
        assertEquals(List.of("-40", "40-80", "80-c0", "c0-"), ShardRanges.even(4));
        assertEquals(List.of("-5555", "5555-aaaa", "aaaa-"), ShardRanges.even(3));
    }

    @Test
    void joinWithoutGaps() {
        for (int count = 1; count <= 64; count++) {
            List<String> names = ShardRanges.even(count);
            assertEquals(count, names.size());
            assertTrue(names.getFirst().startsWith("-"));
            assertTrue(names.getLast().endsWith("-"));
            for (int i = 1; i < count; i++) {
                String before = names.get(i - 1);
                assertTrue(names.get(i).startsWith(before.substring(before.indexOf('-') + 1) + "-"), names::toString);
            }
        }
    }

    @Test
    void canMeetAtAPlace() {
        assertEquals(
                List.of("-1122334480", "1122334480-"),
                ShardRanges.meetingAt(2, new KeyspaceId(0x1122_3344_8000_0000L)));
        assertEquals(
                List.of("-40", "40-80", "80-fffffff080", "fffffff080-"),
                ShardRanges.meetingAt(4, new KeyspaceId(0xffff_fff0_8000_0000L)));
        assertEquals(
                List.of("-40", "40-7f12345680", "7f12345680-c0", "c0-"),
                ShardRanges.meetingAt(4, new KeyspaceId(0x7f12_3456_8000_0000L)));
        assertThrows(
                IllegalArgumentException.class, () -> ShardRanges.meetingAt(1, new KeyspaceId(0x8000_0000L)));
    }

    @Test
    void giveDatabasesPlainNames() {
        assertEquals("gapless_min_80", ShardRanges.database("-80"));
        assertEquals("gapless_80_max", ShardRanges.database("80-"));
        assertEquals("gapless_min_max", ShardRanges.database("-"));
    }
}
