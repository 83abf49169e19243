package dev.gapless.fanout.thread;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A stream thread that dies is replaced, one in a pause at most, for as long as the app is open: pushes and the inbox are hints, and
/// one that keeps trying is better than none.
///
/// A thread is fenced when a later member of its group has its name. That is another instance under the same name, or this one:
/// a broker that comes back may have taken in a join whose answer was lost, and fences the member that joined before. So being fenced
/// is a failure like others, until it happens [#MAX_FENCED] times within [#FENCED_WITHIN]: two instances that throw each other out
/// would do so for ever, and the first one stops.
///
/// Called on dying threads, one at a time or several at once.
public final class ThreadReplacement implements StreamsUncaughtExceptionHandler {
    static final int MAX_FENCED = 3;
    static final Duration FENCED_WITHIN = Duration.ofMinutes(1);
    /// How long a group waits for a member before it goes on without it, and a thread may be busy between two polls. A replaced thread has
    /// another name in its group than the dead one, and a broker that comes back may take the dead one for alive.
    public static final Duration REBALANCE_WITHIN = Duration.ofMinutes(1);
    private static final Logger log = LoggerFactory.getLogger(ThreadReplacement.class);

    private final String app;
    private final Duration pause;
    private final LongAdder replaced;
    private final CountDownLatch closed;
    private final LongSupplier nanos;
    /// When it was fenced. Guarded by itself.
    private final Deque<Long> fenced = new ArrayDeque<>();

    /// @param app for people
    /// @param replaced counts
    /// @param closed counted down when the app closes, which ends the pause
    /// @param nanos a monotonic clock
    public ThreadReplacement(
            String app, Duration pause, LongAdder replaced, CountDownLatch closed, LongSupplier nanos) {
        this.app = app;
        this.pause = pause;
        this.replaced = replaced;
        this.closed = closed;
        this.nanos = nanos;
    }

    @Override
    public StreamThreadExceptionResponse handle(Throwable failure) {
        if (isFencing(failure) && fencedTooOften()) {
            log.error("{} stops: another one runs under the same fanout.instance", app, failure);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        replaced.increment();
        log.warn("{} thread died and is replaced replaced={}", app, replaced.sum(), failure);
        try {
            return closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)
                    ? StreamThreadExceptionResponse.SHUTDOWN_CLIENT
                    : StreamThreadExceptionResponse.REPLACE_THREAD;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
    }

    private static boolean isFencing(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof FencedInstanceIdException) {
                return true;
            }
        }
        return false;
    }

    private boolean fencedTooOften() {
        long now = nanos.getAsLong();
        synchronized (fenced) {
            fenced.addLast(now);
            while (now - fenced.getFirst() > FENCED_WITHIN.toNanos()) {
                fenced.removeFirst();
            }
            return fenced.size() >= MAX_FENCED;
        }
    }
}
