package dev.gapless.protocol.api;

import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.id.UserId;

/// A message that holds the words.
///
/// @param channel where
/// @param seq which message
/// @param actor who wrote it
/// @param atMs when, ms since 1970
/// @param text its text as it is now
public record SearchHit(ChannelId channel, Seq seq, UserId actor, long atMs, String text) {}
