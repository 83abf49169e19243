package dev.gapless.server.access;

import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.server.auth.Identity;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/// Decides who may read a channel. Any thread may call; may block on one shard.
public interface ChannelAccess {
    /// Passes if the caller is a member, or the channel is public in the caller's workspace.
    ///
    /// @return the channel's key in the caller's workspace
    /// @throws dev.gapless.protocol.error.GaplessException `not-found` for a missing channel, one of another workspace, and a
    ///     private one that the caller is not in, all alike
    ChannelKey requireReadable(Identity caller, ChannelId channel);

    /// Of many channels those that the caller may read. Implementations should ask in one statement per shard.
    default Map<ChannelId, ChannelKey> readable(Identity caller, Collection<ChannelId> channels) {
        Map<ChannelId, ChannelKey> readable = new HashMap<>();
        for (ChannelId channel : channels) {
            try {
                readable.put(channel, requireReadable(caller, channel));
            } catch (GaplessException e) {
                if (e.code() != ErrorCode.NOT_FOUND) {
                    throw e;
                }
            }
        }
        return readable;
    }
}
