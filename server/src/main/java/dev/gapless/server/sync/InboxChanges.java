package dev.gapless.server.sync;

import dev.gapless.protocol.id.ChannelId;
import java.util.List;

/// What an [InboxSource] knows. It decides which conversations are looked at and in which order, never what is said of them: that is
/// read from the shards.
///
/// @param revision to be given as `since` next time
/// @param changed all that changed
/// @param check channels that it does not follow, so that they have to be looked at
/// @param cursorsTo revision of the user's own stream up to which all cursors are known to it
/// @param left channels that the user has left, among those that changed
/// @param members how many channels among those that changed the user is in
/// @param sure false if it has lost track of some channel of the workspace
public record InboxChanges(
        long revision,
        List<Changed> changed,
        List<ChannelId> check,
        long cursorsTo,
        List<ChannelId> left,
        int members,
        boolean sure) {
    /// A conversation that changed.
    ///
    /// @param channel which
    /// @param revision at which it last changed: the higher, the later
    /// @param unread messages not read
    /// @param mentions mentions not read
    public record Changed(ChannelId channel, long revision, long unread, long mentions) {}

    public InboxChanges {
        changed = List.copyOf(changed);
        check = List.copyOf(check);
        left = List.copyOf(left);
    }
}
