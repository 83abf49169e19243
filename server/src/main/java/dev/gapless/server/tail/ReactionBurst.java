package dev.gapless.server.tail;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Holds back the reactions at the end of a tail for a moment, so that a burst of them is a few frames a second to each reader, not
/// one each. Whatever is no reaction lets all go at once: order is never touched. In a hot channel everything waits for a shorter
/// moment, so that each reader gets a few frames with many events.
///
/// Threads: changed under the lock of its tail, read by any.
final class ReactionBurst {
    /// How long a reaction may wait for others. The first of a burst waits too: whoever reacts alone is seen that much later.
    static final Duration HOLD = Duration.ofMillis(250);

    /// How long an event of a hot channel may wait for others; `RouteBook` counts on it.
    static final Duration HOT_HOLD = Duration.ofMillis(50);
    /// A run of a hot channel ends with the event that reaches so many bytes.
    private static final int RUN_BYTES = 32 * 1024;

    private static final long NONE = 0;

    private final Timer timer;
    private final Runnable due;
    private boolean timerSet;
    private volatile boolean hot;
    private volatile long from = NONE;
    private volatile @Nullable EventRun lastRun;

    /// @param due called when what is held has waited long enough; takes the lock and calls [#letGo]
    ReactionBurst(Timer timer, Runnable due) {
        this.timer = timer;
        this.due = due;
    }

    /// The highest seq that readers may have.
    ///
    /// @param last of the ring
    long released(long last) {
        long held = from;
        return held == NONE ? last : Math.min(last, held - 1);
    }

    /// From here on the channel is hot, or no longer. What waits is let go.
    void hot(boolean now) {
        if (hot != now) {
            hot = now;
            from = NONE;
        }
    }

    /// True if events leave in runs.
    boolean hot() {
        return hot;
    }

    /// Sees what was appended to the ring.
    void appended(EventFrame frame, int capacity) {
        if (!hot && !frame.reaction()) {
            from = NONE;
        } else if (from == NONE) {
            from = frame.seq();
            if (!timerSet) {
                timerSet = true;
                timer.after(hot ? HOT_HOLD : HOLD, due);
            }
        } else if (frame.seq() - from >= Math.min(EventRun.MAX_EVENTS, capacity / 2)) {
            from = NONE;
        }
    }

    /// The time is over.
    ///
    /// @return true if anything was held
    boolean letGo() {
        timerSet = false;
        boolean held = from != NONE;
        from = NONE;
        return held;
    }

    /// Another ring begins.
    void clear() {
        from = NONE;
    }

    /// The reactions, in a hot channel the events, of the ring from a seq on, up to `last`, as one frame, made once for all readers.
    ///
    /// @return null if there are not two of them at hand
    @Nullable
    EventRun run(Ring ring, long first, long last) {
        EventRun known = lastRun;
        if (known != null && known.from() == first && known.to() <= last) {
            return known;
        }
        List<EventFrame> frames = new ArrayList<>();
        int bytes = 0;
        boolean all = hot;
        for (long seq = first; seq <= last && frames.size() < EventRun.MAX_EVENTS && bytes < RUN_BYTES; seq++) {
            EventFrame frame = ring.get(seq);
            if (frame == null || !(all || frame.reaction())) {
                break;
            }
            frames.add(frame);
            bytes += frame.bytes().length;
        }
        if (frames.size() < 2) {
            return null;
        }
        EventRun made = EventRun.of(frames);
        lastRun = made;
        return made;
    }
}
