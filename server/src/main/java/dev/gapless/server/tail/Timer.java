package dev.gapless.server.tail;

import java.time.Duration;

/// Runs short tasks later. Tasks must not block.
@FunctionalInterface
public interface Timer {
    void after(Duration delay, Runnable task);
}
