package dev.gapless.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/// Sends prepared HTTP requests at a rate. Open model: the latency of a request counts from the moment it was due, whether or not there
/// was a free connection then. Where the server does not keep up, what could not be sent by the end is told as an error, and latencies
/// are those of the rest.
public final class RequestLoad {
    private static final int CONNECTIONS = 128;
    private static final long MAX_MICROS = 120_000_000L;
    private static final int OK = 200;
    /// Requests that are this late at the end are not sent any more: the server does not keep up.
    private static final long OVERRUN_NANOS = 2_000_000_000L;
    /// Less than this is waited for by looking at the clock.
    private static final long SPIN_NANOS = 60_000;

    private final List<InetSocketAddress> servers;
    private final List<byte[]> requests;
    private final double perSecond;
    private final AtomicLong next = new AtomicLong();
    private final Histogram latency = new Histogram(MAX_MICROS, 3);
    private final Map<String, Long> errors = new TreeMap<>();
    private long bytes;
    private long startNanos;
    private long measureNanos;
    private long endNanos;

    /// What came out.
    ///
    /// @param answered answers with status 200 to requests that were due while measuring
    /// @param errors other outcomes, by what they were, warm-up included
    /// @param bytesEach mean size of an answer
    /// @param seconds length of the measurement
    /// @param latency microseconds from due to answered
    public record Result(
            long answered, Map<String, Long> errors, double bytesEach, double seconds, Histogram latency) {
        public double perSecond() {
            return answered / seconds;
        }
    }

    /// @param requests sent in turn
    public RequestLoad(List<InetSocketAddress> servers, List<byte[]> requests, double perSecond) {
        this.servers = List.copyOf(servers);
        this.requests = List.copyOf(requests);
        this.perSecond = perSecond;
    }

    /// Runs once.
    public Result run(Duration warmUp, Duration length) {
        startNanos = System.nanoTime();
        measureNanos = startNanos + warmUp.toNanos();
        endNanos = measureNanos + length.toNanos();
        CountDownLatch done = new CountDownLatch(CONNECTIONS);
        for (int i = 0; i < CONNECTIONS; i++) {
            InetSocketAddress server = servers.get(i % servers.size());
            Thread.ofVirtual().name("bench-request-" + i).start(() -> {
                try {
                    work(server);
                } finally {
                    done.countDown();
                }
            });
        }
        try {
            done.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        synchronized (errors) {
            long answered = latency.getTotalCount();
            return new Result(
                    answered, Map.copyOf(errors), answered == 0 ? 0 : (double) bytes / answered,
                    length.toNanos() / 1e9, latency.copy());
        }
    }

    /// Takes turns until the end; a connection that fails is made anew.
    private void work(InetSocketAddress server) {
        boolean more = true;
        while (more) {
            try (HttpLine line = new HttpLine(server)) {
                while (more) {
                    more = turn(line);
                }
            } catch (IOException e) {
                error("connection: " + e.getMessage());
            }
            more = more && System.nanoTime() < endNanos;
        }
    }

    /// @return false at the end
    private boolean turn(HttpLine line) throws IOException {
        long number = next.getAndIncrement();
        long due = startNanos + (long) (number * 1e9 / perSecond);
        if (due >= endNanos) {
            return false;
        }
        await(due);
        if (System.nanoTime() > endNanos + OVERRUN_NANOS) {
            error("not sent in time");
            return true;
        }
        HttpLine.Reply reply = line.ask(requests.get((int) (number % requests.size())));
        long micros = (System.nanoTime() - due) / 1000;
        if (reply.status() != OK) {
            error("status " + reply.status());
        } else if (due >= measureNanos) {
            synchronized (errors) {
                latency.recordValue(Math.clamp(micros, 0, MAX_MICROS));
                bytes += reply.bytes();
            }
        }
        return true;
    }

    private static void await(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            if (left > SPIN_NANOS) {
                LockSupport.parkNanos(left - SPIN_NANOS);
            } else {
                Thread.onSpinWait();
            }
        }
    }

    private void error(String what) {
        synchronized (errors) {
            errors.merge(what, 1L, Long::sum);
        }
    }
}
