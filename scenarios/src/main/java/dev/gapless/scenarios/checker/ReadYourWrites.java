package dev.gapless.scenarios.checker;

import dev.gapless.scenarios.history.Row;
import dev.gapless.scenarios.history.RowKind;

/// [dev.gapless.scenarios.format.Promise#READ_YOUR_WRITES]: a page read after an acknowledgement has it.
final class ReadYourWrites implements Checker {
    private final LogIndex log;
    private final Findings findings = new Findings();

    ReadYourWrites(LogIndex log) {
        this.log = log;
    }

    @Override
    public void accept(Row row) {
        if (row.kind() != RowKind.READ_BACK) {
            return;
        }
        findings.looked();
        if (!row.is(Row.PRESENT)) {
            findings.violated(new Violation(
                    log.names().device(row.subject()) + " read the latest page of "
                            + log.names().channel(row.channel()) + ", which ends at seq " + row.value()
                            + " and lacks its own send " + row.op() + " that was acknowledged at seq " + row.seq(),
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
