package dev.gapless.bench.load;

import dev.gapless.bench.socket.FrameHandler;
import dev.gapless.bench.socket.LoadConnection;
import dev.gapless.bench.socket.LoadLoop;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Posts a number of messages to each of some channels, as fast as they are acknowledged: round after round, so that channels grow
/// together.
public final class FillLoad {
    private static final byte[] OK = Scan.needle("{\"type\":\"ok\"");
    private static final byte[] ERROR = Scan.needle("{\"type\":\"error\"");
    private static final byte[] WELCOME = Scan.needle("{\"type\":\"welcome\"");
    private static final int IN_FLIGHT = 200;
    private static final int TEXT_BYTES = 200;
    private static final long DEADLINE_S = 600;

    private final LoadLoop loop;
    private final InetSocketAddress server;
    private final String token;
    private final String filler = "lorem ipsum dolor sit amet ".repeat(TEXT_BYTES / 27 + 1).substring(0, TEXT_BYTES);

    /// @param token of a person who may post to all the channels
    public FillLoad(LoadLoop loop, InetSocketAddress server, String token) {
        this.loop = loop;
        this.server = server;
        this.token = token;
    }

    /// Posts and waits until all is acknowledged.
    ///
    /// @param each messages to each channel
    /// @param run makes the idempotency keys differ from those of other runs
    public void fill(List<String> channels, int each, String run) {
        Line line = new Line(List.copyOf(channels), (long) channels.size() * each, run);
        loop.connect(server, token, line);
        try {
            if (!line.done.await(DEADLINE_S, TimeUnit.SECONDS)) {
                throw new IllegalStateException(
                        "messages: " + line.acked + " (expected: " + line.total + " in " + DEADLINE_S + " s)");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        if (line.acked < line.total) {
            throw new IllegalStateException(
                    "messages: " + line.acked + " (expected: " + line.total + "): " + line.trouble);
        }
    }

    /// Owned by the loop's thread until the latch opens.
    private final class Line implements FrameHandler {
        private final CountDownLatch done = new CountDownLatch(1);
        private final List<String> channels;
        private final long total;
        private final String run;
        private long posted;
        private volatile long acked;
        private volatile String trouble = "";

        Line(List<String> channels, long total, String run) {
            this.channels = channels;
            this.total = total;
            this.run = run;
        }

        @Override
        public void opened(LoadConnection connection) {
            connection.send("{\"type\":\"hello\",\"device\":\"bench-fill\"}");
        }

        @Override
        public void frame(LoadConnection connection, byte[] bytes, int offset, int length) {
            if (Scan.startsWith(WELCOME, bytes, offset, length)) {
                for (int i = 0; i < IN_FLIGHT; i++) {
                    post(connection);
                }
            } else if (Scan.startsWith(OK, bytes, offset, length)) {
                long now = acked + 1;
                acked = now;
                if (now == total) {
                    connection.drop();
                } else {
                    post(connection);
                }
            } else if (Scan.startsWith(ERROR, bytes, offset, length)) {
                trouble = new String(bytes, offset, Math.min(length, 200), java.nio.charset.StandardCharsets.UTF_8);
                connection.drop();
            }
        }

        private void post(LoadConnection connection) {
            if (posted < total) {
                connection.send("{\"type\":\"send\",\"ref\":" + posted + ",\"channel\":\""
                        + channels.get((int) (posted % channels.size())) + "\",\"key\":\"" + run + "-" + posted
                        + "\",\"text\":\"" + filler + "\"}");
                posted++;
            }
        }

        @Override
        public void closed(LoadConnection connection, String reason) {
            if (acked < total && trouble.isEmpty()) {
                trouble = reason;
            }
            done.countDown();
        }
    }
}
