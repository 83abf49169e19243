package dev.gapless.fanout.inbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class RevisionsPropertyTest {
    @Property
    void neverSaysThatAHoleWasSeen(@ForAll @Size(max = 200) List<@LongRange(min = 1, max = 60) Long> seen) {
        Revisions revisions = new Revisions();
        Set<Long> all = new HashSet<>();
        for (long revision : seen) {
            revisions.add(revision);
            all.add(revision);
            revisions = Revisions.fromBytes(revisions.toBytes());
        }
        long expected = 0;
        while (all.contains(expected + 1)) {
            expected++;
        }
        // 60 numbers have at most 30 spans, which all fit.
        assertEquals(expected, revisions.contiguous());
    }
}
