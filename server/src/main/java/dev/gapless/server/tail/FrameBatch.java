package dev.gapless.server.tail;

import java.util.Arrays;

/// Frames that leave in one write. Confined to one writer.
public final class FrameBatch {
    private static final int FIRST_PARTS = 8;
    private static final byte[] NO_BYTES = {};

    private final int limitBytes;
    private byte[][] parts = new byte[FIRST_PARTS][];
    private byte[] joined = NO_BYTES;
    private FrameTimes[] events = new FrameTimes[FIRST_PARTS];
    private int count;
    private int noted;
    private int bytes;

    /// @param limitBytes once the frames reach this size, the batch is full
    public FrameBatch(int limitBytes) {
        this.limitBytes = limitBytes;
    }

    public void add(byte[] frame) {
        if (count == parts.length) {
            parts = Arrays.copyOf(parts, count * 2);
        }
        parts[count++] = frame;
        bytes += frame.length;
    }

    /// The event of these times is in it.
    void note(FrameTimes times) {
        if (noted == events.length) {
            events = Arrays.copyOf(events, noted * 2);
        }
        events[noted++] = times;
    }

    /// All of it is on the socket.
    public void written(long nanos) {
        for (int i = 0; i < noted; i++) {
            events[i].written(nanos);
        }
    }

    /// True if no further event should be added. Small control frames may still be.
    public boolean full() {
        return bytes >= limitBytes;
    }

    public boolean isEmpty() { return count == 0; }

    /// Number of frames.
    public int count() {
        return count;
    }

    /// Total size of the frames.
    public int bytes() {
        return bytes;
    }

    /// All bytes, from index 0 to [#bytes] of an array that is valid until the next use of this batch. A single frame is handed out
    /// as it is, without a copy, so the array must only be read.
    public byte[] join() {
        if (count == 1) {
            return parts[0];
        }
        if (joined.length < bytes) {
            joined = new byte[Math.max(bytes, Math.min(limitBytes, joined.length * 2))];
        }
        int at = 0;
        for (int i = 0; i < count; i++) {
            System.arraycopy(parts[i], 0, joined, at, parts[i].length);
            at += parts[i].length;
        }
        return joined;
    }

    /// Empties the batch for the next write.
    public void clear() {
        Arrays.fill(parts, 0, count, NO_BYTES);
        count = 0;
        bytes = 0;
        noted = 0;
    }
}
