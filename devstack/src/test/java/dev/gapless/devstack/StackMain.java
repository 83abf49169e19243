package dev.gapless.devstack;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;

/// A stack in a JVM of its own, for tests that kill it. Arguments: data directory, cache.
public final class StackMain {
    static final String READY = "stack main is ready";

    private StackMain() {}

    public static void main(String[] args) throws InterruptedException {
        DevStack.start(
                DevStackOptions.in(Path.of(args[0]), Path.of(args[1])).withPorts(0, 0),
                Clock.systemUTC(),
                new SecureRandom());
        System.out.println(READY);
        Thread.currentThread().join();
    }
}
