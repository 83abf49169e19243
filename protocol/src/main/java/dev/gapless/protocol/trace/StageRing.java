package dev.gapless.protocol.trace;

import dev.gapless.protocol.id.ChannelKey;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Optional;

/// The times of the stages of recent events, in one array of longs that is made once: taking a time makes no object, takes no lock and
/// never waits.
///
/// An event has one place, given by its channel and seq, and keeps it until another event with the same place comes. So the ring
/// remembers each of the last [#EVENTS] events more likely than not, and any event the likelier the newer it is.
///
/// Threads: any. A place is written by one thread at a time; whoever comes while another writes there gives up, and the event is not
/// remembered. A reader sees a place whole or not at all.
public final class StageRing {
    /// Places.
    public static final int EVENTS = 8_192;
    /// Times of one event.
    public static final int STAGES = 5;
    /// What [#open] says when another thread is at the place.
    public static final int BUSY = -1;

    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int WORKSPACE = 1;
    private static final int CHANNEL = 2;
    private static final int SEQ = 3;
    private static final int FIRST_STAGE = 4;
    private static final int WIDTH = FIRST_STAGE + STAGES;
    private static final int READ_TRIES = 64;
    private static final long SPREAD = 0x9e3779b97f4a7c15L;

    /// Per place: a version, odd while somebody writes; whose place it is; the times.
    private final long[] words = new long[EVENTS * WIDTH];

    /// Takes the place of an event, all its times unknown. Whoever gets it calls [#set] and, in any case, [#close].
    ///
    /// @return the place, or [#BUSY]
    public int open(ChannelKey key, long seq) {
        int place = place(key, seq);
        if (!lock(place)) {
            return BUSY;
        }
        LONGS.setOpaque(words, place + WORKSPACE, key.workspace().value());
        LONGS.setOpaque(words, place + CHANNEL, key.channel().value());
        LONGS.setOpaque(words, place + SEQ, seq);
        for (int stage = 0; stage < STAGES; stage++) {
            LONGS.setOpaque(words, place + FIRST_STAGE + stage, 0L);
        }
        return place;
    }

    /// @param value 0 for unknown
    public void set(int place, int stage, long value) {
        LONGS.setOpaque(words, place + FIRST_STAGE + stage, value);
    }

    /// Shows what was set to readers.
    public void close(int place) {
        LONGS.setRelease(words, place, (long) LONGS.getOpaque(words, place) + 1);
    }

    /// Adds a time to an event, if it still has its place.
    public void mark(ChannelKey key, long seq, int stage, long value) {
        int place = place(key, seq);
        if (lock(place)) {
            if (holds(place, key, seq)) {
                set(place, stage, value);
            }
            close(place);
        }
    }

    /// The times of an event; empty if it has no place here (any more).
    ///
    /// @return [#STAGES] values, 0 for unknown
    public Optional<long[]> find(ChannelKey key, long seq) {
        int place = place(key, seq);
        for (int i = 0; i < READ_TRIES; i++) {
            long before = (long) LONGS.getAcquire(words, place);
            if ((before & 1) == 0) {
                boolean here = holds(place, key, seq);
                long[] values = new long[STAGES];
                for (int stage = 0; stage < STAGES; stage++) {
                    values[stage] = (long) LONGS.getOpaque(words, place + FIRST_STAGE + stage);
                }
                VarHandle.acquireFence();
                if ((long) LONGS.getOpaque(words, place) == before) {
                    return here ? Optional.of(values) : Optional.empty();
                }
            }
            Thread.onSpinWait();
        }
        return Optional.empty();
    }

    private boolean holds(int place, ChannelKey key, long seq) {
        return (long) LONGS.getOpaque(words, place + SEQ) == seq
                && (long) LONGS.getOpaque(words, place + CHANNEL) == key.channel().value()
                && (long) LONGS.getOpaque(words, place + WORKSPACE) == key.workspace().value();
    }

    private boolean lock(int place) {
        long version = (long) LONGS.getAcquire(words, place);
        return (version & 1) == 0 && LONGS.compareAndSet(words, place, version, version + 1);
    }

    /// Neighbouring seqs of a channel have different places.
    private static int place(ChannelKey key, long seq) {
        long mixed = (key.channel().value() ^ Long.rotateLeft(key.workspace().value(), 32)) * SPREAD;
        return (int) (((mixed >>> 40) + seq) & (EVENTS - 1)) * WIDTH;
    }
}
