package dev.gapless.server;

import dev.gapless.protocol.planted.PlantedBug;
import dev.gapless.server.posting.Sleeper;
import java.time.Clock;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;

/// Time and chance for all features; the one place of the role where they are taken from the machine.
///
/// @param clock wall-clock time, UTC
/// @param random takes calls from any thread
/// @param sleeper waits
/// @param bug what is wrong on purpose
record Wiring(Clock clock, RandomGenerator random, Sleeper sleeper, Optional<PlantedBug> bug) {
    static Wiring ofThisMachine(Optional<PlantedBug> bug) {
        return new Wiring(Clock.systemUTC(), new Random(), Thread::sleep, bug);
    }
}
