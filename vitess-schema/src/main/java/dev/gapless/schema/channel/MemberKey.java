package dev.gapless.schema.channel;

import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.UserId;

/// A user in a channel.
///
/// @param channel where
/// @param user who
public record MemberKey(ChannelKey channel, UserId user) {}
