package dev.gapless.server.posting;

import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;

/// A run of sends of one connection to one channel, each of which is to be taken only if the one before was. The first one that
/// may be tried again breaks it, and no later one is taken; what only its sender could mend is left out of the run. Any thread may
/// call; a lane looks before it commits, and lanes take the sends of a channel in the order in which they were submitted.
public final class SendOrder {
    private volatile boolean broken;
    /// Touched only by the thread that submits the run.
    private boolean direct;

    /// A send of the run was not taken.
    public void refused(GaplessException reason) {
        if (reason.code().kind() != ErrorCode.Kind.USER || reason.retryAfter().isPresent()) {
            broken = true;
        }
    }

    /// True if no later send may be taken.
    public boolean broken() {
        return broken;
    }

    /// A send of the run went to the lanes of this process directly, and may still wait there.
    public void wentDirectly() {
        direct = true;
    }

    /// True if one did since the last call. Whatever follows it has to go behind it, to the same lane.
    public boolean takeDirect() {
        boolean was = direct;
        direct = false;
        return was;
    }

    /// What a later send is told.
    public static GaplessException outOfOrder() {
        return new GaplessException(
                ErrorCode.OUT_OF_ORDER, "follows: a send that was not taken (expected: one that was)");
    }
}
