package dev.gapless.bench.load;

import dev.gapless.bench.socket.FrameHandler;
import dev.gapless.bench.socket.LoadConnection;
import dev.gapless.bench.socket.LoadLoop;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// Readers that subscribe to channels and count what they get; the due time in each text gives the delivery latency.
///
/// Everything but the public methods runs on the loop's thread.
public final class ReaderLoad implements LoadLoop.Ticker {
    private static final byte[] EVENT = Scan.needle("{\"type\":\"event\"");
    /// Several events, as readers of hot channels get them.
    private static final byte[] EVENTS = Scan.needle("{\"type\":\"events\"");
    private static final byte[] SEQ = Scan.needle("\"seq\":");
    private static final byte[] DUE = Scan.needle("\"text\":\"t=");
    private static final byte[] OK = Scan.needle("{\"type\":\"ok\"");
    private static final byte[] GAP = Scan.needle("{\"type\":\"gap\"");
    private static final byte[] FROM = Scan.needle("\"from\":");
    private static final byte[] TO = Scan.needle("\"to\":");
    private static final byte[] ERROR = Scan.needle("{\"type\":\"error\"");
    private static final long MAX_MICROS = 120_000_000L;
    private static final String PING = "{\"type\":\"ping\",\"nonce\":1}";
    /// Under the gateway's `ping-every`, so that a reader that only reads is not taken for dead.
    private static final long PING_EVERY_NANOS = 15_000_000_000L;
    private static final long LOOK_EVERY_NANOS = 500_000_000L;

    /// What came out.
    ///
    /// @param events received while measuring
    /// @param frames that they came in
    /// @param gaps gap marks received
    /// @param skipped events that gap marks covered
    /// @param disorder events that did not follow their predecessor, with no gap mark to explain it: must be 0
    /// @param errors what else came
    /// @param seconds length of the measurement
    /// @param latency microseconds from due to received
    public record Result(
            long events,
            long frames,
            long gaps,
            long skipped,
            long disorder,
            Map<String, Long> errors,
            double seconds,
            Histogram latency) {
        public double perSecond() {
            return events / seconds;
        }
    }

    private final LoadLoop loop;
    private final CountDownLatch subscribed;
    private final Histogram latency = new Histogram(MAX_MICROS, 3);
    private final Map<String, Long> errors = new TreeMap<>();
    private final int readers;
    private final List<Reader> all = new ArrayList<>();
    private boolean measuring;
    private long events;
    private long frames;
    private long gaps;
    private long skipped;
    private long disorder;
    private long startedNanos;
    private long lookedNanos = System.nanoTime();

    /// @param loop whose thread this runs on
    /// @param readers how many connections there will be
    public ReaderLoad(LoadLoop loop, int readers) {
        this.loop = loop;
        this.readers = readers;
        this.subscribed = new CountDownLatch(readers);
    }

    /// Opens the connections, spread over the gateways; reader i uses token and channel i modulo their numbers.
    public void connect(List<InetSocketAddress> gateways, List<String> tokens, List<String> channels) {
        for (int i = 0; i < readers; i++) {
            Reader reader = new Reader(channels.get(i % channels.size()));
            all.add(reader);
            loop.connect(gateways.get(i % gateways.size()), tokens.get(i % tokens.size()), reader);
        }
        loop.ticker(this);
    }

    public CountDownLatch subscribed() {
        return subscribed;
    }

    /// Starts to count, from zero.
    public void measure() {
        loop.execute(() -> {
            events = 0;
            frames = 0;
            gaps = 0;
            skipped = 0;
            latency.reset();
            measuring = true;
            startedNanos = System.nanoTime();
        });
    }

    /// Ends counting.
    public Result end() {
        CountDownLatch done = new CountDownLatch(1);
        Result[] result = new Result[1];
        loop.execute(() -> {
            measuring = false;
            double seconds = (System.nanoTime() - startedNanos) / 1e9;
            result[0] =
                    new Result(events, frames, gaps, skipped, disorder, Map.copyOf(errors), seconds, latency.copy());
            done.countDown();
        });
        try {
            done.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Arrays.asList(result).getFirst();
    }

    /// Readers that have not seen everything up to `head` of the one channel that all read.
    public long behind(long head) {
        return loop.ask(() -> all.stream().filter(reader -> reader.lastSeq < head).count());
    }

    @Override
    public long tick(long nowNanos) {
        if (nowNanos - lookedNanos >= LOOK_EVERY_NANOS) {
            lookedNanos = nowNanos;
            all.forEach(reader -> reader.ping(nowNanos));
        }
        return LOOK_EVERY_NANOS;
    }

    private final class Reader implements FrameHandler {
        private final String channel;
        private @Nullable LoadConnection open;
        private long lastSeq;
        private long pingedNanos = System.nanoTime();

        Reader(String channel) {
            this.channel = channel;
        }

        @Override
        public void opened(LoadConnection connection) {
            open = connection;
            connection.send("{\"type\":\"hello\",\"device\":\"bench-reader\"}");
            connection.send("{\"type\":\"sub\",\"ref\":1,\"channel\":\"" + channel + "\",\"level\":\"full\"}");
        }

        @Override
        public void frame(LoadConnection connection, byte[] bytes, int offset, int length) {
            if (Scan.startsWith(EVENT, bytes, offset, length)) {
                count(1);
                event(bytes, offset, length);
            } else if (Scan.startsWith(EVENTS, bytes, offset, length)) {
                count(1);
                events(bytes, offset, length);
            } else if (Scan.startsWith(GAP, bytes, offset, length)) {
                long from = Scan.number(bytes, Scan.after(FROM, bytes, offset, length));
                long to = Scan.number(bytes, Scan.after(TO, bytes, offset, length));
                if (measuring) {
                    gaps++;
                    skipped += to - from + 1;
                }
                lastSeq = to;
            } else if (Scan.startsWith(OK, bytes, offset, length)) {
                subscribed.countDown();
            } else if (Scan.startsWith(ERROR, bytes, offset, length)) {
                errors.merge(new String(bytes, offset, Math.min(length, 120), java.nio.charset.StandardCharsets.UTF_8),
                        1L, Long::sum);
            }
        }

        private void ping(long now) {
            LoadConnection to = open;
            if (to != null && now - pingedNanos > PING_EVERY_NANOS) {
                pingedNanos = now;
                to.send(PING);
            }
        }

        private void count(int more) {
            if (measuring) {
                frames += more;
            }
        }

        /// Each event names its seq once, and before its text.
        private void events(byte[] bytes, int offset, int length) {
            int end = offset + length;
            int at = Scan.after(SEQ, bytes, offset, length);
            while (at > 0) {
                int from = at - SEQ.length;
                at = Scan.after(SEQ, bytes, at, end - at);
                event(bytes, from, (at > 0 ? at - SEQ.length : end) - from);
            }
        }

        private void event(byte[] bytes, int offset, int length) {
            long seq = Scan.number(bytes, Scan.after(SEQ, bytes, offset, length));
            if (lastSeq != 0 && seq != lastSeq + 1) {
                disorder++;
            }
            lastSeq = seq;
            if (!measuring) {
                return;
            }
            events++;
            int due = Scan.after(DUE, bytes, offset, length);
            if (due > 0) {
                long micros = (System.nanoTime() - Scan.number(bytes, due)) / 1000;
                latency.recordValue(Math.clamp(micros, 0, MAX_MICROS));
            }
        }

        @Override
        public void closed(LoadConnection connection, String reason) {
            open = null;
            errors.merge("connection: " + reason, 1L, Long::sum);
            subscribed.countDown();
        }
    }
}
