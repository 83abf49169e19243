package dev.gapless.protocol.export;

import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.UserId;

/// A line of a `members` file; also of somebody who has left.
///
/// @param member false for somebody who has left
/// @param version seq of the event that made it so
public record ExportedMember(
        ChannelId channel, UserId user, String role, boolean member, long joinedSeq, long joinedOrdinal, long version,
        long updatedMs) {}
