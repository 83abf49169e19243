package dev.gapless.bench.load;

import dev.gapless.bench.socket.FrameHandler;
import dev.gapless.bench.socket.LoadConnection;
import dev.gapless.bench.socket.LoadLoop;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// Many devices that follow channels and come back as the real client does: hello with what they hold, a `sub` with the position for
/// each channel, then the backlog until `caught_up`. Who is refused waits the hint and a random time more, and tries again.
///
/// Everything but the public methods runs on the loop's thread.
public final class DeviceLoad implements LoadLoop.Ticker {
    private static final byte[] EVENT = Scan.needle("{\"type\":\"event\",\"channel\":\"");
    private static final byte[] CAUGHT_UP = Scan.needle("{\"type\":\"caught_up\",\"channel\":\"");
    private static final byte[] WELCOME = Scan.needle("{\"type\":\"welcome\"");
    private static final byte[] GAP = Scan.needle("{\"type\":\"gap\",\"channel\":\"");
    private static final byte[] ERROR = Scan.needle("{\"type\":\"error\"");
    private static final byte[] SEQ = Scan.needle("\"seq\":");
    private static final byte[] HEAD = Scan.needle("\"head\":");
    private static final byte[] CODE = Scan.needle("\"code\":\"");
    private static final byte[] RETRY = Scan.needle("\"retry_after_ms\":");
    private static final long MAX_MICROS = 600_000_000L;
    private static final long FIRST_BACKOFF_NANOS = 250_000_000L;
    private static final int MAX_DOUBLINGS = 7;
    private static final long IDLE_NANOS = 20_000_000L;

    private final LoadLoop loop;
    private final RandomGenerator random;
    private final List<InetSocketAddress> gateways;
    private final List<Device> devices = new ArrayList<>();
    private final PriorityQueue<Due> due = new PriorityQueue<>();
    private final Map<String, Long> errors = new TreeMap<>();
    private final Histogram caughtUp = new Histogram(MAX_MICROS, 3);
    private CountDownLatch phase = new CountDownLatch(0);
    private long backlogEvents;
    private long backlogBytes;
    private long disorder;
    private long gaps;
    private long refusals;

    /// What a phase brought.
    ///
    /// @param events received by devices before they had caught up
    /// @param bytes of these
    /// @param gaps gap marks: events to be pulled instead of pushed
    /// @param disorder events that did not follow their predecessor: must be 0
    /// @param refusals times that a device was sent away, or lost its socket, and came again
    /// @param errors what else came
    /// @param caughtUp microseconds, per device, from the moment it was due to come back until it held everything
    public record Result(
            long events,
            long bytes,
            long gaps,
            long disorder,
            long refusals,
            Map<String, Long> errors,
            Histogram caughtUp) {}

    private record Due(long nanos, Runnable act) implements Comparable<Due> {
        @Override
        public int compareTo(Due that) {
            return Long.compare(nanos, that.nanos);
        }
    }

    public DeviceLoad(LoadLoop loop, List<InetSocketAddress> gateways, RandomGenerator random) {
        this.loop = loop;
        this.gateways = List.copyOf(gateways);
        this.random = random;
    }

    /// Adds a device; before anything else.
    public void add(String token, List<String> channels) {
        devices.add(new Device(token, channels, gateways.get(devices.size() % gateways.size())));
    }

    /// Lets all come on line within a time.
    ///
    /// @return opens when each has caught up
    public CountDownLatch comeOnline(Duration within) {
        CountDownLatch all = new CountDownLatch(devices.size());
        loop.execute(() -> {
            phase = all;
            caughtUp.reset();
            errors.clear();
            backlogEvents = 0;
            backlogBytes = 0;
            gaps = 0;
            refusals = 0;
            spread(within, Device::comeOnline);
        });
        loop.ticker(this);
        return all;
    }

    /// Cuts all sockets within a time.
    ///
    /// @return opens when all are cut
    public CountDownLatch cut(Duration within) {
        CountDownLatch all = new CountDownLatch(devices.size());
        loop.execute(() -> {
            phase = all;
            spread(within, device -> {
                device.cut();
                phase.countDown();
            });
        });
        return all;
    }

    /// What the phase that is over brought.
    public Result result() {
        CountDownLatch done = new CountDownLatch(1);
        Result[] result = new Result[1];
        loop.execute(() -> {
            result[0] = new Result(
                    backlogEvents, backlogBytes, gaps, disorder, refusals, Map.copyOf(errors), caughtUp.copy());
            done.countDown();
        });
        try {
            done.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return List.of(result).getFirst();
    }

    private void spread(Duration within, java.util.function.Consumer<Device> act) {
        long now = System.nanoTime();
        for (int i = 0; i < devices.size(); i++) {
            Device device = devices.get(i);
            long at = now + within.toNanos() * i / devices.size();
            due.add(new Due(at, () -> {
                device.intended = at;
                act.accept(device);
            }));
        }
    }

    @Override
    public long tick(long nowNanos) {
        for (Due next = due.peek(); next != null && next.nanos() <= System.nanoTime(); next = due.peek()) {
            due.remove(next);
            next.act().run();
        }
        Due next = due.peek();
        return next == null ? IDLE_NANOS : Math.clamp(next.nanos() - System.nanoTime(), 0, IDLE_NANOS);
    }

    private final class Device implements FrameHandler {
        private final String token;
        private final byte[][] channels;
        private final long[] positions;
        private final boolean[] behind;
        private final InetSocketAddress gateway;
        private @Nullable LoadConnection connection;
        private boolean online;
        private boolean held;
        private int waiting;
        private int attempts;
        private long hintNanos;
        private long intended;

        Device(String token, List<String> channels, InetSocketAddress gateway) {
            this.token = token;
            this.channels = channels.stream().map(id -> id.getBytes(StandardCharsets.US_ASCII)).toArray(byte[][]::new);
            this.positions = new long[channels.size()];
            this.behind = new boolean[channels.size()];
            this.gateway = gateway;
        }

        void comeOnline() {
            online = true;
            held = false;
            attempts = 0;
            loop.connect(gateway, token, this);
        }

        void cut() {
            online = false;
            LoadConnection now = connection;
            if (now != null) {
                now.drop();
            }
        }

        @Override
        public void opened(LoadConnection opened) {
            connection = opened;
            StringBuilder hello = new StringBuilder("{\"type\":\"hello\",\"device\":\"bench\",\"resume\":{");
            for (int i = 0; i < channels.length; i++) {
                hello.append(i == 0 ? "\"" : ",\"").append(id(i)).append("\":").append(positions[i]);
            }
            opened.send(hello.append("}}").toString());
        }

        @Override
        public void frame(LoadConnection from, byte[] bytes, int offset, int length) {
            if (Scan.startsWith(EVENT, bytes, offset, length)) {
                event(bytes, offset, length);
            } else if (Scan.startsWith(CAUGHT_UP, bytes, offset, length)) {
                caughtUp(channel(bytes, offset + CAUGHT_UP.length), bytes, offset, length);
            } else if (Scan.startsWith(WELCOME, bytes, offset, length)) {
                subscribe(from);
            } else if (Scan.startsWith(GAP, bytes, offset, length)) {
                gaps++;
            } else if (Scan.startsWith(ERROR, bytes, offset, length)) {
                refused(from, bytes, offset, length);
            }
        }

        private void subscribe(LoadConnection from) {
            waiting = channels.length;
            for (int i = 0; i < channels.length; i++) {
                behind[i] = true;
                from.send("{\"type\":\"sub\",\"ref\":" + i + ",\"channel\":\"" + id(i)
                        + "\",\"level\":\"full\",\"after\":" + positions[i] + "}");
            }
        }

        private void event(byte[] bytes, int offset, int length) {
            int index = channel(bytes, offset + EVENT.length);
            long seq = Scan.number(bytes, Scan.after(SEQ, bytes, offset, length));
            if (seq != positions[index] + 1) {
                disorder++;
            }
            positions[index] = seq;
            if (behind[index]) {
                backlogEvents++;
                backlogBytes += length;
            }
        }

        private void caughtUp(int index, byte[] bytes, int offset, int length) {
            positions[index] = Math.max(
                    positions[index], Scan.number(bytes, Scan.after(HEAD, bytes, offset, length)));
            if (behind[index]) {
                behind[index] = false;
                waiting--;
            }
            if (waiting == 0 && !held) {
                held = true;
                attempts = 0;
                DeviceLoad.this.caughtUp.recordValue(
                        Math.clamp((System.nanoTime() - intended) / 1000, 0, MAX_MICROS));
                phase.countDown();
            }
        }

        private void refused(LoadConnection from, byte[] bytes, int offset, int length) {
            errors.merge(Scan.text(bytes, Scan.after(CODE, bytes, offset, length)), 1L, Long::sum);
            int retry = Scan.after(RETRY, bytes, offset, length);
            hintNanos = retry < 0 ? 0 : Scan.number(bytes, retry) * 1_000_000;
            from.drop();
        }

        @Override
        public void closed(LoadConnection from, String reason) {
            connection = null;
            if (!online) {
                return;
            }
            refusals++;
            if (!reason.equals("dropped")) {
                errors.merge("connection: " + reason, 1L, Long::sum);
            }
            long backoff = random.nextLong(FIRST_BACKOFF_NANOS << Math.min(attempts++, MAX_DOUBLINGS));
            due.add(new Due(System.nanoTime() + hintNanos + backoff, () -> {
                if (online) {
                    loop.connect(gateway, token, this);
                }
            }));
            hintNanos = 0;
        }

        private String id(int index) {
            return new String(channels[index], StandardCharsets.US_ASCII);
        }

        /// Ids begin alike, so they are compared from the end.
        private int channel(byte[] bytes, int at) {
            for (int i = 0; i < channels.length; i++) {
                byte[] id = channels[i];
                int k = id.length - 1;
                while (k >= 0 && bytes[at + k] == id[k]) {
                    k--;
                }
                if (k < 0) {
                    return i;
                }
            }
            throw new IllegalStateException("channel: " + Scan.text(bytes, at) + " (expected: one followed)");
        }
    }
}
