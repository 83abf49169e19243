package dev.gapless.scenarios.checker;

import dev.gapless.scenarios.history.Row;
import dev.gapless.scenarios.history.RowKind;
import java.util.TreeMap;

/// [dev.gapless.scenarios.format.Promise#BOUNDED_RECONNECT_RATE]: connects by the second, once the load has begun.
final class BoundedReconnectRate implements Checker {
    private static final long SECOND = 1_000_000;

    private final double most;
    private final Findings findings = new Findings();
    private final TreeMap<Long, Integer> connects = new TreeMap<>();

    BoundedReconnectRate(double most) {
        this.most = most;
    }

    @Override
    public void accept(Row row) {
        if (row.kind() == RowKind.CONNECTED && row.at() >= 0) {
            findings.looked();
            connects.merge(row.at() / SECOND, 1, Integer::sum);
        }
    }

    @Override
    public void finish() {
        connects.forEach((second, count) -> {
            if (count > most) {
                findings.violated(new Violation(
                        count + " devices connected in second " + second + " (expected: at most " + (long) most + ")",
                        -1,
                        -1,
                        0,
                        0,
                        second * SECOND));
            }
        });
    }

    @Override
    public Findings findings() {
        return findings;
    }
}
