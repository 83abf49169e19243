package dev.gapless.scenarios.checker;

import dev.gapless.scenarios.history.Row;
import dev.gapless.scenarios.history.RowKind;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/// [dev.gapless.scenarios.format.Promise#NO_DUPLICATE_DISPLAY]: one bit per display.
final class NoDuplicateDisplay implements Checker {
    private final LogIndex log;
    private final Findings findings = new Findings();
    private final Map<Long, BitSet> shown = new HashMap<>();

    NoDuplicateDisplay(LogIndex log) {
        this.log = log;
    }

    @Override
    public void accept(Row row) {
        if (row.kind() != RowKind.SHOWN) {
            return;
        }
        findings.looked();
        BitSet seqs = shown.computeIfAbsent(DisplayKey.of(row), key -> new BitSet());
        if (seqs.get((int) row.seq())) {
            findings.violated(new Violation(
                    log.names().device(row.subject()) + " showed seq " + row.seq() + " of "
                            + log.names().channel(row.channel()) + " twice",
                    row.subject(),
                    row.channel(),
                    row.seq(),
                    row.op(),
                    row.at()));
        }
        seqs.set((int) row.seq());
    }

    @Override
    public void finish() {}

    @Override
    public Findings findings() {
        return findings;
    }
}
