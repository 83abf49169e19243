package dev.gapless.fanout;

import java.util.concurrent.atomic.LongAdder;

/// What one instance has done since its start. Any thread may read; stream threads add.
public final class FanoutCounts {
    final LongAdder events = new LongAdder();
    final LongAdder pushes = new LongAdder();
    final LongAdder heads = new LongAdder();
    final LongAdder barriers = new LongAdder();
    final LongAdder poison = new LongAdder();
    final LongAdder threadsReplaced = new LongAdder();

    FanoutCounts() {}

    /// Events taken in.
    public long events() {
        return events.sum();
    }

    /// Events sent out, one per gateway.
    public long pushes() {
        return pushes.sum();
    }

    /// Heads sent out.
    public long heads() {
        return heads.sum();
    }

    /// Interests answered.
    public long barriers() {
        return barriers.sum();
    }

    /// Records that could not be read, handled or written, and were passed over.
    public long poison() {
        return poison.sum();
    }

    /// Stream threads that died and were replaced.
    public long threadsReplaced() {
        return threadsReplaced.sum();
    }
}
