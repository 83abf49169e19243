package dev.gapless.server.cursor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A bounded queue with one thread that takes whatever waits, up to a batch: under load batches grow by themselves. As with lanes it is a
/// platform thread: there are few, and each statement of a virtual one would wait for its turn behind thousands of connections.
///
/// @param <T> what waits
final class WorkQueue<T> implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(WorkQueue.class);
    private static final long POLL_MS = 200;
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);

    private final ArrayBlockingQueue<T> queue;
    private final int batch;
    private final Consumer<List<T>> work;
    private final Thread thread;
    private volatile boolean closing;
    private volatile boolean ended;

    /// @param work on the queue's thread; must not throw
    WorkQueue(String name, int capacity, int batch, Consumer<List<T>> work) {
        this.queue = new ArrayBlockingQueue<>(capacity);
        this.batch = batch;
        this.work = work;
        this.thread = Thread.ofPlatform().name(name).start(this::run);
    }

    /// @return false if it is full or closing: then it was not taken
    boolean offer(T task) {
        if (closing || !queue.offer(task)) {
            return false;
        }
        return !(ended && queue.remove(task));
    }

    int size() {
        return queue.size();
    }

    private void run() {
        try {
            while (!(closing && queue.isEmpty())) {
                T first = queue.poll(POLL_MS, TimeUnit.MILLISECONDS);
                if (first != null) {
                    List<T> tasks = new ArrayList<>();
                    tasks.add(first);
                    queue.drainTo(tasks, batch - 1);
                    work.accept(tasks);
                }
            }
        } catch (InterruptedException e) {
            log.warn("queue interrupted thread={}", Thread.currentThread().getName());
        } finally {
            ended = true;
        }
    }

    /// Works off what waits; what comes from now on is not taken.
    @Override
    public void close() {
        closing = true;
        try {
            thread.join(CLOSE_WAIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
