package dev.gapless.bench.load;

import dev.gapless.bench.socket.FrameHandler;
import dev.gapless.bench.socket.LoadConnection;
import dev.gapless.bench.socket.LoadLoop;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// Moves read positions over many connections, either flat out or at a rate (open model, as in [SendLoad]). Each move goes one event
/// further in a channel, and the next one is in another channel, so every move is a change.
///
/// Everything but the public methods runs on the loop's thread.
public final class CursorLoad implements LoadLoop.Ticker {
    private static final byte[] CURSOR = Scan.needle("{\"type\":\"cursor\",\"ref\":");
    private static final byte[] ERROR = Scan.needle("{\"type\":\"error\"");
    private static final byte[] WELCOME = Scan.needle("{\"type\":\"welcome\"");
    private static final byte[] REF = Scan.needle("\"ref\":");
    private static final byte[] CODE = Scan.needle("\"code\":\"");
    private static final long MAX_MICROS = 120_000_000L;
    private static final int REF_SLOTS = 1024;
    private static final long IDLE_NANOS = 50_000_000L;

    private final LoadLoop loop;
    private final List<Line> lines = new ArrayList<>();
    private final int inFlight;
    private final double ratePerSecond;
    private final CountDownLatch open;
    private final Histogram latency = new Histogram(MAX_MICROS, 3);
    private final Map<String, Long> errors = new TreeMap<>();
    private final ArrayDeque<Long> overdue = new ArrayDeque<>();
    private boolean moving;
    private boolean measuring;
    private long acked;
    private long startedNanos;
    private long endedNanos;
    private long nextDue;
    private int turn;

    /// Somebody who reads.
    ///
    /// @param token of the user
    /// @param channels texts of channel ids
    /// @param from first seq to be read; those before were
    public record Reader(String token, List<String> channels, long from) {
        public Reader {
            channels = List.copyOf(channels);
        }
    }

    /// What came out.
    ///
    /// @param acked moves acknowledged while measuring
    /// @param furthest highest seq that was asked for
    /// @param errors refusals by code
    /// @param seconds length of the measurement
    /// @param latency microseconds from due to acknowledged
    public record Result(long acked, long furthest, Map<String, Long> errors, double seconds, Histogram latency) {
        public double perSecond() {
            return acked / seconds;
        }
    }

    /// @param inFlight moves that each reader keeps unanswered, 1 to 256
    /// @param ratePerSecond all readers together; 0 for flat out
    public CursorLoad(LoadLoop loop, List<Reader> readers, int inFlight, double ratePerSecond) {
        this.loop = loop;
        this.inFlight = inFlight;
        this.ratePerSecond = ratePerSecond;
        this.open = new CountDownLatch(readers.size());
        readers.forEach(reader -> lines.add(new Line(reader)));
    }

    /// Opens the connections, spread over the gateways.
    public void connect(List<InetSocketAddress> gateways) {
        loop.ticker(this);
        for (int i = 0; i < lines.size(); i++) {
            loop.connect(gateways.get(i % gateways.size()), lines.get(i).reader.token(), lines.get(i));
        }
    }

    public CountDownLatch open() {
        return open;
    }

    /// Starts to move; nothing is measured yet.
    public void begin() {
        loop.execute(() -> {
            moving = true;
            nextDue = System.nanoTime();
            if (ratePerSecond == 0) {
                lines.forEach(Line::fill);
            }
        });
    }

    /// Starts to measure.
    public void measure() {
        loop.execute(() -> {
            measuring = true;
            startedNanos = System.nanoTime();
        });
    }

    /// Ends measuring and moving.
    public Result end() {
        CountDownLatch done = new CountDownLatch(1);
        loop.execute(() -> {
            measuring = false;
            moving = false;
            endedNanos = System.nanoTime();
            done.countDown();
        });
        try {
            done.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        long furthest = lines.stream().mapToLong(Line::seq).max().orElse(0);
        return new Result(
                acked, furthest, Map.copyOf(errors), (endedNanos - startedNanos) / 1e9, latency.copy());
    }

    @Override
    public long tick(long nowNanos) {
        if (!moving || ratePerSecond == 0) {
            return IDLE_NANOS;
        }
        long gap = (long) (1e9 / ratePerSecond);
        while (nextDue <= nowNanos) {
            overdue.add(nextDue);
            nextDue += gap;
        }
        drainOverdue();
        return Math.max(0, nextDue - System.nanoTime());
    }

    private void drainOverdue() {
        int tried = 0;
        while (!overdue.isEmpty() && tried < lines.size()) {
            Line line = lines.get(turn++ % lines.size());
            if (line.waiting < inFlight && line.connection != null) {
                line.move(overdue.remove());
                tried = 0;
            } else {
                tried++;
            }
        }
    }

    private final class Line implements FrameHandler {
        private final Reader reader;
        private final long[] dueByRef = new long[REF_SLOTS];
        private @Nullable LoadConnection connection;
        private volatile long moves;
        private int waiting;

        Line(Reader reader) {
            this.reader = reader;
        }

        long seq() {
            return reader.from() + moves / reader.channels().size();
        }

        void fill() {
            while (moving && waiting < inFlight) {
                move(System.nanoTime());
            }
        }

        void move(long due) {
            LoadConnection to = connection;
            if (to == null) {
                return;
            }
            long ref = moves;
            dueByRef[(int) (ref % REF_SLOTS)] = due;
            String channel = reader.channels().get((int) (ref % reader.channels().size()));
            to.send("{\"type\":\"read\",\"ref\":" + ref + ",\"channel\":\"" + channel + "\",\"seq\":" + seq()
                    + ",\"generation\":0}");
            moves = ref + 1;
            waiting++;
        }

        @Override
        public void opened(LoadConnection opened) {
            opened.send("{\"type\":\"hello\",\"device\":\"bench\"}");
        }

        @Override
        public void frame(LoadConnection from, byte[] bytes, int offset, int length) {
            if (Scan.startsWith(CURSOR, bytes, offset, length)) {
                answered(Scan.number(bytes, offset + CURSOR.length), true);
            } else if (Scan.startsWith(ERROR, bytes, offset, length)) {
                refused(bytes, offset, length);
            } else if (Scan.startsWith(WELCOME, bytes, offset, length)) {
                connection = from;
                open.countDown();
            }
        }

        private void refused(byte[] bytes, int offset, int length) {
            errors.merge(Scan.text(bytes, Scan.after(CODE, bytes, offset, length)), 1L, Long::sum);
            int ref = Scan.after(REF, bytes, offset, length);
            if (ref > 0) {
                answered(Scan.number(bytes, ref), false);
            }
        }

        private void answered(long ref, boolean ok) {
            waiting--;
            if (measuring && ok) {
                acked++;
                long micros = (System.nanoTime() - dueByRef[(int) (ref % REF_SLOTS)]) / 1000;
                latency.recordValue(Math.clamp(micros, 0, MAX_MICROS));
            }
            if (moving && ratePerSecond == 0) {
                fill();
            } else if (!overdue.isEmpty()) {
                drainOverdue();
            }
        }

        @Override
        public void closed(LoadConnection from, String reason) {
            connection = null;
            errors.merge("connection: " + reason, 1L, Long::sum);
            open.countDown();
        }
    }
}
