package dev.gapless.scenarios.run;

import dev.gapless.client.transport.WebSocketConnection;
import dev.gapless.client.transport.WebSocketListener;
import dev.gapless.client.transport.WebSocketTransport;
import dev.gapless.scenarios.format.Occurrence;
import dev.gapless.scenarios.net.Pause;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The sockets of one device, with faults at the level of frames: pushes that are lost, come twice, change places; a reader that is slow or stands
/// still. Every frame is looked at for canaries of other tenants.
///
/// Faults are set by any thread; frames come on the transport's.
final class Wire implements WebSocketTransport {
    private static final String PUSH = "{\"type\":\"event";
    private static final String GAP_MARK = "{\"type\":\"gap\"";
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);

    private final WebSocketTransport transport;
    private final Observations observations;
    private final int device;
    private final RandomGenerator random;
    private final AtomicInteger stalls = new AtomicInteger();
    volatile double drop;
    volatile double duplicate;
    volatile double reorder;
    volatile Duration delay = Duration.ZERO;

    Wire(WebSocketTransport transport, Observations observations, int device, RandomGenerator random) {
        this.transport = transport;
        this.observations = observations;
        this.device = device;
        this.random = random;
    }

    /// Reads nothing from now on.
    void stall() {
        stalls.incrementAndGet();
    }

    void unstall() {
        stalls.decrementAndGet();
    }

    @Override
    public WebSocketConnection open(URI address, Duration within, WebSocketListener listener)
            throws IOException, InterruptedException {
        return transport.open(address, within, new Reader(listener));
    }

    /// The shared transport is closed by its owner.
    @Override
    public void close() {}

    private final class Reader implements WebSocketListener {
        private final WebSocketListener listener;
        private @Nullable String held;

        Reader(WebSocketListener listener) {
            this.listener = listener;
        }

        @Override
        public void text(String text) {
            observations.scan(device, text);
            if (text.startsWith(GAP_MARK)) {
                observations.happenings().happened(Occurrence.GAP_MARKED);
            }
            if (stalls.get() > 0 || !delay.isZero()) {
                observations.happenings().happened(Occurrence.FRAME_DELAYED);
            }
            while (stalls.get() > 0) {
                Pause.of(LOOK_EVERY);
            }
            if (!delay.isZero()) {
                Pause.of(delay);
            }
            if (!text.startsWith(PUSH)) {
                listener.text(text);
                return;
            }
            if (hits(drop)) {
                observations.happenings().happened(Occurrence.FRAME_DROPPED);
                return;
            }
            String before = held;
            if (before != null) {
                held = null;
                listener.text(text);
                listener.text(before);
                observations.happenings().happened(Occurrence.FRAME_REORDERED);
            } else if (hits(reorder)) {
                held = text;
            } else {
                listener.text(text);
            }
            if (hits(duplicate)) {
                listener.text(text);
                observations.happenings().happened(Occurrence.FRAME_DUPLICATED);
            }
        }

        @Override
        public void closed(int code, String reason) {
            listener.closed(code, reason);
        }

        private boolean hits(double ratio) {
            return ratio > 0 && random.nextDouble() < ratio;
        }
    }
}
