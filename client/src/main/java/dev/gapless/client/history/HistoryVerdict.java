package dev.gapless.client.history;

import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Epoch;
import dev.gapless.protocol.id.Ordinal;
import dev.gapless.protocol.id.Position;
import dev.gapless.protocol.id.Seq;

/// What a [HistoryVerifier] found.
public sealed interface HistoryVerdict {
    ChannelId channel();

    /// Every seq from `first` to `head` is there once, in order, and ordinals count right.
    ///
    /// @param first first seq that retention has left, 1 if all are there
    /// @param head last seq
    /// @param ordinal last ordinal
    /// @param count events read
    /// @param digest SHA-256 in lower-case hex, over the canonical bytes of [EventDigest]
    record Dense(
            ChannelId channel, Epoch epoch, Seq first, Position head, Ordinal ordinal, long count, String digest)
            implements HistoryVerdict {}

    /// The log is not dense, or pages do not prove that it is.
    ///
    /// @param at first seq that is missing or wrong
    /// @param flaw what was found and what was expected
    record Broken(ChannelId channel, Seq at, String flaw) implements HistoryVerdict {}
}
