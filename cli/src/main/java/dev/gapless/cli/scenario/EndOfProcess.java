package dev.gapless.cli.scenario;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Has a piece of work end in order when the process is asked to end (Ctrl-C, SIGTERM): it is told, and waited for. Closed by the work itself.
final class EndOfProcess implements AutoCloseable {
    private static final Duration WITHIN = Duration.ofSeconds(60);

    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook;

    private EndOfProcess(String name, Runnable interrupt) {
        this.hook = new Thread(() -> await(interrupt), name);
    }

    /// @param interrupt tells the work that it is to end soon; called on a thread of its own
    static EndOfProcess of(String name, Runnable interrupt) {
        EndOfProcess ending = new EndOfProcess(name, interrupt);
        Runtime.getRuntime().addShutdownHook(ending.hook);
        return ending;
    }

    private void await(Runnable interrupt) {
        interrupt.run();
        try {
            boolean _ = done.await(WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// The work is over.
    @Override
    public void close() {
        done.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is ending: the hook is at work, and sees that the work is over.
            return;
        }
    }
}
