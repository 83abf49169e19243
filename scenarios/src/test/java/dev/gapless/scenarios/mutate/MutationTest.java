package dev.gapless.scenarios.mutate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.protocol.planted.PlantedBug;
import dev.gapless.scenarios.format.Promise;
import dev.gapless.scenarios.format.ScenarioFile;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MutationTest {
    @Test
    void everyPromiseHasABugThatBreaksIt() {
        Set<Promise> broken = EnumSet.noneOf(Promise.class);
        Mutation.all().forEach(mutation -> broken.add(mutation.expected()));
        assertEquals(EnumSet.allOf(Promise.class), broken);
        assertTrue(Mutation.all().size() >= 12);
    }

    @Test
    void theScenarioChecksEveryPromise() {
        Set<Promise> checked = EnumSet.noneOf(Promise.class);
        ScenarioFile.mutation().scenario().invariants().forEach(invariant -> checked.add(invariant.check()));
        assertEquals(EnumSet.allOf(Promise.class), checked);
    }

    @Test
    void namesAreUniqueAndFoundAgain() {
        List<String> names = Arrays.stream(PlantedBug.values()).map(PlantedBug::text).toList();
        assertEquals(names.size(), new HashSet<>(names).size());
        Arrays.stream(PlantedBug.values())
                .forEach(bug -> assertEquals(bug, PlantedBug.find(bug.text()).orElseThrow()));
    }
}
