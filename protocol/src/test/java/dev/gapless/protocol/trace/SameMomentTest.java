package dev.gapless.protocol.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

class SameMomentTest {
    private static final long SINCE_1970_US = 1_700_000_000_000_000L;

    /// Two clocks of one time, and a thread that loses its processor between the first two looks.
    private long nowNanos;
    private long pauseNanos;

    private Instant wall() {
        nowNanos += pauseNanos;
        pauseNanos = 0;
        return Instant.EPOCH.plus(SINCE_1970_US + nowNanos / 1_000, ChronoUnit.MICROS);
    }

    @Test
    void aThreadThatWaitsBetweenTheTwoLooksMovesNoTime() {
        pauseNanos = 50_000_000;
        InstantSource clock = this::wall;
        SameMoment now = SameMoment.of(clock, () -> nowNanos);
        assertEquals(SINCE_1970_US, now.usAt(0));
        assertEquals(SINCE_1970_US + 7, now.usAt(7_000));
    }
}
