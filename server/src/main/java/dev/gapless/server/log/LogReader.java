package dev.gapless.server.log;

import dev.gapless.protocol.event.EncodedEvent;
import dev.gapless.protocol.id.ChannelKey;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// Reads committed events and heads. Each call is one statement per shard touched. Any thread may call; blocks.
///
/// Access is not checked here: callers have passed [dev.gapless.server.access.ChannelAccess] before.
///
/// All methods throw [dev.gapless.protocol.error.GaplessException] `unavailable` if the shard is out of reach.
public interface LogReader {
    /// Events with seq above `after`, in order, at most `limit` (1 to [dev.gapless.protocol.codec.Limits#PAGE_MAX]).
    List<EncodedEvent> after(ChannelKey channel, long after, int limit);

    /// Where a channel stands, read from its shard, never from a cache.
    Head head(ChannelKey channel);

    /// Where many channels stand, one statement per shard. Channels that do not exist are left out.
    Map<ChannelKey, Head> heads(Collection<ChannelKey> channels);
}
