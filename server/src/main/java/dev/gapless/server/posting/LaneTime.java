package dev.gapless.server.posting;

import java.time.Duration;
import java.util.function.LongSupplier;

/// The time as a lane sees it.
///
/// @param source nanoseconds that only rise
/// @param sleeper waits
record LaneTime(LongSupplier source, Sleeper sleeper) {
    long nanos() {
        return source.getAsLong();
    }

    void sleep(Duration wait) throws InterruptedException {
        sleeper.sleep(wait);
    }
}
