package dev.gapless.fanout.heat;

import dev.gapless.protocol.event.ChannelClass;
import dev.gapless.protocol.event.UsageReport;
import java.util.HashMap;
import java.util.Map;

/// What one channel did in the last seconds: a ring with a place for each second of the window. Mutated only by its task.
final class ChannelHeat {
    /// A gateway that has not told for so long has no readers any more.
    private static final long READERS_MS = 10_000;

    private final long[] seconds;
    private final long[] sends;
    private final long[] deliveries;
    private final Map<Integer, Told> readers = new HashMap<>(2);
    private ChannelClass channelClass = ChannelClass.NORMAL;

    /// What a gateway told last.
    private record Told(long epoch, int readers, long atMs) {}

    /// @param window in seconds
    ChannelHeat(int window) {
        // One more than the window: the second that is not over yet.
        seconds = new long[window + 1];
        sends = new long[window + 1];
        deliveries = new long[window + 1];
    }

    void sent(long atMs, ChannelClass now) {
        channelClass = now;
        sends[place(atMs / 1_000)]++;
    }

    /// The class at an event that counts as no send.
    void known(ChannelClass now) {
        channelClass = now;
    }

    void delivered(long atMs, UsageReport report) {
        deliveries[place(atMs / 1_000)] += report.deliveries();
        Told before = readers.get(report.gateway().slot());
        if (before == null || before.epoch() <= report.gateway().epoch()) {
            readers.put(
                    report.gateway().slot(), new Told(report.gateway().epoch(), report.readers(), atMs));
        }
    }

    private int place(long second) {
        int place = (int) (second % seconds.length);
        if (seconds[place] != second) {
            seconds[place] = second;
            sends[place] = 0;
            deliveries[place] = 0;
        }
        return place;
    }

    ChannelClass channelClass() {
        return channelClass;
    }

    double sendsPerS(long nowMs) {
        return perSecond(sends, nowMs);
    }

    double deliveriesPerS(long nowMs) {
        return perSecond(deliveries, nowMs);
    }

    /// Over the last whole seconds.
    private double perSecond(long[] counts, long nowMs) {
        long now = nowMs / 1_000;
        int window = seconds.length - 1;
        long sum = 0;
        for (int i = 0; i < seconds.length; i++) {
            if (seconds[i] < now && seconds[i] >= now - window) {
                sum += counts[i];
            }
        }
        return (double) sum / window;
    }

    long readers(long nowMs) {
        return readers.values().stream()
                .filter(told -> nowMs - told.atMs() < READERS_MS)
                .mapToLong(Told::readers)
                .sum();
    }

    int gateways(long nowMs) {
        return (int) readers.values().stream()
                .filter(told -> nowMs - told.atMs() < READERS_MS && told.readers() > 0)
                .count();
    }

    /// True if there is nothing to tell of it any more.
    boolean cold(long nowMs) {
        long oldest = nowMs / 1_000 - (seconds.length - 1);
        for (int i = 0; i < seconds.length; i++) {
            if (seconds[i] >= oldest && (sends[i] > 0 || deliveries[i] > 0)) {
                return false;
            }
        }
        readers.values().removeIf(told -> nowMs - told.atMs() >= READERS_MS);
        return readers.isEmpty();
    }
}
