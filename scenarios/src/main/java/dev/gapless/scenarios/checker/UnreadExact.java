package dev.gapless.scenarios.checker;

import dev.gapless.scenarios.history.Row;
import dev.gapless.scenarios.history.RowKind;

/// [dev.gapless.scenarios.format.Promise#UNREAD_EXACT]: counted again over the log that the gateways told.
final class UnreadExact implements Checker {
    private final LogIndex log;
    private final Findings findings = new Findings();

    UnreadExact(LogIndex log) {
        this.log = log;
    }

    @Override
    public void accept(Row row) {
        if (row.kind() != RowKind.UNREAD) {
            return;
        }
        findings.looked();
        long recount = log.messagesAfter(row.channel(), row.value());
        if (recount != row.seq()) {
            findings.violated(new Violation(
                    log.names().user(row.subject()) + " has " + row.seq() + " unread in "
                            + log.names().channel(row.channel()) + " by the server's count, and " + recount
                            + " by a recount from cursor " + row.value(),
                    -1,
                    row.channel(),
                    row.value(),
                    0,
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
