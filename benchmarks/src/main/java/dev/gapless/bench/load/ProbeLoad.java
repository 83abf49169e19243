package dev.gapless.bench.load;

import dev.gapless.bench.socket.FrameHandler;
import dev.gapless.bench.socket.LoadConnection;
import dev.gapless.bench.socket.LoadLoop;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// Posts a message now and then, each to the next of some channels, and is told by somebody else up to where each channel was seen:
/// the time between is the lag. Open model: it counts from the moment the message was due.
public final class ProbeLoad implements LoadLoop.Ticker {
    private static final byte[] OK = Scan.needle("{\"type\":\"ok\"");
    private static final byte[] WELCOME = Scan.needle("{\"type\":\"welcome\"");
    private static final byte[] REF = Scan.needle("\"ref\":");
    private static final byte[] SEQ = Scan.needle("\"seq\":");
    private static final long MAX_MICROS = 600_000_000L;
    private static final int REF_SLOTS = 4096;
    private static final long IDLE_NANOS = 50_000_000L;

    private final LoadLoop loop;
    private final List<String> channels;
    private final long everyNanos;
    private final List<Deque<Posted>> waiting = new ArrayList<>();
    private final Histogram lag = new Histogram(MAX_MICROS, 3);
    private final Histogram behind = new Histogram(MAX_MICROS, 3);
    private final Histogram ack = new Histogram(MAX_MICROS, 3);
    private final CountDownLatch open = new CountDownLatch(1);
    private final Line line = new Line();
    private volatile boolean posting;
    private volatile boolean measuring;
    private long nextDue;

    private record Posted(long seq, long due, long acked) {}

    /// @param perSecond messages per second, all channels together
    public ProbeLoad(LoadLoop loop, List<String> channels, double perSecond) {
        this.loop = loop;
        this.channels = List.copyOf(channels);
        this.everyNanos = (long) (1e9 / perSecond);
        channels.forEach(channel -> waiting.add(new ArrayDeque<>()));
    }

    /// Opens the connection.
    ///
    /// @param token of a person who may post to all the channels
    public CountDownLatch connect(InetSocketAddress gateway, String token) {
        loop.ticker(this);
        loop.connect(gateway, token, line);
        return open;
    }

    /// Starts to post.
    public void begin() {
        loop.execute(() -> {
            nextDue = System.nanoTime();
            posting = true;
        });
    }

    /// Starts to measure.
    public void measure() {
        measuring = true;
    }

    /// Posts no more; what was posted may still be seen.
    public void stop() {
        posting = false;
    }

    /// Hears that a channel was seen up to a seq, at the moment when the question was asked. Any thread.
    public void seen(int channel, long seq, long atNanos) {
        Deque<Posted> posted = waiting.get(channel);
        synchronized (posted) {
            for (Posted first = posted.peek(); first != null && first.seq() <= seq; first = posted.peek()) {
                posted.remove();
                if (measuring) {
                    synchronized (lag) {
                        lag.recordValue(Math.clamp((atNanos - first.due()) / 1000, 0, MAX_MICROS));
                        behind.recordValue(Math.clamp((atNanos - first.acked()) / 1000, 0, MAX_MICROS));
                    }
                }
            }
        }
    }

    /// Messages that were not seen yet.
    public int unseen() {
        int unseen = 0;
        for (Deque<Posted> posted : waiting) {
            synchronized (posted) {
                unseen += posted.size();
            }
        }
        return unseen;
    }

    /// Microseconds from due to seen.
    public Histogram lag() {
        synchronized (lag) {
            return lag.copy();
        }
    }

    /// Microseconds from acknowledged to seen: what the inbox alone is behind.
    public Histogram behind() {
        synchronized (lag) {
            return behind.copy();
        }
    }

    /// Microseconds from due to acknowledged.
    public Histogram ack() {
        synchronized (ack) {
            return ack.copy();
        }
    }

    @Override
    public long tick(long nowNanos) {
        if (!posting) {
            return IDLE_NANOS;
        }
        while (nextDue <= nowNanos) {
            line.post(nextDue);
            nextDue += everyNanos;
        }
        return Math.max(0, nextDue - System.nanoTime());
    }

    private final class Line implements FrameHandler {
        private final long[] dueByRef = new long[REF_SLOTS];
        private @Nullable LoadConnection connection;
        private long nextRef;

        void post(long due) {
            LoadConnection to = connection;
            if (to == null) {
                return;
            }
            long ref = nextRef++;
            dueByRef[(int) (ref % REF_SLOTS)] = due;
            to.send("{\"type\":\"send\",\"ref\":" + ref + ",\"channel\":\""
                    + channels.get((int) (ref % channels.size()))
                    + "\",\"key\":\"probe-" + ref + "\",\"text\":\"probe " + ref + "\"}");
        }

        @Override
        public void opened(LoadConnection opened) {
            opened.send("{\"type\":\"hello\",\"device\":\"bench-probe\"}");
        }

        @Override
        public void frame(LoadConnection from, byte[] bytes, int offset, int length) {
            if (Scan.startsWith(OK, bytes, offset, length)) {
                long ref = Scan.number(bytes, Scan.after(REF, bytes, offset, length));
                long due = dueByRef[(int) (ref % REF_SLOTS)];
                Deque<Posted> posted = waiting.get((int) (ref % channels.size()));
                synchronized (posted) {
                    posted.add(new Posted(
                            Scan.number(bytes, Scan.after(SEQ, bytes, offset, length)), due, System.nanoTime()));
                }
                if (measuring) {
                    synchronized (ack) {
                        ack.recordValue(Math.clamp((System.nanoTime() - due) / 1000, 0, MAX_MICROS));
                    }
                }
            } else if (Scan.startsWith(WELCOME, bytes, offset, length)) {
                connection = from;
                open.countDown();
            }
        }

        @Override
        public void closed(LoadConnection from, String reason) {
            connection = null;
            open.countDown();
        }
    }
}
