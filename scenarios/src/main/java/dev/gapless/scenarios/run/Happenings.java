package dev.gapless.scenarios.run;

import dev.gapless.scenarios.format.Occurrence;
import dev.gapless.scenarios.format.Scenario.Phase;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/// Counts what happens while the load goes on and after it, and wakes who waits for it. Any thread may call.
public final class Happenings {
    private static final int NO_LOAD = -1;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();
    private final Map<Occurrence, Long> counts = new EnumMap<>(Occurrence.class);
    private final Map<OfLoad, Long> ofLoads = new HashMap<>();
    private final Map<InPhase, Long> inPhases = new HashMap<>();
    private final RunClock clock;
    private final Measures measures;
    private int waiting;

    private record OfLoad(Occurrence what, int load) {}

    private record InPhase(Occurrence what, Phase phase) {}

    /// @param clock what happens before the load is not counted: everybody connects then
    /// @param measures knows the phase
    Happenings(RunClock clock, Measures measures) {
        this.clock = clock;
        this.measures = measures;
    }

    void happened(Occurrence what) {
        happened(what, NO_LOAD);
    }

    /// @param load whose send it concerns
    void happened(Occurrence what, int load) {
        happened(what, load, 1);
    }

    /// @param times how often at once
    void happened(Occurrence what, int load, long times) {
        if (!clock.started()) {
            return;
        }
        lock.lock();
        try {
            counts.merge(what, times, Long::sum);
            inPhases.merge(new InPhase(what, measures.phase()), times, Long::sum);
            if (load >= 0) {
                ofLoads.merge(new OfLoad(what, load), times, Long::sum);
            }
            if (waiting > 0) {
                more.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /// How often something happened.
    public long count(Occurrence what) {
        lock.lock();
        try {
            return counts.getOrDefault(what, 0L);
        } finally {
            lock.unlock();
        }
    }

    /// How often something happened in a phase.
    public long count(Occurrence what, Phase phase) {
        if (phase == Phase.WHOLE) {
            return count(what);
        }
        lock.lock();
        try {
            return inPhases.getOrDefault(new InPhase(what, phase), 0L);
        } finally {
            lock.unlock();
        }
    }

    /// Waits until something has happened so often.
    ///
    /// @param load only what concerns it; negative: everything
    /// @return false if it has not by then, or if the wait is no longer wanted
    boolean await(Occurrence what, int load, long times, long untilNanos, BooleanSupplier wanted)
            throws InterruptedException {
        lock.lock();
        waiting++;
        try {
            while (wanted.getAsBoolean()) {
                long count = load < 0
                        ? counts.getOrDefault(what, 0L)
                        : ofLoads.getOrDefault(new OfLoad(what, load), 0L);
                if (count >= times) {
                    return true;
                }
                long left = untilNanos - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                more.awaitNanos(Math.min(left, 100_000_000));
            }
            return false;
        } finally {
            waiting--;
            lock.unlock();
        }
    }
}
