package dev.gapless.server.mention;

import dev.gapless.protocol.event.Mention;
import dev.gapless.protocol.id.WorkspaceId;
import java.util.List;

/// Finds out whom a text names. Any thread may call; may block on one shard when a name is not known yet.
@FunctionalInterface
public interface Mentions {
    /// Names nobody: where there are no people.
    Mentions NONE = (workspace, text) -> List.of();

    /// The mentions in a text, in the order of their places, at most [dev.gapless.protocol.codec.Limits#MAX_MENTIONS]. A word
    /// that is nobody's handle stays text.
    ///
    /// @throws dev.gapless.protocol.error.GaplessException `unavailable` if a handle could not be looked up
    List<Mention> in(WorkspaceId workspace, String text);
}
