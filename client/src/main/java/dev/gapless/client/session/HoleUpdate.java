package dev.gapless.client.session;

import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Seq;

/// A run of events that exist and have not been shown yet: opened when the device starts to pull them, repaired when the
/// last of them was delivered. A channel has one open hole at most.
public sealed interface HoleUpdate {
    ChannelId channel();

    Seq from();

    Seq to();

    /// @param channel which
    /// @param from first missing seq
    /// @param to last seq known to be missing, `from` or more
    record HoleOpened(ChannelId channel, Seq from, Seq to) implements HoleUpdate {}

    /// The same hole; all its events were delivered before this news.
    record HoleRepaired(ChannelId channel, Seq from, Seq to) implements HoleUpdate {}
}
