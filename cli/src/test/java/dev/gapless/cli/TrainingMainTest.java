package dev.gapless.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingMainTest {
    @Test
    void runsEveryCommandOfTheTraining(@TempDir Path home) throws Exception {
        TestWorld world = new TestWorld(home);
        TrainingMain.train(world.surroundings(""));
        assertEquals("", world.err());
        for (String seen : new String[] {
            "Usage: gapless", "gapless top  ", "\"heat_known\":true", "acme", "what runs"
        }) {
            assertTrue(world.out().contains(seen), () -> seen + " in " + world.out());
        }
    }
}
