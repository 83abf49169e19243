package dev.gapless.fanout.thread;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.junit.jupiter.api.Test;

class ThreadReplacementTest {
    private final LongAdder replaced = new LongAdder();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicLong nanos = new AtomicLong();
    private final ThreadReplacement threads =
            new ThreadReplacement("Test", Duration.ofMillis(1), replaced, closed, nanos::get);

    @Test
    void replacesWhatDiesAsOftenAsItDies() {
        for (int i = 0; i < 50; i++) {
            assertEquals(StreamThreadExceptionResponse.REPLACE_THREAD, threads.handle(new StreamsException("dead")));
        }
        assertEquals(50, replaced.sum());
    }

    @Test
    void goesOnWhenABrokerThatCameBackFencesItsOwnEarlierJoin() {
        for (int i = 0; i < 20; i++) {
            assertEquals(StreamThreadExceptionResponse.REPLACE_THREAD, threads.handle(fenced()));
            assertEquals(StreamThreadExceptionResponse.REPLACE_THREAD, threads.handle(fenced()));
            nanos.addAndGet(ThreadReplacement.FENCED_WITHIN.toNanos() + 1);
        }
    }

    @Test
    void stopsWhenAnotherInstanceKeepsThrowingItOut() {
        for (int i = 1; i < ThreadReplacement.MAX_FENCED; i++) {
            assertEquals(StreamThreadExceptionResponse.REPLACE_THREAD, threads.handle(fenced()));
            nanos.addAndGet(Duration.ofSeconds(5).toNanos());
        }
        assertEquals(StreamThreadExceptionResponse.SHUTDOWN_CLIENT, threads.handle(fenced()));
    }

    @Test
    void stopsWithTheApp() {
        closed.countDown();
        assertEquals(StreamThreadExceptionResponse.SHUTDOWN_CLIENT, threads.handle(new StreamsException("dead")));
    }

    private static StreamsException fenced() {
        return new StreamsException(new FencedInstanceIdException("another one"));
    }
}
