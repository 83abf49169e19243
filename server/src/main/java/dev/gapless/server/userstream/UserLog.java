package dev.gapless.server.userstream;

import dev.gapless.protocol.event.EncodedEvent;
import dev.gapless.schema.cursor.UserKey;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// Where the streams of users can be read back. Any thread may call; blocks.
///
/// All methods throw [dev.gapless.protocol.error.GaplessException] `unavailable` if the shard is out of reach.
public interface UserLog {
    /// Where streams stand, one statement per shard; those that have not begun are left out.
    Map<UserKey, Long> revisions(Collection<UserKey> users);

    /// The cursors that moved after a revision, in the order of their revisions, as they are pushed.
    List<EncodedEvent> since(UserKey user, long since, int limit);
}
