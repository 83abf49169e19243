package dev.gapless.server.posting;

import dev.gapless.server.auth.Identity;
import java.util.function.Consumer;

/// The door to the lanes: takes a send, tells the outcome once. Any thread may call.
public interface Posting {
    /// Queues a send and returns; waits only to look up people who are named in the text and not known yet.
    ///
    /// @param caller who sends
    /// @param message what
    /// @param order its place in the run it belongs to; a run of its own if it follows no other send
    /// @param outcome called exactly once, on any thread; must neither block nor throw
    /// @throws dev.gapless.protocol.error.GaplessException if somebody could not be looked up; nothing was queued
    void submit(Identity caller, NewMessage message, SendOrder order, Consumer<PostOutcome> outcome);
}
