package dev.gapless.protocol.event;

import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Ordinal;
import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.id.UserId;
import java.time.Instant;

/// One entry of a channel's log.
///
/// @param channel which channel
/// @param seq its place: dense, 1 for the first
/// @param ordinal countable events up to and including this one
/// @param actor who did it
/// @param at when it was committed, in whole milliseconds, by the gateway's clock; order comes from `seq`, never from here
/// @param body what happened
public record Event(ChannelId channel, Seq seq, Ordinal ordinal, UserId actor, Instant at, EventBody body) {}
