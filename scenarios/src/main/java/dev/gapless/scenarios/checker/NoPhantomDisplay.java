package dev.gapless.scenarios.checker;

import dev.gapless.scenarios.history.Row;
import dev.gapless.scenarios.history.RowKind;

/// [dev.gapless.scenarios.format.Promise#NO_PHANTOM_DISPLAY]: what was shown is in the log, at that place.
final class NoPhantomDisplay implements Checker {
    private final LogIndex log;
    private final Findings findings = new Findings();

    NoPhantomDisplay(LogIndex log) {
        this.log = log;
    }

    @Override
    public void accept(Row row) {
        if (row.kind() != RowKind.SHOWN) {
            return;
        }
        findings.looked();
        long there = log.op(row.channel(), row.seq());
        if (there != row.op()) {
            findings.violated(new Violation(
                    log.names().device(row.subject()) + " showed " + LogIndex.send(row.op()) + " at seq " + row.seq()
                            + " of " + log.names().channel(row.channel()) + ", where the log has "
                            + LogIndex.send(there),
                    row.subject(),
                    row.channel(),
                    row.seq(),
                    row.op(),
                    row.at()));
        }
    }

    @Override
    public void finish() {}

    @Override
    public Findings findings() {
        return findings;
    }
}
