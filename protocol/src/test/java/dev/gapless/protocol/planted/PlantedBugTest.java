package dev.gapless.protocol.planted;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlantedBugTest {
    @Test
    void noneIsThereUnlessTheProcessWasStartedWithOne() {
        assertEquals(Optional.empty(), PlantedBug.of("", true));
        assertEquals(Optional.empty(), PlantedBug.of("", false));
        assertEquals(Optional.of(PlantedBug.SKIP_SEQ), PlantedBug.of("skip-seq", true));
    }

    @Test
    void aProcessThatOthersReachRefusesToStartWithOne() {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class,
                        () -> PlantedBug.of("skip-seq", PlantedBug.loopback("0.0.0.0")));
        assertEquals(
                "gapless.planted-bug: skip-seq (expected: none, since this process listens to other machines)",
                refused.getMessage());
    }

    @Test
    void anUnknownOneIsRefused() {
        String message = String.valueOf(
                assertThrows(IllegalArgumentException.class, () -> PlantedBug.of("skip", true))
                        .getMessage());
        assertTrue(
                message.startsWith("gapless.planted-bug: skip (expected: one of ack-before-commit, reuse-seq, "),
                message);
    }
}
