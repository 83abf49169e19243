package dev.gapless.devstack;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;

/// A stack that starts and stops: the training run for an ahead-of-time cache of `gapless up` (`-XX:AOTCacheOutput=FILE`). With the cache a
/// start takes less than half of the CPU time, and children of the stack use it too.
///
/// Argument: an empty directory for the data, which the caller deletes.
public final class TrainingMain {
    private TrainingMain() {}

    /// Starts a stack on free ports and stops it.
    ///
    /// @param args data directory
    public static void main(String[] args) {
        Path cache = Places.of(System.getenv(), Path.of(System.getProperty("user.home"))).cache();
        DevStackOptions options = DevStackOptions.in(Path.of(args[0]), cache).withPorts(0, 0);
        try (DevStack stack = DevStack.start(options, Clock.systemUTC(), new SecureRandom())) {
            System.out.println("ready in " + stack.ready().toMillis() + " ms");
        }
    }
}
