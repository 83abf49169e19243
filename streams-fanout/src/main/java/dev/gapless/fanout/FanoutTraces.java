package dev.gapless.fanout;

import dev.gapless.protocol.api.TraceMarks;
import dev.gapless.protocol.api.TraceMarks.Mark;
import dev.gapless.protocol.api.TraceMarks.Missing;
import dev.gapless.protocol.api.TraceStage;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.trace.SameMoment;
import dev.gapless.protocol.trace.StageRing;
import dev.gapless.protocol.trace.TraceQuestion;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/// When the tasks of this instance sent recent events to gateways, for `gapless trace`. Tasks write, any thread reads; nobody waits.
public final class FanoutTraces {
    private static final int SENT = 0;
    private static final int GATEWAYS = 1;
    private static final int HEADS = 2;
    private static final long US_PER_MS = 1_000;

    private final StageRing ring = new StageRing();
    private final String instance;
    private final LongSupplier nanos;
    private final long origin;

    /// @param instance name of this process
    /// @param nanos elapsed time
    FanoutTraces(String instance, LongSupplier nanos) {
        this.instance = instance;
        this.nanos = nanos;
        this.origin = nanos.getAsLong();
    }

    /// An event was sent to those who want it.
    ///
    /// @param gateways that it was pushed to
    /// @param heads gateways that are told only how far the channel is
    void sent(ChannelKey key, long seq, int gateways, int heads) {
        int place = ring.open(key, seq);
        if (place == StageRing.BUSY) {
            return;
        }
        ring.set(place, SENT, nanos.getAsLong() - origin + 1);
        ring.set(place, GATEWAYS, gateways);
        ring.set(place, HEADS, heads);
        ring.close(place);
    }

    /// What is known of an event.
    ///
    /// @param clock wall clock of this process
    public TraceMarks answer(TraceQuestion question, InstantSource clock) {
        SameMoment now = SameMoment.of(clock, nanos);
        Optional<long[]> found = ring.find(question.channel(), question.seq().value());
        return new TraceMarks(
                "fan-out " + instance,
                now.usAt(origin) / US_PER_MS,
                found.map(values -> List.of(new Mark(
                        TraceStage.FANNED_OUT.text(), now.usAt(values[SENT] - 1 + origin),
                        Optional.of(values[GATEWAYS]),
                        how(values[GATEWAYS], values[HEADS])))).orElse(List.of()),
                found.isPresent()
                        ? List.of()
                        : List.of(new Missing(
                                TraceStage.FANNED_OUT.text(),
                                "not taken here since its start, or pushed out by later ones of about "
                                        + StageRing.EVENTS)));
    }

    private static Optional<String> how(long gateways, long heads) {
        if (heads > 0) {
            return Optional.of("and " + heads + " told its head");
        }
        return gateways == 0 ? Optional.of("no other gateway wants it") : Optional.empty();
    }
}
