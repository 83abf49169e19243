package dev.gapless.server.tail;

import dev.gapless.protocol.codec.Limits;
import dev.gapless.protocol.event.ChannelClass;
import dev.gapless.protocol.event.EncodedEvent;
import dev.gapless.protocol.event.InterestLevel;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.Epoch;
import dev.gapless.protocol.id.UserId;
import dev.gapless.server.log.Head;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The live end of one channel in one gateway.
///
/// It hears of events from the lanes of this process, from the fan-out and from the log, in any order and any number of times, and
/// releases each seq once and in order into a [Ring], from which all local readers take. A seq that is missing while later ones
/// are known to exist is a hole; one that stays open for [TailConfig#holeWait] is filled by one log read. When the tail is so far
/// behind that the ring could not hold what is missing, it skips ahead, and the readers are told a gap.
///
/// Levels: at *full* it works as said. At *head* (no local reader wants events) it only knows where the channel stands.
///
/// Threads: any. State is guarded by one lock that is never held while blocking; readers read the ring without it. Waking the readers
/// is left to a thread of its own, so that a lane does not wait for a thousand of them.
final class ChannelTail {
    private static final Logger log = LoggerFactory.getLogger(ChannelTail.class);

    private final ChannelKey key;
    private final TailContext context;
    private final LongAdder allDelivered;
    private final LongAdder ownDelivered = new LongAdder();
    private final LongAdder ownBytes = new LongAdder();
    private final Readers readers = new Readers();
    private final AtomicBoolean wakeUnderWay = new AtomicBoolean();
    private final ReentrantLock startLock = new ReentrantLock();
    private final ReentrantLock backLock = new ReentrantLock();
    private final ReentrantLock lock = new ReentrantLock();
    private final HoleFiller holes;
    private final ReactionBurst burst;

    // Written under the lock.
    private volatile Ring ring;
    private volatile InterestLevel level = InterestLevel.NONE;
    private volatile Mark head = new Mark(Epoch.FIRST, 0, 0);
    private volatile boolean closed;

    // Guarded by the lock.
    private final TreeMap<Long, EventFrame> pending = new TreeMap<>();
    private boolean starting;
    private long releasedOrdinal;
    private long known;
    private boolean headTimerSet;
    private long emptySinceNanos;
    private long overServedSinceNanos;

    // Guarded by the start lock.
    private @Nullable RuntimeException startFailure;
    private long startFailedNanos;

    /// @param allDelivered counts events written to readers of all channels
    ChannelTail(ChannelKey key, TailContext context, LongAdder allDelivered) {
        this.key = key;
        this.context = context;
        this.allDelivered = allDelivered;
        this.ring = newRing(0);
        this.holes = new HoleFiller(key, context, lock, new Gaps());
        this.burst = new ReactionBurst(context.timer(), this::releaseHeld);
        this.emptySinceNanos = context.nanoTime().getAsLong();
    }

    ChannelKey key() {
        return key;
    }

    /// Level at which it is live: [InterestLevel#NONE] before its start.
    InterestLevel level() {
        return level;
    }

    /// Highest seq released and not held back; 0 below level full.
    long released() {
        return burst.released(ring.last());
    }

    /// True if the channel is hot: its events leave in runs.
    boolean hot() {
        return burst.hot();
    }

    /// The reactions, in a hot channel the events, from a seq on, up to `last`, as one frame.
    ///
    /// @return null if there are not two of them at hand
    @Nullable
    EventRun run(long from, long last) {
        return burst.run(ring, from, last);
    }

    /// Lowest seq in the ring; one above [#released] if the ring is empty.
    long first() {
        return ring.first();
    }

    @Nullable
    EventFrame frame(long seq) {
        return ring.get(seq);
    }

    /// What is known of the way of an event to the readers here.
    TailTrace trace(long seq) {
        EventFrame frame = ring.get(seq);
        if (frame != null) {
            return frame.times().told();
        }
        if (level != InterestLevel.FULL) {
            return new TailTrace.Unknown("the readers here want heads, not events");
        }
        return new TailTrace.Unknown(
                seq < first()
                        ? "older than what is kept here for readers, from seq " + first() + " on"
                        : "it has not come here");
    }

    /// Highest seq known to exist.
    Mark head() {
        return head;
    }

    long nanoTime() {
        return context.nanoTime().getAsLong();
    }

    Pushes pushes() {
        return context.pushes();
    }

    long accessRecheckNanos() {
        return context.config().accessRecheck().toNanos();
    }

    /// Counts events that were written to a reader.
    void delivered(long events, int bytes) {
        allDelivered.add(events);
        ownDelivered.add(events);
        ownBytes.add(bytes);
    }

    /// Bytes of events written to readers since this was asked before. Called by one thread.
    long takeBytes() {
        return ownBytes.sumThenReset();
    }

    /// Events written to readers since this was asked before. Called by one thread.
    long takeDelivered() {
        return ownDelivered.sumThenReset();
    }

    Readers readers() {
        return readers;
    }

    /// Where a subscriber at this level begins.
    Mark mark(InterestLevel wanted) {
        lock.lock();
        try {
            return wanted == InterestLevel.FULL ? new Mark(head.epoch(), ring.last(), releasedOrdinal) : head;
        } finally {
            lock.unlock();
        }
    }

    // ---- starting -------------------------------------------------------------------------------------------------

    /// Makes the tail live at a level: interest, barrier, head read. Returns at once if it is. Of many callers one does the work; others
    /// wait for it. Blocks.
    ///
    /// @throws dev.gapless.protocol.error.GaplessException `unavailable` if the shard is out of reach
    void start(InterestLevel wanted) {
        if (covers(wanted)) {
            return;
        }
        startLock.lock();
        try {
            if (covers(wanted) || closed) {
                return;
            }
            RuntimeException failure = startFailure;
            if (failure != null && nanoTime() - startFailedNanos < HoleFiller.RETRY_FIRST.toNanos()) {
                throw failure;
            }
            startFailure = null;
            collectFromNowOn();
            context.interest().announce(key, wanted);
            begin(context.log().head(key), wanted);
        } catch (RuntimeException e) {
            startFailure = e;
            startFailedNanos = nanoTime();
            giveUpStart();
            throw e;
        } finally {
            startLock.unlock();
        }
    }

    private boolean covers(InterestLevel wanted) {
        return level.number() >= wanted.number();
    }

    private void collectFromNowOn() {
        lock.lock();
        try {
            starting = true;
        } finally {
            lock.unlock();
        }
    }

    private void giveUpStart() {
        lock.lock();
        try {
            starting = false;
            pending.clear();
        } finally {
            lock.unlock();
        }
    }

    private void begin(Head at, InterestLevel wanted) {
        lock.lock();
        try {
            starting = false;
            Mark heard = head;
            known = Math.max(at.seq(), heard.seq());
            head = heard.seq() > at.seq()
                    ? new Mark(at.epoch(), heard.seq(), heard.ordinal())
                    : new Mark(at.epoch(), at.seq(), at.ordinal());
            if (wanted == InterestLevel.FULL) {
                ring = newRing(at.seq());
                burst.clear();
                burst.hot(at.channelClass() == ChannelClass.HOT);
                releasedOrdinal = at.ordinal();
                pending.headMap(at.seq(), true).clear();
                level = wanted;
                releasePending();
                holes.watch();
            } else {
                pending.clear();
                level = wanted;
            }
        } finally {
            lock.unlock();
        }
    }

    // ---- feeding --------------------------------------------------------------------------------------------------

    /// Takes what lanes of this process committed. Never blocks.
    void offer(List<EncodedEvent> events) {
        lock.lock();
        try {
            long before = released();
            long now = nanoTime();
            for (EncodedEvent event : events) {
                accept(event, FrameTimes.Source.COMMIT, now);
            }
            settle(before);
        } finally {
            lock.unlock();
        }
    }

    /// Takes one event that the fan-out pushed. Never blocks.
    void offer(EncodedEvent event) {
        lock.lock();
        try {
            long before = released();
            accept(event, FrameTimes.Source.PUSH, nanoTime());
            settle(before);
        } finally {
            lock.unlock();
        }
    }

    /// Hears that the channel has reached a seq. Never blocks.
    void learnHead(long seq, long ordinal) {
        lock.lock();
        try {
            raiseHead(seq, ordinal);
            settle(released());
        } finally {
            lock.unlock();
        }
    }

    /// Hears where the channel stands, as read from the log. If its numbering is another one, all readers start over. Never blocks.
    void learnHead(Head at) {
        lock.lock();
        try {
            if (level == InterestLevel.NONE || at.epoch().equals(head.epoch())) {
                long before = released();
                raiseHead(at.seq(), at.ordinal());
                if (at.seq() >= ring.last()) {
                    burst.hot(at.channelClass() == ChannelClass.HOT);
                }
                settle(before);
                return;
            }
            log.warn("channel={} has epoch={} instead of {}: its readers start over", key, at.epoch(), head.epoch());
            closed = true;
        } finally {
            lock.unlock();
        }
        readers.forEach(Subscription::numberingChanged);
    }

    private void accept(EncodedEvent event, FrameTimes.Source source, long now) {
        raiseHead(event.seq(), event.ordinal());
        if (level == InterestLevel.FULL) {
            long next = ring.last() + 1;
            if (event.seq() == next) {
                release(EventFrame.of(event, new FrameTimes(source, now)));
                releasePending();
            } else if (event.seq() > next) {
                hold(event, source, now);
            }
        } else if (starting) {
            hold(event, source, now);
        }
    }

    /// Keeps an event beyond a hole. If there are too many, those farthest ahead are forgotten: the log has them.
    private void hold(EncodedEvent event, FrameTimes.Source source, long now) {
        if (pending.size() >= context.config().pendingEvents() && event.seq() > pending.lastKey()) {
            return;
        }
        if (!pending.containsKey(event.seq())) {
            pending.put(event.seq(), EventFrame.of(event, new FrameTimes(source, now)));
            if (pending.size() > context.config().pendingEvents()) {
                pending.pollLastEntry();
            }
        }
    }

    private void raiseHead(long seq, long ordinal) {
        known = Math.max(known, seq);
        if (seq > head.seq()) {
            head = new Mark(head.epoch(), seq, ordinal);
        }
    }

    private void release(EventFrame frame) {
        ring.append(frame);
        frame.changedTo().ifPresent(channelClass -> burst.hot(channelClass == ChannelClass.HOT));
        burst.appended(frame, ring.capacity());
        releasedOrdinal = frame.ordinal();
        if (frame.endsMembership() && frame.subject() > 0) {
            UserId who = new UserId(frame.subject());
            readers.forEach(reader -> reader.left(who, frame.seq()));
        }
    }

    private void releaseHeld() {
        lock.lock();
        try {
            if (burst.letGo()) {
                wakeReaders();
            }
        } finally {
            lock.unlock();
        }
    }

    private void releasePending() {
        while (!pending.isEmpty() && pending.firstKey() <= ring.last() + 1) {
            EventFrame frame = pending.pollFirstEntry().getValue();
            if (frame.seq() == ring.last() + 1) {
                release(frame);
            }
        }
    }

    /// After each change: wakes readers for what was released, and looks after what is missing.
    private void settle(long releasedBefore) {
        if (released() != releasedBefore) {
            wakeReaders();
        }
        if (readers.anyAtHead() && !headTimerSet) {
            headTimerSet = true;
            context.timer().after(context.config().headEvery(), this::wakeForHead);
        }
        holes.watch();
    }

    private void wakeReaders() {
        if (wakeUnderWay.compareAndSet(false, true)) {
            context.executor().execute(() -> {
                wakeUnderWay.set(false);
                readers.forEach(reader -> {
                    if (reader.level() == InterestLevel.FULL) {
                        reader.markDirty();
                    }
                });
            });
        }
    }

    private void wakeForHead() {
        lock.lock();
        try {
            headTimerSet = false;
        } finally {
            lock.unlock();
        }
        context.executor().execute(() -> readers.forEach(reader -> {
            if (reader.level() == InterestLevel.HEAD) {
                reader.markDirty();
            }
        }));
    }

    // ---- holes ----------------------------------------------------------------------------------------------------

    /// What the filler sees of this tail.
    private final class Gaps implements HoleFiller.Gaps {
        @Override
        public boolean hole() {
            return level == InterestLevel.FULL && !closed && known > ring.last();
        }

        @Override
        public HoleFiller.Missing missing() {
            skipWhatTheRingCannotHold();
            long after = ring.last();
            return new HoleFiller.Missing(after, (int) Math.min(known - after, Limits.PAGE_MAX));
        }

        @Override
        public void take(long after, List<EncodedEvent> events) {
            lock.lock();
            try {
                takePage(after, events);
            } finally {
                lock.unlock();
            }
        }
    }

    private void takePage(long after, List<EncodedEvent> events) {
        long before = ring.last();
        if (events.isEmpty()) {
            if (before == after) {
                log.warn("channel={} was said to have seq={} but the log ends at {}", key, known, after);
                known = after;
                pending.clear();
            }
            return;
        }
        if (events.getFirst().seq() > before + 1) {
            skipTo(events.getFirst().seq() - 1);
        }
        long now = nanoTime();
        for (EncodedEvent event : events) {
            accept(event, FrameTimes.Source.LOG, now);
        }
        if (ring.last() != before) {
            wakeReaders();
        }
    }

    private void skipWhatTheRingCannotHold() {
        if (known - ring.last() > ring.capacity()) {
            skipTo(known - ring.capacity() / 2);
        }
    }

    /// Goes on from a later seq. What is skipped was seen by nobody here, so everyone's access is asked for again.
    private void skipTo(long seq) {
        pending.headMap(seq, true).clear();
        ring = newRing(seq);
        burst.clear();
        readers.forEach(Subscription::doubtAccess);
        releasePending();
        wakeReaders();
    }

    private Ring newRing(long last) {
        return new Ring(context.config().ringEvents(), context.config().ringBytes(), last);
    }

    /// Tries to have the ring reach back to a seq, by one log read for all who ask at the same time. Blocks.
    ///
    /// @throws dev.gapless.protocol.error.GaplessException `unavailable` if the shard is out of reach
    void reachBackTo(long seq) {
        backLock.lock();
        try {
            Ring current = ring;
            long first = current.first();
            if (seq >= first || current.last() + 1 - seq > current.capacity()) {
                return;
            }
            List<EncodedEvent> events = context.log().after(key, seq - 1, (int) (first - seq));
            FrameTimes.Source source = FrameTimes.Source.LOG;
            lock.lock();
            try {
                for (EncodedEvent event : events.reversed()) {
                    if (event.seq() == current.first() - 1
                            && !current.prepend(EventFrame.of(event, new FrameTimes(source, nanoTime())))) {
                        return;
                    }
                }
            } finally {
                lock.unlock();
            }
        } finally {
            backLock.unlock();
        }
    }

    // ---- readers --------------------------------------------------------------------------------------------------

    /// @return false if the tail cannot serve the subscription (any more): start it, or take another
    boolean attach(Subscription subscription) {
        lock.lock();
        try {
            if (closed || !covers(subscription.level())) {
                return false;
            }
            readers.add(subscription);
            return true;
        } finally {
            lock.unlock();
        }
    }

    void detach(Subscription subscription) {
        if (readers.remove(subscription)) {
            lock.lock();
            try {
                if (readers.isEmpty()) {
                    emptySinceNanos = nanoTime();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /// Lowers the level when nobody has wanted it for a while. Called every second or so by one thread.
    ///
    /// @return true if the tail is closed and to be forgotten
    boolean sweep() {
        lock.lock();
        try {
            long now = nanoTime();
            long grace = context.config().grace().toNanos();
            InterestLevel wanted = readers.wanted();
            if (closed) {
                return true;
            }
            if (wanted == InterestLevel.NONE && now - emptySinceNanos > grace && !startLock.isLocked()) {
                closed = true;
                if (level != InterestLevel.NONE) {
                    context.interest().lower(key, InterestLevel.NONE);
                }
                return true;
            }
            if (wanted != InterestLevel.HEAD || level != InterestLevel.FULL) {
                overServedSinceNanos = now;
            } else if (now - overServedSinceNanos > grace && !startLock.isLocked()) {
                level = InterestLevel.HEAD;
                ring = newRing(0);
                burst.clear();
                pending.clear();
                context.interest().lower(key, InterestLevel.HEAD);
            }
            return false;
        } finally {
            lock.unlock();
        }
    }
}
