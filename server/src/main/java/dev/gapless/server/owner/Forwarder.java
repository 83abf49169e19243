package dev.gapless.server.owner;

import dev.gapless.protocol.owner.OwnerAnswer;
import dev.gapless.protocol.owner.OwnerBatch;

/// The way to an owner. Any thread may call; waits no longer than its patience.
@FunctionalInterface
interface Forwarder {
    Told forward(Peer owner, OwnerBatch batch);

    /// How it went.
    sealed interface Told {
        /// It has answered each of the sends.
        record Answered(OwnerAnswer answer) implements Told {}

        /// It surely has taken none.
        record NotTaken(String why) implements Told {}

        /// It may have taken some, or be about to.
        record InDoubt(String why) implements Told {}
    }
}
