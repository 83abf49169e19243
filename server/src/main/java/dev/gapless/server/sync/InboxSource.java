package dev.gapless.server.sync;

import dev.gapless.server.auth.Identity;
import java.util.Optional;

/// Somebody who has kept count of which conversations of a user changed. Any thread may call; waits a bounded time.
@FunctionalInterface
public interface InboxSource {
    /// Nobody: the user's and the channels' shards are asked each time.
    InboxSource NONE = (caller, since, limit) -> Optional.empty();

    /// The conversations that changed after a revision.
    ///
    /// @param since a revision that was given before, 0 for all
    /// @param limit conversations at most; if more changed, the answer is empty
    /// @return empty if it cannot tell, or lags: then the shards are asked
    Optional<InboxChanges> find(Identity caller, long since, int limit);
}
