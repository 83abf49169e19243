package dev.gapless.scenarios.checker;

import dev.gapless.scenarios.history.Row;
import dev.gapless.scenarios.history.RowKind;

/// [dev.gapless.scenarios.format.Promise#TENANT_ISOLATION]: canaries of one tenant never reach another.
final class TenantIsolation implements Checker {
    private final LogIndex log;
    private final Findings findings = new Findings();

    TenantIsolation(LogIndex log) {
        this.log = log;
    }

    @Override
    public void accept(Row row) {
        if (row.kind() == RowKind.SCANNED) {
            findings.looked(row.value());
        } else if (row.kind() == RowKind.LEAKED) {
            findings.violated(new Violation(
                    log.names().device(row.subject()) + " got a text of tenant "
                            + log.names().tenants().get((int) row.value()),
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
