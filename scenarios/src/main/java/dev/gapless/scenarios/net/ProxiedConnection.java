package dev.gapless.scenarios.net;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// One connection through a [TcpProxy]: for each direction a thread that reads and one that writes when it is time.
final class ProxiedConnection {
    private static final int CHUNK = 16 * 1024;
    private static final int QUEUED = 64;
    private static final int WAKE_MS = 500;
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);
    /// COM_QUERY "commit", as it ends a packet of the MySQL protocol; in either case.
    private static final byte[] COMMIT = "\u0003commit".getBytes(StandardCharsets.US_ASCII);
    private static final Duration COMMIT_NEEDS = Duration.ofMillis(150);

    private final TcpProxy proxy;
    private final Socket client;
    private final Socket upstream;
    private volatile boolean answersLost;
    private volatile boolean over;
    private final AtomicInteger ended = new AtomicInteger();

    /// Bytes and when they are due; empty: the end.
    @SuppressWarnings("ArrayRecordComponent") // handed from the reader to the writer, once
    private record Chunk(byte[] bytes, long dueNanos) {}

    ProxiedConnection(TcpProxy proxy, Socket client, Socket upstream) {
        this.proxy = proxy;
        this.client = client;
        this.upstream = upstream;
    }

    void start() {
        pipe(client, upstream, true);
        pipe(upstream, client, false);
    }

    /// Ends both sides with RST.
    void reset() {
        over = true;
        resetQuietly(client);
        resetQuietly(upstream);
        proxy.gone(this);
    }

    static void resetQuietly(Socket socket) {
        try {
            if (!socket.isClosed()) {
                socket.setSoLinger(true, 0);
            }
            socket.close();
        } catch (IOException e) {
            // It is gone, which is what was wanted.
            return;
        }
    }

    private void pipe(Socket from, Socket to, boolean towardsTarget) {
        BlockingQueue<Chunk> queue = new ArrayBlockingQueue<>(QUEUED);
        Thread.ofVirtual().name("proxy-read").start(() -> read(from, queue, towardsTarget));
        Thread.ofVirtual().name("proxy-write").start(() -> write(to, queue));
    }

    private void read(Socket from, BlockingQueue<Chunk> queue, boolean towardsTarget) {
        byte[] buffer = new byte[CHUNK];
        try {
            while (!over) {
                int count = from.getInputStream().read(buffer);
                Weather weather = proxy.weather();
                while (weather.flow() == Weather.Flow.HALF_OPEN && !over) {
                    Pause.of(LOOK_EVERY);
                    weather = proxy.weather();
                }
                if (count < 0) {
                    put(queue, new Chunk(new byte[0], due(weather.slowClose())));
                    return;
                }
                if (weather.flow() == Weather.Flow.BLACKHOLE || !towardsTarget && answersLost) {
                    continue;
                }
                byte[] bytes = Arrays.copyOf(buffer, count);
                boolean commit = towardsTarget && isCommit(bytes);
                boolean cut = commit && proxy.cutThisCommit();
                if (cut) {
                    answersLost = true;
                }
                Duration late = weather.latency().plusNanos(proxy.jitterNanos(weather.jitter().toNanos()));
                put(queue, new Chunk(bytes, due(commit ? late.plus(weather.slowCommits()) : late)));
                if (cut) {
                    Pause.of(COMMIT_NEEDS);
                    proxy.wasCut();
                    reset();
                }
            }
        } catch (IOException e) {
            hangUp(queue);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void put(BlockingQueue<Chunk> queue, Chunk chunk) throws InterruptedException {
        boolean taken = false;
        while (!over && !taken) {
            taken = queue.offer(chunk, WAKE_MS, TimeUnit.MILLISECONDS);
        }
    }

    private void hangUp(BlockingQueue<Chunk> queue) {
        if (!over && !queue.offer(new Chunk(new byte[0], due(proxy.weather().slowClose())))) {
            reset();
        }
    }

    private void write(Socket to, BlockingQueue<Chunk> queue) {
        try {
            while (!over) {
                Chunk chunk = queue.poll(WAKE_MS, TimeUnit.MILLISECONDS);
                if (chunk == null) {
                    continue;
                }
                Pause.until(chunk.dueNanos());
                if (chunk.bytes().length == 0) {
                    end(to);
                    return;
                }
                to.getOutputStream().write(chunk.bytes());
                long rate = proxy.weather().bytesPerSecond();
                if (rate > 0) {
                    Pause.of(Duration.ofNanos(chunk.bytes().length * 1_000_000_000L / rate));
                }
            }
        } catch (IOException e) {
            reset();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void end(Socket to) throws IOException {
        to.shutdownOutput();
        if (ended.incrementAndGet() == 2) {
            over = true;
            client.close();
            upstream.close();
            proxy.gone(this);
        }
    }

    private static long due(Duration delay) {
        return System.nanoTime() + delay.toNanos();
    }

    private static boolean isCommit(byte[] bytes) {
        if (bytes.length < COMMIT.length) {
            return false;
        }
        int start = bytes.length - COMMIT.length;
        for (int i = 0; i < COMMIT.length; i++) {
            int letter = bytes[start + i];
            if (letter != COMMIT[i] && (i == 0 || letter != COMMIT[i] - 32)) {
                return false;
            }
        }
        return true;
    }
}
