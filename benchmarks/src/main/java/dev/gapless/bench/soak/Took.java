package dev.gapless.bench.soak;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/// How long acts take, by kind. Any thread.
final class Took {
    private static final double NANOS_PER_MS = 1e6;

    private final Map<ActKind, LongAdder> counts = new EnumMap<>(ActKind.class);
    private final Map<ActKind, LongAdder> nanos = new EnumMap<>(ActKind.class);

    Took() {
        for (ActKind kind : ActKind.values()) {
            counts.put(kind, new LongAdder());
            nanos.put(kind, new LongAdder());
        }
    }

    void record(ActKind kind, long tookNanos) {
        sum(counts, kind).increment();
        sum(nanos, kind).add(tookNanos);
    }

    /// Mean of each kind, in milliseconds.
    String text() {
        return counts.keySet().stream()
                .filter(kind -> sum(counts, kind).sum() > 0)
                .map(kind -> "%s %.0f".formatted(
                        kind.name().toLowerCase(Locale.ROOT),
                        sum(nanos, kind).sum() / NANOS_PER_MS / sum(counts, kind).sum()))
                .collect(Collectors.joining(", "));
    }

    private static LongAdder sum(Map<ActKind, LongAdder> sums, ActKind kind) {
        LongAdder sum = sums.get(kind);
        if (sum == null) {
            throw new AssertionError(kind);
        }
        return sum;
    }
}
