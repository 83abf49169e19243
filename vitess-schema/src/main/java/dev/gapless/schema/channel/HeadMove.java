package dev.gapless.schema.channel;

import dev.gapless.protocol.id.ChannelKey;

/// What a transaction makes of a head.
///
/// @param key which channel
/// @param lastSeq new last seq
/// @param lastOrdinal new last ordinal
/// @param memberSeq new seq of the last member event
/// @param memberChange members joined less members left
/// @param lastEventMs time of the last event, in ms since 1970
public record HeadMove(
        ChannelKey key, long lastSeq, long lastOrdinal, long memberSeq, long memberChange, long lastEventMs) {}
