package dev.gapless.server.access;

import dev.gapless.protocol.event.ChannelKind;
import dev.gapless.protocol.event.MemberRole;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.schema.channel.ChannelRow;
import dev.gapless.schema.channel.MemberRow;
import java.util.Optional;

/// A channel that the caller may see, and what the caller is in it.
///
/// @param row the channel
/// @param member the caller's membership; empty for somebody who reads a public channel from outside
public record SeenChannel(ChannelRow row, Optional<MemberRow> member) {
    public ChannelKey key() {
        return row.key();
    }

    public boolean joined() {
        return member.isPresent();
    }

    /// True for channels whose members are fixed.
    public boolean direct() {
        return row.head().kind() == ChannelKind.DM || row.head().kind() == ChannelKind.GROUP_DM;
    }

    /// True if the caller has one of the roles that may remove others.
    public boolean administers() {
        return member.map(MemberRow::role)
                .filter(role -> role == MemberRole.OWNER || role == MemberRole.ADMIN)
                .isPresent();
    }
}
