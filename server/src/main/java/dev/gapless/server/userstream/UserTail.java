package dev.gapless.server.userstream;

import dev.gapless.protocol.event.EncodedEvent;
import dev.gapless.protocol.event.InterestLevel;
import dev.gapless.schema.cursor.UserKey;
import dev.gapless.server.tail.TextFrame;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The live end of one user's stream in one gateway.
///
/// What comes is passed on at once, in whatever order: a cursor carries its revision. A revision that is missing below one that came,
/// or below a head that was heard of, is a hole; one that stays open is filled from the shard. Threads: any; one lock, never held
/// while blocking.
final class UserTail {
    private static final Logger log = LoggerFactory.getLogger(UserTail.class);
    private static final Duration HOLE_WAIT = Duration.ofMillis(50);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final int PAGE = 200;
    /// Revisions that came beyond a hole and are remembered; those forgotten come again when it is filled.
    private static final int AHEAD_MAX = 512;
    private static final long UNKNOWN = -1;

    private final UserKey user;
    private final UserTails.Context context;
    private final Set<UserReader> readers = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock.
    private final TreeSet<Long> ahead = new TreeSet<>();
    private long delivered = UNKNOWN;
    private long known;
    private boolean timerSet;
    private boolean closed;
    private long emptySinceNanos;

    UserTail(UserKey user, UserTails.Context context) {
        this.user = user;
        this.context = context;
        this.emptySinceNanos = context.nanoTime().getAsLong();
    }

    UserKey user() {
        return user;
    }

    /// @return false if it is closed: take another
    boolean attach(UserReader reader) {
        lock.lock();
        try {
            return !closed && readers.add(reader);
        } finally {
            lock.unlock();
        }
    }

    void detach(UserReader reader) {
        lock.lock();
        try {
            if (readers.remove(reader) && readers.isEmpty()) {
                emptySinceNanos = context.nanoTime().getAsLong();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Hears what the devices have been told to fetch by themselves: what lies above is to be pushed.
    void baseline(long revision) {
        lock.lock();
        try {
            if (delivered == UNKNOWN) {
                delivered = revision;
                advance();
            }
            learn(revision);
        } finally {
            lock.unlock();
        }
    }

    /// Takes a record from anywhere. Never blocks.
    void offer(EncodedEvent event) {
        long revision = event.seq();
        lock.lock();
        try {
            if (revision <= delivered || ahead.contains(revision)) {
                return;
            }
            pass(event);
            ahead.add(revision);
            if (ahead.size() > AHEAD_MAX) {
                ahead.pollLast();
            }
            advance();
            learn(revision);
        } finally {
            lock.unlock();
        }
    }

    /// Hears that the stream has reached a revision. Never blocks.
    void headAt(long revision) {
        lock.lock();
        try {
            learn(revision);
        } finally {
            lock.unlock();
        }
    }

    /// @return true if it is closed and to be forgotten
    boolean sweep(long nowNanos, Duration grace) {
        lock.lock();
        try {
            if (!closed && readers.isEmpty() && nowNanos - emptySinceNanos > grace.toNanos()) {
                // Before anybody can make another tail, which would announce its own interest.
                closed = true;
                context.interest().lower(UserTails.key(user), InterestLevel.NONE);
            }
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private void pass(EncodedEvent event) {
        byte[] frame = TextFrame.of(event.json());
        readers.forEach(reader -> reader.push(event.seq(), frame));
    }

    private void advance() {
        if (delivered == UNKNOWN) {
            return;
        }
        while (!ahead.isEmpty() && ahead.first() <= delivered + 1) {
            delivered = Math.max(delivered, ahead.pollFirst());
        }
    }

    private void learn(long revision) {
        known = Math.max(known, revision);
        if (hole() && !timerSet) {
            timerSet = true;
            context.timer().after(HOLE_WAIT, () -> context.executor().execute(this::fill));
        }
    }

    private boolean hole() {
        return delivered != UNKNOWN && known > delivered && !closed;
    }

    /// Reads what is missing. One at a time: the timer stays set while it runs.
    private void fill() {
        try {
            while (true) {
                long after;
                lock.lock();
                try {
                    if (!hole() || readers.isEmpty()) {
                        timerSet = false;
                        return;
                    }
                    after = delivered;
                } finally {
                    lock.unlock();
                }
                // Before the rows, so that it is never above what they hold.
                long revision = context.log().revisions(List.of(user)).getOrDefault(user, 0L);
                take(after, revision, context.log().since(user, after, PAGE));
            }
        } catch (RuntimeException e) {
            log.debug("user stream not read user={} cause={}", user, e.toString());
            context.timer().after(RETRY, () -> context.executor().execute(this::fill));
        }
    }

    private void take(long after, long revision, List<EncodedEvent> events) {
        lock.lock();
        try {
            for (EncodedEvent event : events) {
                if (event.seq() > delivered && !ahead.contains(event.seq())) {
                    pass(event);
                }
            }
            long last = events.isEmpty() ? after : events.getLast().seq();
            boolean all = events.size() < PAGE;
            delivered = Math.max(delivered, all ? Math.max(last, revision) : last);
            if (all && delivered < known && ahead.isEmpty()) {
                // A head that the shard does not know (any more).
                known = delivered;
            }
            ahead.headSet(delivered, true).clear();
            advance();
            if (all && !ahead.isEmpty() && delivered < known) {
                // What is ahead was passed on; the rows between were overwritten by newer moves.
                delivered = Math.max(delivered, Math.min(known, ahead.last()));
                ahead.clear();
            }
        } finally {
            lock.unlock();
        }
    }
}
