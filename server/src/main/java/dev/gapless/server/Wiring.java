package dev.gapless.server;

import dev.gapless.server.posting.Sleeper;
import java.time.Clock;
import java.util.Random;
import java.util.random.RandomGenerator;

/// Time and chance for all features; the one place of the role where they are taken from the machine.
///
/// @param clock wall-clock time, UTC
/// @param random takes calls from any thread
/// @param sleeper waits
record Wiring(Clock clock, RandomGenerator random, Sleeper sleeper) {
    static Wiring ofThisMachine() {
        return new Wiring(Clock.systemUTC(), new Random(), Thread::sleep);
    }
}
