package dev.gapless.schema.keyspace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.WorkspaceId;
import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class KeyRangePropertyTest {
    @Property
    void findsEachIdInExactlyOneRangeOfAPartition(@ForAll @Size(max = 20) List<Long> bounds, @ForAll long bits) {
        TreeSet<Long> sorted = new TreeSet<>(Long::compareUnsigned);
        sorted.addAll(bounds);
        sorted.remove(0L);
        int found = 0;
        long start = 0;
        for (long bound : sorted) {
            found += new KeyRange(start, bound).contains(new KeyspaceId(bits)) ? 1 : 0;
            start = bound;
        }
        found += new KeyRange(start, 0).contains(new KeyspaceId(bits)) ? 1 : 0;
        assertEquals(1, found);
    }

    @Property
    void readsWhatItWrites(@ForAll long start, @ForAll long end) {
        if (end == 0 || Long.compareUnsigned(start, end) < 0) {
            KeyRange range = new KeyRange(start, end);
            assertEquals(range, KeyRange.parse(range.toString()));
        }
    }

    @Property
    void intersectsBothWaysAlike(@ForAll @IntRange(max = 255) int a, @ForAll @IntRange(max = 255) int b) {
        KeyRange first = KeyRange.parse("%02x-".formatted(a));
        KeyRange second = KeyRange.ofPrefix(b << 24);
        assertEquals(first.intersects(second), second.intersects(first));
        assertEquals(a <= b, first.intersects(second));
    }

    @Property
    void keepsAWorkspaceWithinItsRange(
            @ForAll @LongRange(min = 1) long workspace, @ForAll @LongRange(min = 1) long channel) {
        KeyRange range = KeyspaceRouter.rangeOf(new WorkspaceId(workspace));
        assertTrue(range.contains(KeyspaceRouter.ofChannel(ChannelKey.of(workspace, channel))));
        assertTrue(range.contains(KeyspaceRouter.ofWorkspace(new WorkspaceId(workspace))));
    }
}
