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
/// @param joinedSeq seq of the join event; 0 if the user has left, or for a row of the first release
/// @param joinedOrdinal countable events of the channel up to there
/// @param version seq of the member event that made it so
/// @param updatedAt when
public record UserChannelRow(
        ChannelKey channel, UserId user, MemberRole role, boolean member, long joinedSeq, long joinedOrdinal,
        long version, Instant updatedAt) {}
