package dev.gapless.schema.shard;

import java.time.Duration;

/// Waiting, as an argument, so that tests do without it.
@FunctionalInterface
public interface Pause {
    /// Blocks the calling thread.
    void pause(Duration duration) throws InterruptedException;
}
