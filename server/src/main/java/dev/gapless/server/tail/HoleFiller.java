package dev.gapless.server.tail;

import dev.gapless.protocol.event.EncodedEvent;
import dev.gapless.protocol.id.ChannelKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads from the log what a tail misses: once a hole is as old as [TailConfig#holeWait], page by page, one reader at a time, and
/// later again, with growing pauses, if the log is out of reach.
///
/// Threads: its state is guarded by the lock of its tail, which is never held while the log is read.
final class HoleFiller {
    private static final Logger log = LoggerFactory.getLogger(HoleFiller.class);
    static final Duration RETRY_FIRST = Duration.ofMillis(250);
    private static final int RETRY_DOUBLINGS = 4;

    /// The tail, as seen from here. All but [#take] are called with the lock held.
    interface Gaps {
        boolean hole();

        /// What to read next, while there is a hole.
        Missing missing();

        /// Takes what was read after a seq, in order; empty if the log has nothing there. Takes the lock itself.
        void take(long after, List<EncodedEvent> events);
    }

    /// A page of the log.
    ///
    /// @param after the seq before the first that is missing
    /// @param limit how many are, at most a page
    record Missing(long after, int limit) {}

    private final ChannelKey key;
    private final TailContext context;
    private final ReentrantLock lock;
    private final Gaps gaps;

    // Guarded by the lock.
    private boolean timerSet;
    private boolean filling;
    private int failures;

    HoleFiller(ChannelKey key, TailContext context, ReentrantLock lock, Gaps gaps) {
        this.key = key;
        this.context = context;
        this.lock = lock;
        this.gaps = gaps;
    }

    /// Sees to it that a hole, if there is one, will be filled. Called with the lock held. Never blocks.
    void watch() {
        if (!timerSet && !filling && gaps.hole()) {
            timerSet = true;
            context.timer().after(delay(), this::timerFired);
        }
    }

    private Duration delay() {
        return failures == 0
                ? context.config().holeWait()
                : RETRY_FIRST.multipliedBy(1L << Math.min(failures - 1, RETRY_DOUBLINGS));
    }

    private void timerFired() {
        lock.lock();
        try {
            timerSet = false;
            if (filling || !gaps.hole()) {
                return;
            }
            filling = true;
        } finally {
            lock.unlock();
        }
        context.executor().execute(this::fill);
    }

    private void fill() {
        try {
            for (Missing page = next(); page != null; page = next()) {
                gaps.take(page.after(), context.log().after(key, page.after(), page.limit()));
            }
        } catch (RuntimeException e) {
            if (failed() == 1) {
                log.warn("channel={} cannot be read to fill a hole, trying again: {}", key, e.toString());
            }
        } finally {
            lock.lock();
            try {
                filling = false;
                watch();
            } finally {
                lock.unlock();
            }
        }
    }

    private @Nullable Missing next() {
        lock.lock();
        try {
            if (gaps.hole()) {
                return gaps.missing();
            }
            failures = 0;
            return null;
        } finally {
            lock.unlock();
        }
    }

    private int failed() {
        lock.lock();
        try {
            return ++failures;
        } finally {
            lock.unlock();
        }
    }
}
