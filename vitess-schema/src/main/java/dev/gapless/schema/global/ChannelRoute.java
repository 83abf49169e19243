package dev.gapless.schema.global;

import dev.gapless.protocol.event.ChannelClass;
import dev.gapless.protocol.id.ChannelKey;
import java.time.Instant;
import java.util.Optional;

/// A channel whose class is watched over: one that heat made hot, or one that somebody pinned. All others keep the class that they have.
///
/// @param channel which
/// @param base class that it goes back to
/// @param wanted class that it is to have
/// @param since when that was decided
/// @param why in words, for people
/// @param applied whether the channel has been given the class
/// @param pin who decided it and until when; empty if heat did
public record ChannelRoute(
        ChannelKey channel, ChannelClass base, ChannelClass wanted, Instant since, String why, boolean applied,
        Optional<Pin> pin) {
    /// Somebody decided the class.
    ///
    /// @param until when the decision ends by itself
    /// @param actor who
    public record Pin(Instant until, String actor) {}

    /// The same, with the class given.
    public ChannelRoute done() {
        return new ChannelRoute(channel, base, wanted, since, why, true, pin);
    }
}
