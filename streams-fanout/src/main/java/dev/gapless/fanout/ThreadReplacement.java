package dev.gapless.fanout;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A stream thread that dies is replaced, one in a pause at most, for as long as the app is open: pushes are hints, and a
/// fan-out that keeps trying is better than none. Only when another instance runs under the same name does the app stop, since
/// the two would throw each other out for ever. Called on the dying thread.
final class ThreadReplacement implements StreamsUncaughtExceptionHandler {
    private static final Logger log = LoggerFactory.getLogger(ThreadReplacement.class);

    private final Duration pause;
    private final FanoutCounts counts;
    private final CountDownLatch closed;

    /// @param closed counted down when the app closes, which ends the pause
    ThreadReplacement(Duration pause, FanoutCounts counts, CountDownLatch closed) {
        this.pause = pause;
        this.counts = counts;
        this.closed = closed;
    }

    @Override
    public StreamThreadExceptionResponse handle(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof FencedInstanceIdException) {
                log.error("Fan-out stops: another one runs under the same fanout.instance", failure);
                return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
            }
        }
        counts.threadsReplaced.increment();
        log.warn("Fan-out thread died and is replaced replaced={}", counts.threadsReplaced(), failure);
        try {
            if (closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
}
