package dev.gapless.scenarios.checker;

import dev.gapless.scenarios.history.Row;
import dev.gapless.scenarios.history.RowKind;
import java.util.HashMap;
import java.util.Map;

/// [dev.gapless.scenarios.format.Promise#CURSOR_MONOTONE]: by (generation, seq), as each device hears of it; in the end all devices of a user agree.
final class CursorMonotone implements Checker {
    private final LogIndex log;
    private final Findings findings = new Findings();
    private final Map<Long, Row> last = new HashMap<>();
    private boolean settled;

    CursorMonotone(LogIndex log) {
        this.log = log;
    }

    @Override
    public void accept(Row row) {
        settled |= row.kind() == RowKind.SETTLED;
        if (row.kind() != RowKind.CURSOR) {
            return;
        }
        findings.looked();
        Row before = last.put(DisplayKey.of(row), row);
        if (before != null
                && (row.value() < before.value() || row.value() == before.value() && row.seq() < before.seq())) {
            findings.violated(violation(row, log.names().device(row.subject()) + " saw the read cursor in "
                    + log.names().channel(row.channel()) + " fall from " + before.seq() + " to " + row.seq()));
        }
    }

    @Override
    public void finish() {
        if (!settled) {
            return;
        }
        Map<Long, Row> byUser = new HashMap<>();
        for (Row row : last.values()) {
            long key = (long) log.names().userOf(row.subject()) << 32 | row.channel();
            Row other = byUser.putIfAbsent(key, row);
            if (other != null && (other.seq() != row.seq() || other.value() != row.value())) {
                findings.violated(violation(row, log.names().device(row.subject()) + " ends with the read cursor in "
                        + log.names().channel(row.channel()) + " at " + row.seq() + ", "
                        + log.names().device(other.subject()) + " with " + other.seq()));
            }
        }
    }

    private static Violation violation(Row row, String what) {
        return new Violation(what, row.subject(), row.channel(), row.seq(), 0, row.at());
    }

    @Override
    public Findings findings() {
        return findings;
    }
}
