package dev.gapless.protocol.api;

import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.id.UserId;

/// A message that mentions the caller.
///
/// @param channel where
/// @param seq which message
/// @param actor who wrote it
/// @param atMs when, ms since 1970
/// @param text its text as it is now
/// @param read true if the caller's cursor is at or behind it
public record MentionView(ChannelId channel, Seq seq, UserId actor, long atMs, String text, boolean read) {}
