package dev.gapless.server.tail;

import dev.gapless.protocol.api.TraceMarks;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/// When an event came here, and when it was written to sockets. One for all readers of a gateway, made with the event's frame. Any thread;
/// never blocks. Of two writes in the same moment, either may be told as the last.
final class FrameTimes {
    private static final AtomicIntegerFieldUpdater<FrameTimes> SOCKETS =
            AtomicIntegerFieldUpdater.newUpdater(FrameTimes.class, "sockets");

    private final Source source;
    private final long heardNanos;
    private volatile int sockets;
    private volatile long firstNanos;
    private volatile long lastNanos;

    /// Where an event came from.
    enum Source {
        /// A lane of this process.
        COMMIT,
        /// The fan-out.
        PUSH,
        /// Read from the log, to fill a hole or to reach back.
        LOG;

        String text() {
            return switch (this) {
                case COMMIT -> "by its own commit";
                case PUSH -> "by a push";
                case LOG -> TraceMarks.FROM_LOG;
            };
        }
    }

    FrameTimes(Source source, long heardNanos) {
        this.source = source;
        this.heardNanos = heardNanos;
    }

    /// It is on one more socket.
    void written(long nanos) {
        if (SOCKETS.getAndIncrement(this) == 0) {
            firstNanos = nanos;
            lastNanos = nanos;
        } else if (nanos - lastNanos > 0) {
            lastNanos = nanos;
        }
    }

    TailTrace told() {
        return new TailTrace.Known(source.text(), heardNanos, sockets, firstNanos, lastNanos);
    }
}
