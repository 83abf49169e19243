package dev.gapless.bench.soak;

import dev.gapless.bench.Waits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/// Kills parts of the stack and brings them back: after so many acts, which one and for how long as the seed says, one at a time.
/// A thread of its own; [#close] brings back what is down.
final class Killer implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final int MAX_DOWN_MS = 4_000;

    private final Random random;
    private final int every;
    private final Duration away;
    private final List<Part> parts;
    private final LongAdder acts;
    private final Consumer<String> progress;
    private final Ledger ledger;
    private final Map<String, Integer> kills = new TreeMap<>();
    private final Semaphore idle = new Semaphore(1, true);
    private final Thread thread;
    private final LongAdder done = new LongAdder();
    private volatile boolean ended;

    /// Something that can be killed.
    ///
    /// @param name for people; several may have the same
    /// @param kill ends it as `kill -9` does
    /// @param start brings it back and waits until it is ready
    record Part(String name, Runnable kill, Runnable start) {}

    /// @param every acts between two kills, 0 for none
    /// @param away how long something stays down, zero for a time by chance
    /// @param acts how many were done
    Killer(long seed, int every, Duration away, List<Part> parts, LongAdder acts, Ledger ledger,
            Consumer<String> progress) {
        this.random = new Random(~seed);
        this.every = every;
        this.away = away;
        this.parts = new ArrayList<>(parts);
        this.acts = acts;
        this.ledger = ledger;
        this.progress = progress;
        this.thread = Thread.ofPlatform().name("killer").start(this::run);
    }

    /// All that were due have been killed and are back, and nothing goes down until [#resume]. To be called by one thread.
    void pause() {
        while (every > 0 && !ended && done.sum() < acts.sum() / every) {
            Waits.run(LOOK);
        }
        idle.acquireUninterruptibly();
    }

    void resume() {
        idle.release();
    }

    /// How often each was killed.
    Map<String, Integer> kills() {
        return kills;
    }

    private void run() {
        for (long next = every; every > 0 && !ended; next += every) {
            Part part = parts.get(random.nextInt(parts.size()));
            Duration chance = Duration.ofMillis(random.nextInt(MAX_DOWN_MS));
            Duration down = away.isZero() ? chance : away;
            while (acts.sum() < next && !ended) {
                Waits.run(LOOK);
            }
            idle.acquireUninterruptibly();
            try {
                if (!ended) {
                    kill(part, down);
                }
                done.increment();
            } finally {
                idle.release();
            }
        }
    }

    private void kill(Part part, Duration down) {
        try {
            progress.accept("kill -9 " + part.name() + " after " + acts.sum() + " acts, for " + down.toMillis()
                    + " ms");
            part.kill().run();
            kills.merge(part.name(), 1, Integer::sum);
            Waits.run(down);
            part.start().run();
        } catch (RuntimeException e) {
            ledger.problem(part.name() + " did not come back: " + e.getMessage());
            ended = true;
        }
    }

    /// Waits until what is down is back.
    @Override
    public void close() {
        ended = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
