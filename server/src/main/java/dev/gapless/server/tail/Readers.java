package dev.gapless.server.tail;

import dev.gapless.protocol.event.InterestLevel;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// The subscriptions of one tail. Adding and removing take constant time, so that ten thousand people can come to one channel at once.
/// Any thread may call; [#forEach] holds the lock, so what it calls must be short.
final class Readers {
    private static final int FIRST_SLOTS = 2;

    private final ReentrantLock lock = new ReentrantLock();
    private Subscription[] slots = new Subscription[FIRST_SLOTS];
    private int count;
    private volatile int full;
    private volatile int atHead;

    void add(Subscription subscription) {
        lock.lock();
        try {
            if (count == slots.length) {
                slots = Arrays.copyOf(slots, count * 2);
            }
            subscription.slot = count;
            slots[count++] = subscription;
            tally(subscription, 1);
        } finally {
            lock.unlock();
        }
    }

    /// @return false if it was not there (any more)
    boolean remove(Subscription subscription) {
        lock.lock();
        try {
            int slot = subscription.slot;
            if (slot < 0) {
                return false;
            }
            Subscription last = slots[--count];
            slots[slot] = last;
            last.slot = slot;
            clear(count);
            subscription.slot = Subscription.NO_SLOT;
            tally(subscription, -1);
            return true;
        } finally {
            lock.unlock();
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // Under the lock; volatile is for reading without it.
    private void tally(Subscription subscription, int change) {
        if (subscription.level() == InterestLevel.FULL) {
            full += change;
        } else {
            atHead += change;
        }
    }

    @SuppressWarnings("NullAway") // A slot at or above the count is never read.
    private void clear(int slot) {
        slots[slot] = null;
    }

    void forEach(Consumer<Subscription> act) {
        lock.lock();
        try {
            for (int i = 0; i < count; i++) {
                act.accept(slots[i]);
            }
        } finally {
            lock.unlock();
        }
    }

    /// The highest level that anyone wants.
    InterestLevel wanted() {
        return full > 0 ? InterestLevel.FULL : atHead > 0 ? InterestLevel.HEAD : InterestLevel.NONE;
    }

    /// Subscriptions of any level.
    int size() {
        return full + atHead;
    }

    boolean isEmpty() { return full == 0 && atHead == 0; }

    /// True if somebody reads at level head.
    boolean anyAtHead() {
        return atHead > 0;
    }
}
