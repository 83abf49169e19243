package dev.gapless.fanout.heat;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/// What heat of one instance has done since its start. Any thread may read; stream threads add.
public final class HeatCounts {
    final LongAdder sends = new LongAdder();
    final LongAdder reports = new LongAdder();
    final LongAdder late = new LongAdder();
    final LongAdder passedOver = new LongAdder();
    final LongAdder poison = new LongAdder();
    final LongAdder threadsReplaced = new LongAdder();
    final AtomicLong channels = new AtomicLong();

    HeatCounts() {}

    /// Messages counted.
    public long sends() {
        return sends.sum();
    }

    /// Reports of gateways counted.
    public long reports() {
        return reports.sum();
    }

    /// Records that were too old to count.
    public long late() {
        return late.sum();
    }

    /// Records of channels for which there was no place.
    public long passedOver() {
        return passedOver.sum();
    }

    /// Records that could not be read.
    public long poison() {
        return poison.sum();
    }

    /// Stream threads that died and were replaced.
    public long threadsReplaced() {
        return threadsReplaced.sum();
    }

    /// Channels that are told of now.
    public long channels() {
        return channels.get();
    }
}
