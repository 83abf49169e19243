package dev.gapless.server.trace;

import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.trace.StageRing;
import java.util.Optional;
import java.util.function.LongSupplier;

/// When events that this gateway committed passed its stages. Any thread; never blocks, makes no objects.
public final class SendTraces {
    private static final int RECEIVED = 0;
    private static final int QUEUED = 1;
    private static final int TAKEN = 2;
    private static final int COMMITTED = 3;
    private static final int PUBLISHED = 4;

    private final StageRing ring = new StageRing();
    private final LongSupplier nanos;
    private final long origin;

    /// @param nanos nanoseconds that only rise, as all times that are told here
    public SendTraces(LongSupplier nanos) {
        this.nanos = nanos;
        this.origin = nanos.getAsLong();
    }

    /// An event is in the log, and nobody else knows of it yet.
    ///
    /// @param received 0 if it did not come from a person's device
    public void committed(ChannelKey key, long seq, long received, long queued, long taken, long committed) {
        int place = ring.open(key, seq);
        if (place == StageRing.BUSY) {
            return;
        }
        ring.set(place, RECEIVED, received == 0 ? 0 : since(received));
        ring.set(place, QUEUED, since(queued));
        ring.set(place, TAKEN, since(taken));
        ring.set(place, COMMITTED, since(committed));
        ring.close(place);
    }

    /// The broker has it.
    public void published(ChannelKey key, long seq) {
        ring.mark(key, seq, PUBLISHED, since(nanos.getAsLong()));
    }

    /// What is known of an event that was committed here.
    public Optional<Known> find(ChannelKey key, long seq) {
        return ring.find(key, seq)
                .map(values -> new Known(
                        then(values[RECEIVED]), then(values[QUEUED]), then(values[TAKEN]), then(values[COMMITTED]),
                        then(values[PUBLISHED])));
    }

    /// Nanoseconds; 0 for what is not known.
    public record Known(long received, long queued, long taken, long committed, long published) {}

    private long since(long then) {
        return Math.max(0, then - origin) + 1;
    }

    private long then(long since) {
        return since == 0 ? 0 : since - 1 + origin;
    }
}
