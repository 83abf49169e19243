package dev.gapless.protocol.trace;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.function.LongSupplier;

/// One moment on both clocks of a process. All times of an answer are told by one of these: were each told by a look of its own at both
/// clocks, a thread that waits for a processor between the two looks would move that time alone. Counted back from now, so that a wall
/// clock that was set in between does not stretch what happened.
///
/// @param us of the wall clock, since 1970
/// @param nanos of the clock that only rises
public record SameMoment(long us, long nanos) {
    private static final int LOOKS = 5;
    private static final long NEAR_NANOS = 20_000;
    private static final long NANOS_PER_US = 1_000;

    /// Looks at both, again if something came in between, and takes the best look.
    public static SameMoment of(InstantSource clock, LongSupplier nanos) {
        SameMoment best = new SameMoment(0, 0);
        long least = Long.MAX_VALUE;
        for (int i = 0; i < LOOKS && least > NEAR_NANOS; i++) {
            long before = nanos.getAsLong();
            long us = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
            long took = nanos.getAsLong() - before;
            if (took < least) {
                least = took;
                best = new SameMoment(us, before + took / 2);
            }
        }
        return best;
    }

    /// Microseconds since 1970 at a moment of the clock that only rises.
    public long usAt(long then) {
        return us - (nanos - then) / NANOS_PER_US;
    }
}
