package dev.gapless.server.posting;

import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import java.util.concurrent.atomic.AtomicInteger;

/// The place of a send in a run: sends of one connection to one channel, each of which is to be taken only if the one before was. The
/// first one that is refused and may be tried again breaks the run: no later one is taken, while those before it are; what only its sender
/// could mend is left out of the run. Any thread may call, but for what is said otherwise; a lane looks before it commits, and lanes take the
/// sends of a channel in the order in which they were submitted.
public final class SendOrder {
    private final Run run;
    private final int place;

    /// What the sends of a run share.
    private static final class Run {
        /// Place of the first that was refused and may be tried again.
        private final AtomicInteger brokenAt = new AtomicInteger(Integer.MAX_VALUE);
        // Touched only by the thread that submits the run.
        private int last;
        private boolean direct;
    }

    /// The first of a new run.
    public SendOrder() {
        this(new Run(), 0);
    }

    private SendOrder(Run run, int place) {
        this.run = run;
        this.place = place;
    }

    /// The one behind all that the run has so far. For the thread that submits the run.
    public SendOrder next() {
        return new SendOrder(run, ++run.last);
    }

    /// What is equal for sends of the same run, and for no others.
    public Object run() {
        return run;
    }

    /// The send was not taken.
    public void refused(GaplessException reason) {
        if (reason.code().kind() != ErrorCode.Kind.USER || reason.retryAfter().isPresent()) {
            run.brokenAt.accumulateAndGet(place, Math::min);
        }
    }

    /// True if the send may not be taken, since one before it was not.
    public boolean broken() {
        return place > run.brokenAt.get();
    }

    /// A send of the run went to the lanes of this process directly, and may still wait there.
    public void wentDirectly() {
        run.direct = true;
    }

    /// True if one did since the last call. Whatever follows it has to go behind it, to the same lane.
    public boolean takeDirect() {
        boolean was = run.direct;
        run.direct = false;
        return was;
    }

    /// What a later send is told.
    public static GaplessException outOfOrder() {
        return new GaplessException(
                ErrorCode.OUT_OF_ORDER, "follows: a send that was not taken (expected: one that was)");
    }
}
