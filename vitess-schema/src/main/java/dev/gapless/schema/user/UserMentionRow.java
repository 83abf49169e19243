package dev.gapless.schema.user;

import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.UserId;
import java.time.Instant;

/// A message that mentions a user, in the user's own list.
///
/// @param user who is mentioned
/// @param channel where
/// @param seq which message
/// @param actor who wrote it
/// @param at when it was posted, or by an edit came to mention the user
/// @param version seq of the event that made it so
/// @param mentioned false if an edit or delete has taken it back
public record UserMentionRow(
        UserId user, ChannelKey channel, long seq, UserId actor, Instant at, long version, boolean mentioned) {}
