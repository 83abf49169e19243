package dev.gapless.server.posting;

import java.time.Duration;

/// Waits. Injected, so that tests run on their own clock.
@FunctionalInterface
public interface Sleeper {
    void sleep(Duration time) throws InterruptedException;
}
