package dev.gapless.cli.admin;

import dev.gapless.cli.output.Table;
import dev.gapless.protocol.audit.AuditEntry;
import java.time.Instant;
import java.util.List;

/// Entries of a record as people read them.
final class AuditLines {
    private AuditLines() {}

    static Table table(List<AuditEntry> entries) {
        Table table = Table.of(">SEQ", "AT", "ACTION", "OUTCOME", "ACTOR", "TARGET", "REASON");
        entries.forEach(entry -> table.row(
                entry.seq(),
                Instant.ofEpochMilli(entry.atMs()),
                entry.action(),
                entry.outcome(),
                entry.actor(),
                entry.target(),
                entry.reason()));
        return table;
    }
}
