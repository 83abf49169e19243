package dev.gapless.protocol.api;

import dev.gapless.protocol.id.ChannelId;
import java.util.List;
import java.util.Optional;

/// What a run would remove from a page of channels.
///
/// @param asOfMs the time at which it was asked; give it with the run, and it removes exactly this
/// @param events how many, direct messages included
/// @param messages how many of them are messages
/// @param channels what each would lose; direct messages are not named
/// @param next of the page, if there are more channels
public record RetentionPreview(
        long asOfMs, long events, long messages, List<Loss> channels, Optional<String> next) {
    public RetentionPreview {
        channels = List.copyOf(channels);
    }

    /// What a channel would lose.
    ///
    /// @param channel which
    /// @param name without the `#`
    /// @param from first seq that would go
    /// @param to last one
    /// @param messages how many of them are messages
    /// @param held true if more would go, were there no legal hold
    public record Loss(
            ChannelId channel, Optional<String> name, long from, long to, long messages, boolean held) {}
}
