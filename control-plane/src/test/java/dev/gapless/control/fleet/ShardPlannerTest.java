package dev.gapless.control.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.protocol.api.ShardPlan;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.keyspace.KeyRange;
import dev.gapless.schema.keyspace.KeyspaceRouter;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class ShardPlannerTest {
    private static final KeyRange RANGE = KeyRange.parse("88f1773d-88f1773e");

    private static List<KeyRange> ranges(String... texts) {
        return List.of(texts).stream().map(KeyRange::parse).toList();
    }

    @Test
    void cutsTheShardAroundTheWorkspace() {
        ShardPlan plan = ShardPlanner.plan("acme", RANGE, ranges("80-c0"));
        assertEquals(List.of("80-c0"), plan.sources());
        assertEquals(List.of("80-88f1773d", "88f1773d-88f1773e", "88f1773e-c0"), plan.targets());
        assertTrue(plan.needed());
        String copy = plan.steps().get(2).commands().getFirst();
        assertEquals(
                "vtctldclient Reshard --workflow own_acme --target-keyspace gapless create --source-shards '80-c0'"
                        + " --target-shards '80-88f1773d,88f1773d-88f1773e,88f1773e-c0' --cells <cells>"
                        + " --tablet-types REPLICA",
                copy);
    }

    @Test
    void putsASplitWorkspaceTogether() {
        ShardPlan plan = ShardPlanner.plan("acme", RANGE, ranges("80-88f1773d80", "88f1773d80-"));
        assertEquals(List.of("80-88f1773d", "88f1773d-88f1773e", "88f1773e-"), plan.targets());
    }

    @Test
    void leavesOutWhatWouldBeEmpty() {
        assertEquals(
                List.of("88f1773d-88f1773e", "88f1773e-"),
                ShardPlanner.plan("acme", RANGE, ranges("88f1773d-")).targets());
    }

    @Test
    void saysSoIfNothingIsToBeDone() {
        ShardPlan plan = ShardPlanner.plan("acme", RANGE, List.of(RANGE));
        assertFalse(plan.needed());
        assertEquals(List.of(), plan.steps());
    }

    @Property(tries = 200)
    void takesTheSourcesPlaceWithoutHoleOrOverlap(@ForAll @LongRange(min = 1) long id) {
        KeyRange range = KeyspaceRouter.rangeOf(new WorkspaceId(id));
        List<KeyRange> shards = List.of(KeyRange.parse("-40"), KeyRange.parse("40-80"), KeyRange.parse("80-")).stream()
                .filter(shard -> shard.intersects(range))
                .toList();
        List<KeyRange> targets =
                ShardPlanner.plan("x", range, shards).targets().stream().map(KeyRange::parse).toList();
        assertEquals(shards.getFirst().start(), targets.getFirst().start());
        assertEquals(shards.getLast().end(), targets.getLast().end());
        for (int i = 1; i < targets.size(); i++) {
            assertEquals(targets.get(i - 1).end(), targets.get(i).start());
        }
        assertTrue(targets.contains(range));
    }
}
