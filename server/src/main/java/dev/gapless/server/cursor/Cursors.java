package dev.gapless.server.cursor;

import java.util.function.Consumer;

/// The door for devices that have read something. Any thread may call.
@FunctionalInterface
public interface Cursors {
    /// Queues a mark and returns at once.
    ///
    /// @param outcome called exactly once, on the caller's thread or another; must neither block nor throw
    void submit(ReadMark mark, Consumer<CursorOutcome> outcome);
}
