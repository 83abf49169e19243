package dev.gapless.schema.channel;

import dev.gapless.protocol.event.MemberRole;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.UserId;
import java.time.Instant;

/// A membership, or what is left of one.
///
/// @param channel where
/// @param user who
/// @param role with which role
/// @param member false if the user has left
/// @param joinedSeq seq of the last join event
/// @param joinedOrdinal countable events of the channel up to there; -1 for a row of the first release, which did not keep it
/// @param version seq of the event that made the row so
/// @param updatedAt when
public record MemberRow(
        ChannelKey channel, UserId user, MemberRole role, boolean member, long joinedSeq, long joinedOrdinal,
        long version, Instant updatedAt) {}
