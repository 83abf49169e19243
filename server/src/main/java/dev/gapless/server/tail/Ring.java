package dev.gapless.server.tail;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// The latest events of one channel, `first` to `last` without holes, bounded in number and bytes.
///
/// Written under the lock of its [ChannelTail]; read by any thread without a lock. A reader asks for a seq and gets its frame, or nothing
/// if that seq has left the ring (or has not come). What makes this safe: frames are immutable and know their seq; `first` moves
/// before a slot is emptied or used again; `last` moves after the slot is filled.
final class Ring {
    private static final int FIRST_SLOTS = 16;

    private final int maxEvents;
    private final int maxBytes;
    private volatile AtomicReferenceArray<@Nullable EventFrame> slots = new AtomicReferenceArray<>(FIRST_SLOTS);
    private volatile long first;
    private volatile long last;
    private int bytes;

    /// An empty ring behind `last`.
    ///
    /// @param maxEvents rounded down to a power of two
    Ring(int maxEvents, int maxBytes, long last) {
        this.maxEvents = Integer.highestOneBit(maxEvents);
        this.maxBytes = maxBytes;
        this.first = last + 1;
        this.last = last;
    }

    long first() {
        return first;
    }

    long last() {
        return last;
    }

    int capacity() {
        return maxEvents;
    }

    @Nullable
    EventFrame get(long seq) {
        AtomicReferenceArray<@Nullable EventFrame> current = slots;
        EventFrame frame = current.get((int) (seq & (current.length() - 1)));
        return frame != null && frame.seq() == seq ? frame : null;
    }

    /// Adds the event after the last one, and drops the oldest where bounds ask for it.
    void append(EventFrame frame) {
        if (frame.seq() != last + 1) {
            throw new IllegalStateException("seq: " + frame.seq() + " (expected: " + (last + 1) + ")");
        }
        if (last + 1 - first >= slots.length()) {
            growOrEvict();
        }
        put(frame);
        last = frame.seq();
        while (bytes > maxBytes && first < last) {
            evictFirst();
        }
    }

    /// Adds the event before the first one.
    ///
    /// @return false if there is no room
    boolean prepend(EventFrame frame) {
        if (frame.seq() != first - 1) {
            throw new IllegalStateException("seq: " + frame.seq() + " (expected: " + (first - 1) + ")");
        }
        if (last + 1 - first >= maxEvents || bytes + frame.bytes().length > maxBytes) {
            return false;
        }
        if (last + 1 - first >= slots.length()) {
            growOrEvict();
        }
        put(frame);
        first = frame.seq();
        return true;
    }

    private void put(EventFrame frame) {
        AtomicReferenceArray<@Nullable EventFrame> current = slots;
        current.set((int) (frame.seq() & (current.length() - 1)), frame);
        bytes += frame.bytes().length;
    }

    private void growOrEvict() {
        AtomicReferenceArray<@Nullable EventFrame> current = slots;
        if (current.length() >= maxEvents) {
            evictFirst();
            return;
        }
        AtomicReferenceArray<@Nullable EventFrame> larger = new AtomicReferenceArray<>(current.length() * 2);
        for (long seq = first; seq <= last; seq++) {
            larger.set((int) (seq & (larger.length() - 1)), current.get((int) (seq & (current.length() - 1))));
        }
        slots = larger;
    }

    private void evictFirst() {
        long seq = first;
        EventFrame frame = get(seq);
        first = seq + 1;
        if (frame != null) {
            bytes -= frame.bytes().length;
            slots.set((int) (seq & (slots.length() - 1)), null);
        }
    }
}
