package dev.gapless.protocol.api;

import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Ordinal;
import dev.gapless.protocol.id.Seq;

/// A send that is in the log.
///
/// @param channel where
/// @param seq its place, for ever
/// @param ordinal its place among countable events
/// @param atMs commit time, ms since 1970
/// @param key the idempotency key
/// @param duplicate true if an earlier send with this key and text is the one meant
public record SendAnswer(ChannelId channel, Seq seq, Ordinal ordinal, long atMs, String key, boolean duplicate) {}
