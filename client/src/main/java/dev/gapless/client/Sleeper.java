package dev.gapless.client;

import java.time.Duration;

/// Waits between retries; tests wait no time.
@FunctionalInterface
public interface Sleeper {
    /// Real waiting.
    Sleeper SYSTEM = Thread::sleep;

    void sleep(Duration duration) throws InterruptedException;
}
