package dev.gapless.server.sync;

import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.schema.cursor.UserKey;
import java.util.Collection;

/// Hears what the inbox has lost track of. Any thread may call; never blocks, and may forget.
public interface InboxSeeds {
    /// Nobody: what is lost stays with the shards.
    InboxSeeds NONE = new InboxSeeds() {
        @Override
        public void channels(Collection<ChannelKey> lost) {}

        @Override
        public void cursors(UserKey user, long knownTo) {}
    };

    /// Channels that the inbox is not sure of, or has never heard of.
    void channels(Collection<ChannelKey> lost);

    /// A user whose own stream the inbox knows up to a revision only, and there is more.
    void cursors(UserKey user, long knownTo);
}
