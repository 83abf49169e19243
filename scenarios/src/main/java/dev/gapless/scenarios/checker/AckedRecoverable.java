package dev.gapless.scenarios.checker;

import dev.gapless.scenarios.history.Row;
import dev.gapless.scenarios.history.RowKind;

/// [dev.gapless.scenarios.format.Promise#ACKED_RECOVERABLE]: acknowledged sends are in the log at their seqs, on all gateways; refused ones are not.
final class AckedRecoverable implements Checker {
    private final LogIndex log;
    private final Findings findings;

    AckedRecoverable(LogIndex log) {
        this.log = log;
        this.findings = log.same();
    }

    @Override
    public void accept(Row row) {
        if (row.kind() == RowKind.ACKED) {
            findings.looked();
            long there = log.op(row.channel(), row.seq());
            if (there != row.op()) {
                findings.violated(violation(row, "send " + row.op() + " was acknowledged at seq " + row.seq() + " of "
                        + log.names().channel(row.channel()) + ", where the log has " + LogIndex.send(there)));
            }
        } else if (row.kind() == RowKind.REFUSED && row.is(Row.DEFINITE)) {
            findings.looked();
            if (log.holds(row.op())) {
                findings.violated(violation(row, "send " + row.op() + " was definitely refused and is in the log of "
                        + log.names().channel(row.channel())));
            }
        }
    }

    @Override
    public void finish() {}

    private static Violation violation(Row row, String what) {
        return new Violation(what, row.subject(), row.channel(), row.seq(), row.op(), row.at());
    }

    @Override
    public Findings findings() {
        return findings;
    }
}
