package dev.gapless.fanout.inbox;

import java.util.concurrent.atomic.LongAdder;

/// What the inbox of one instance has done since its start. Any thread may read; stream threads add.
public final class InboxCounts {
    final LongAdder applied = new LongAdder();
    final LongAdder repeated = new LongAdder();
    final LongAdder early = new LongAdder();
    final LongAdder holes = new LongAdder();
    final LongAdder seeds = new LongAdder();
    final LongAdder seedsPassed = new LongAdder();
    final LongAdder updates = new LongAdder();
    final LongAdder changes = new LongAdder();
    final LongAdder poison = new LongAdder();
    final LongAdder threadsReplaced = new LongAdder();
    final LongAdder groupsReset = new LongAdder();
    final LongAdder answered = new LongAdder();
    final LongAdder notReady = new LongAdder();
    final LongAdder passedOn = new LongAdder();

    /// All at zero.
    public InboxCounts() {}

    /// Events applied, each once.
    public long applied() {
        return applied.sum();
    }

    /// Events that were there before.
    public long repeated() {
        return repeated.sum();
    }

    /// Events that came before an earlier one and had to wait.
    public long early() {
        return early.sum();
    }

    /// Holes given up: the buffer was full, or the missing event did not come in time. Not zero is a fault to be looked at.
    public long holes() {
        return holes.sum();
    }

    /// Channels that are sure again, or known for the first time, by a seed.
    public long seeds() {
        return seeds.sum();
    }

    /// Seeds that were not needed, or came too late.
    public long seedsPassed() {
        return seedsPassed.sum();
    }

    /// Updates told to users' tasks.
    public long updates() {
        return updates.sum();
    }

    /// Conversations that changed.
    public long changes() {
        return changes.sum();
    }

    /// Records that could not be read or handled, and were passed over.
    public long poison() {
        return poison.sum();
    }

    /// Stream threads that died and were replaced.
    public long threadsReplaced() {
        return threadsReplaced.sum();
    }

    /// Times that the consumer group was deleted, since the broker did not give its offsets. Not zero is a fault of a broker.
    public long groupsReset() {
        return groupsReset.sum();
    }

    /// Questions answered from the own stores.
    public long answered() {
        return answered.sum();
    }

    /// Questions that could not be answered.
    public long notReady() {
        return notReady.sum();
    }

    /// Questions passed on to the instance that owns the user.
    public long passedOn() {
        return passedOn.sum();
    }
}
