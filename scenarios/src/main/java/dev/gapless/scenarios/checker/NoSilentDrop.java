package dev.gapless.scenarios.checker;

import dev.gapless.scenarios.history.Row;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/// [dev.gapless.scenarios.format.Promise#NO_SILENT_DROP]: every send ends, and refusals say why.
final class NoSilentDrop implements Checker {
    private final LogIndex log;
    private final Findings findings = new Findings();
    private final BitSet open = new BitSet();
    private final Map<Long, Row> lastOpen = new HashMap<>();
    private boolean settled;

    NoSilentDrop(LogIndex log) {
        this.log = log;
    }

    @Override
    public void accept(Row row) {
        switch (row.kind()) {
            case INVOKED -> {
                findings.looked();
                open.set((int) row.op());
                lastOpen.put(row.op(), row);
            }
            case ACKED -> ended(row);
            case REFUSED -> {
                ended(row);
                if (!row.is(Row.CODED)) {
                    findings.violated(violation(row, "send " + row.op() + " was refused without a code"));
                } else if (row.is(Row.OVERLOAD) && !row.is(Row.HINTED)) {
                    findings.violated(
                            violation(row, "send " + row.op() + " was refused for overload without a retry hint"));
                }
            }
            case SETTLED -> settled = true;
            default -> {}
        }
    }

    @Override
    public void finish() {
        if (!settled) {
            return;
        }
        open.stream().forEach(op -> {
            Row row = Objects.requireNonNull(lastOpen.get((long) op), "a send that is open");
            findings.violated(violation(row, "send " + op + " of " + log.names().device(row.subject())
                    + " has no outcome, though all was settled"));
        });
    }

    private void ended(Row row) {
        open.clear((int) row.op());
        lastOpen.remove(row.op());
    }

    private static Violation violation(Row row, String what) {
        return new Violation(what, row.subject(), row.channel(), row.seq(), row.op(), row.at());
    }

    @Override
    public Findings findings() {
        return findings;
    }
}
