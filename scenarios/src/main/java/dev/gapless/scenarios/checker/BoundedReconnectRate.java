package dev.gapless.scenarios.checker;

import dev.gapless.scenarios.history.Row;
import dev.gapless.scenarios.history.RowKind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// [dev.gapless.scenarios.format.Promise#BOUNDED_RECONNECT_RATE]: attempts to connect within any second, once the load has begun:
/// they are what a server has to bear, however long it takes to greet. The second slides, since a herd that comes across the turn
/// of a second is one herd; it moves by [#STEP].
final class BoundedReconnectRate implements Checker {
    static final long SECOND = 1_000_000;
    private static final long STEP = 10_000;
    private static final long WINDOW = SECOND / STEP;

    private final double most;
    private final Findings findings = new Findings();
    private final TreeMap<Long, Integer> attempts = new TreeMap<>();

    BoundedReconnectRate(double most) {
        this.most = most;
    }

    @Override
    public void accept(Row row) {
        if (row.kind() == RowKind.CONNECTING && row.at() >= 0) {
            findings.looked();
            attempts.merge(row.at() / STEP, 1, Integer::sum);
        }
    }

    @Override
    public void finish() {
        Deque<Map.Entry<Long, Integer>> window = new ArrayDeque<>();
        long count = 0;
        long peak = 0;
        long peakFrom = 0;
        for (Map.Entry<Long, Integer> step : attempts.entrySet()) {
            while (!window.isEmpty() && window.getFirst().getKey() <= step.getKey() - WINDOW) {
                count -= window.removeFirst().getValue();
            }
            if (peak > 0 && count <= most) {
                findings.violated(violation(peakFrom, peak));
                peak = 0;
            }
            window.addLast(step);
            count += step.getValue();
            if (count > most && count > peak) {
                peak = count;
                peakFrom = window.getFirst().getKey() * STEP;
            }
        }
        if (peak > 0) {
            findings.violated(violation(peakFrom, peak));
        }
    }

    private Violation violation(long from, long count) {
        return new Violation(
                String.format(
                        Locale.ROOT, "%d connects within the second from %.2f s (expected: at most %d)", count,
                        from / (double) SECOND, (long) most),
                -1,
                -1,
                0,
                0,
                from);
    }

    @Override
    public Findings findings() {
        return findings;
    }
}
