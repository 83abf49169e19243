package dev.gapless.schema.user;

import dev.gapless.protocol.event.MemberRole;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.UserId;
import java.time.Instant;

/// A channel in a user's list.
///
/// @param channel which
/// @param user whose list
/// @param role with which role
/// @param member false if the user has left
/// @param version seq of the member event that made it so
/// @param updatedAt when
public record UserChannelRow(
        ChannelKey channel, UserId user, MemberRole role, boolean member, long version, Instant updatedAt) {}
