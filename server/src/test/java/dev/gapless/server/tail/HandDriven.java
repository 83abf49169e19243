package dev.gapless.server.tail;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/// Timer and executor that run only when told to, on the caller's thread.
final class HandDriven implements Timer, Executor {
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private final Queue<Runnable> timers = new ArrayDeque<>();

    @Override
    public void after(Duration delay, Runnable task) {
        timers.add(task);
    }

    @Override
    public void execute(Runnable task) {
        waiting.add(task);
    }

    /// Runs what has been handed to threads.
    void runThreads() {
        for (Runnable task = waiting.poll(); task != null; task = waiting.poll()) {
            task.run();
        }
    }

    /// Fires the timers that are set now.
    void fireTimers() {
        for (int due = timers.size(); due > 0; due--) {
            timers.remove().run();
        }
    }

    /// Runs everything until nothing is left.
    void settle() {
        while (!waiting.isEmpty() || !timers.isEmpty()) {
            runThreads();
            fireTimers();
        }
    }

    boolean timersSet() {
        return !timers.isEmpty();
    }
}
