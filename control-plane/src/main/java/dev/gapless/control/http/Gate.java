package dev.gapless.control.http;

import dev.gapless.control.act.Actor;
import dev.gapless.control.act.Write;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.id.WorkspaceId;
import java.util.Optional;

/// Who may come in. Any thread may call; may block on one shard.
public interface Gate {
    /// @param token what stands after `Bearer`; empty without one
    /// @throws GaplessException `unauthenticated`
    Actor authenticate(Optional<String> token);

    /// @throws GaplessException `not-allowed`
    void admit(Actor actor, AdminRoute.Guard guard);

    /// The workspace that somebody names, if the actor may know of it.
    ///
    /// @param slugOrId slug, or id in its text form
    /// @throws GaplessException `not-found`, alike for a missing and for a foreign one
    WorkspaceId workspace(Actor actor, String slugOrId);

    /// Hears of what was refused. Must not throw.
    ///
    /// @param workspace that the path names, if it was found
    /// @param target what was to be acted on
    void refused(Write write, Optional<WorkspaceId> workspace, String target, GaplessException refusal);
}
