package dev.gapless.scenarios.run;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeviceClockTest {
    private final DeviceClock clock = new DeviceClock();

    @Test
    void goesWithTheMachineUntilItIsChanged() {
        long before = System.nanoTime();
        long shown = clock.getAsLong();
        assertTrue(before <= shown && shown <= System.nanoTime());
    }

    @Test
    void jumpsAheadAndStaysAhead() {
        long before = clock.getAsLong();
        clock.change(Duration.ofHours(1), 1);
        clock.change(Duration.ZERO, 1);
        assertTrue(clock.getAsLong() - before >= Duration.ofHours(1).toNanos());
    }

    @Test
    void goesFasterAndSlowerAndNeverBack() {
        long real = System.nanoTime();
        long shown = clock.getAsLong();
        clock.change(Duration.ZERO, 1_000);
        long last = shown;
        while (last - shown <= System.nanoTime() - real) { // it is faster than the machine, so this ends
            long now = clock.getAsLong();
            assertTrue(now >= last);
            last = now;
        }
        clock.change(Duration.ZERO, 0.001);
        assertTrue(clock.getAsLong() >= last);
    }
}
