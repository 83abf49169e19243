package dev.gapless.protocol.event;

import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;

/// A user's own stream: what concerns all devices of one person and no channel. It rides the pipes of the channels, under a key
/// made of the user's id, but stands in no log.
///
/// `seq` is the user's revision, which has no holes; `ordinal` is 0. A record may be lost: then the next one, or the repeated head,
/// shows a hole, and the device asks for what it lacks.
public final class UserStream {
    /// A read position moved; the value is a `cursor` frame.
    public static final int CURSOR_MOVED = 101;

    private UserStream() {}

    /// The record key of a user's stream.
    public static ChannelKey key(WorkspaceId workspace, UserId user) {
        return new ChannelKey(workspace, new ChannelId(user.value()));
    }

    /// True for kinds that belong to a user and not to a channel.
    public static boolean holds(int kind) {
        return kind > 100;
    }
}
