package dev.gapless.bench.load;

import dev.gapless.bench.socket.FrameHandler;
import dev.gapless.bench.socket.LoadConnection;
import dev.gapless.bench.socket.LoadLoop;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// Posts messages over many connections, either flat out (each connection keeps its in-flight window full) or at a rate
/// (open model: the latency of a send counts from the moment it was due, whether or not it could be sent then).
///
/// Everything but the public methods runs on the loop's thread.
public final class SendLoad implements LoadLoop.Ticker {
    private static final byte[] OK = Scan.needle("{\"type\":\"ok\"");
    private static final byte[] ERROR = Scan.needle("{\"type\":\"error\"");
    private static final byte[] REF = Scan.needle("\"ref\":");
    private static final byte[] RETRY = Scan.needle("\"retry_after_ms\":");
    private static final byte[] CODE = Scan.needle("\"code\":\"");
    private static final long MAX_MICROS = 120_000_000L;
    private static final int REF_SLOTS = 1024;

    /// One sender and the channels it posts to.
    ///
    /// @param token of its user
    /// @param channels texts of channel ids
    public record Sender(String token, List<String> channels) {
        public Sender {
            channels = List.copyOf(channels);
        }
    }

    /// What came out.
    ///
    /// @param acked sends acknowledged while measuring
    /// @param errors refusals by code
    /// @param seconds length of the measurement
    /// @param latency microseconds from due to acknowledged
    /// @param slip microseconds from due to written: the generator's own lateness
    public record Result(long acked, Map<String, Long> errors, double seconds, Histogram latency, Histogram slip) {
        public double perSecond() {
            return acked / seconds;
        }
    }

    /// What became of all that was ever sent, measured or not.
    ///
    /// @param sent written to a connection
    /// @param acked acknowledged
    /// @param refused refused
    /// @param hinted of those: with a word on when to try again
    public record Tally(long sent, long acked, long refused, long hinted) {
        /// Neither acknowledged nor refused yet.
        public long unanswered() {
            return sent - acked - refused;
        }
    }

    private final LoadLoop loop;
    private final int inFlight;
    private final double ratePerSecond;
    private final String filler;
    private final String run;
    private final List<Line> lines = new ArrayList<>();
    private final CountDownLatch open;
    private final Histogram latency = new Histogram(MAX_MICROS, 3);
    private final Histogram slip = new Histogram(MAX_MICROS, 3);
    private final Map<String, Long> errors = new TreeMap<>();
    private final ArrayDeque<Long> overdue = new ArrayDeque<>();
    private long allSent;
    private long allAcked;
    private long allRefused;
    private long allHinted;
    private boolean sending;
    private boolean measuring;
    private long acked;
    private long startedNanos;
    private long endedNanos;
    private long nextDue;
    private int turn;

    /// @param loop whose thread this runs on
    /// @param senders who posts where
    /// @param inFlight sends that each sender keeps unanswered, 1 to 256
    /// @param ratePerSecond all senders together; 0 for flat out
    /// @param bytes of each message text, 20 or more
    /// @param run makes the idempotency keys of this run differ from other runs'
    public SendLoad(LoadLoop loop, List<Sender> senders, int inFlight, double ratePerSecond, int bytes, String run) {
        this.loop = loop;
        this.inFlight = inFlight;
        this.ratePerSecond = ratePerSecond;
        this.filler = "lorem ipsum dolor sit amet ".repeat(bytes / 27 + 1).substring(0, Math.max(0, bytes - 20));
        this.run = run;
        this.open = new CountDownLatch(senders.size());
        senders.forEach(sender -> lines.add(new Line(sender, lines.size())));
    }

    /// Opens the connections, spread over the gateways.
    public void connect(List<java.net.InetSocketAddress> gateways) {
        loop.ticker(this);
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            loop.connect(gateways.get(i % gateways.size()), line.sender.token(), line);
        }
    }

    public CountDownLatch open() {
        return open;
    }

    /// Starts to send; nothing is measured yet.
    public void begin() {
        loop.execute(() -> {
            sending = true;
            overdue.clear();
            nextDue = System.nanoTime();
            if (ratePerSecond == 0) {
                lines.forEach(Line::fill);
            }
        });
    }

    /// Starts to measure, from zero.
    public void measure() {
        loop.execute(() -> {
            acked = 0;
            latency.reset();
            slip.reset();
            measuring = true;
            startedNanos = System.nanoTime();
        });
    }

    /// Ends measuring, and goes on sending.
    public Result soFar() {
        return ended(() -> {});
    }

    /// Ends measuring and sending; what is in flight is still answered.
    public Result end() {
        return ended(() -> {
            sending = false;
            overdue.clear();
        });
    }

    /// What became of all sends so far.
    public Tally tally() {
        return loop.ask(() -> new Tally(allSent, allAcked, allRefused, allHinted));
    }

    private Result ended(Runnable andThen) {
        CountDownLatch done = new CountDownLatch(1);
        loop.execute(() -> {
            measuring = false;
            andThen.run();
            endedNanos = System.nanoTime();
            done.countDown();
        });
        try {
            done.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new Result(acked, Map.copyOf(errors), (endedNanos - startedNanos) / 1e9, latency.copy(), slip.copy());
    }

    @Override
    public long tick(long nowNanos) {
        if (!sending || ratePerSecond == 0) {
            return 50_000_000L;
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
                line.post(overdue.remove());
                tried = 0;
            } else {
                tried++;
            }
        }
    }

    private final class Line implements FrameHandler {
        private final Sender sender;
        private final int number;
        private final long[] dueByRef = new long[REF_SLOTS];
        private final StringBuilder text = new StringBuilder(512);
        private @Nullable LoadConnection connection;
        private long nextRef = 1;
        private int waiting;

        Line(Sender sender, int number) {
            this.sender = sender;
            this.number = number;
        }

        void fill() {
            while (sending && waiting < inFlight) {
                post(System.nanoTime());
            }
        }

        void post(long due) {
            LoadConnection to = connection;
            if (to == null) {
                return;
            }
            long ref = nextRef++;
            long now = System.nanoTime();
            dueByRef[(int) (ref % REF_SLOTS)] = due;
            String channel = sender.channels().get((int) (ref % sender.channels().size()));
            text.setLength(0);
            text.append("{\"type\":\"send\",\"ref\":").append(ref).append(",\"channel\":\"").append(channel);
            text.append("\",\"key\":\"").append(run).append('-').append(number).append('-').append(ref);
            text.append("\",\"text\":\"t=").append(due).append(' ').append(filler).append("\"}");
            to.send(text.toString());
            waiting++;
            allSent++;
            if (measuring) {
                slip.recordValue(Math.clamp((now - due) / 1000, 0, MAX_MICROS));
            }
        }

        @Override
        public void opened(LoadConnection opened) {
            opened.send("{\"type\":\"hello\",\"device\":\"bench\"}");
            connection = opened;
        }

        @Override
        public void frame(LoadConnection from, byte[] bytes, int offset, int length) {
            if (Scan.startsWith(OK, bytes, offset, length)) {
                answered(Scan.number(bytes, Scan.after(REF, bytes, offset, length)), true);
            } else if (Scan.startsWith(ERROR, bytes, offset, length)) {
                refused(bytes, offset, length);
            } else if (open.getCount() > 0) {
                open.countDown();
            }
        }

        private void refused(byte[] bytes, int offset, int length) {
            int code = Scan.after(CODE, bytes, offset, length);
            int end = code;
            while (end < offset + length && bytes[end] != '"') {
                end++;
            }
            errors.merge(new String(bytes, code, end - code, StandardCharsets.US_ASCII), 1L, Long::sum);
            int ref = Scan.after(REF, bytes, offset, length);
            if (ref > 0) {
                allHinted += Scan.after(RETRY, bytes, offset, length) > 0 ? 1 : 0;
                answered(Scan.number(bytes, ref), false);
            }
        }

        private void answered(long ref, boolean ok) {
            waiting--;
            if (ok) {
                allAcked++;
            } else {
                allRefused++;
            }
            if (measuring && ok) {
                acked++;
                long micros = (System.nanoTime() - dueByRef[(int) (ref % REF_SLOTS)]) / 1000;
                latency.recordValue(Math.clamp(micros, 0, MAX_MICROS));
            }
            if (sending && ratePerSecond == 0) {
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
