package dev.gapless.scenarios.checker;

import dev.gapless.scenarios.history.Row;
import dev.gapless.scenarios.history.RowKind;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// [dev.gapless.scenarios.format.Promise#NO_DUPLICATE_DISPLAY]: one bit per display.
final class NoDuplicateDisplay implements Checker {
    private final LogIndex log;
    private final Findings findings = new Findings();
    private final Places places;
    private final List<BitSet> shown = new ArrayList<>();

    NoDuplicateDisplay(LogIndex log, Places places) {
        this.log = log;
        this.places = places;
    }

    @Override
    public void accept(Row row) {
        if (row.kind() != RowKind.SHOWN) {
            return;
        }
        findings.looked();
        int place = places.of(row);
        while (shown.size() <= place) {
            shown.add(new BitSet());
        }
        BitSet seqs = shown.get(place);
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
