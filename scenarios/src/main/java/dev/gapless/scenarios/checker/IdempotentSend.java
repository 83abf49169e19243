package dev.gapless.scenarios.checker;

import dev.gapless.scenarios.history.Row;
import dev.gapless.scenarios.history.RowKind;
import java.util.Arrays;

/// [dev.gapless.scenarios.format.Promise#IDEMPOTENT_SEND]: all acknowledgements of a send name one seq, and the log has it once.
final class IdempotentSend implements Checker {
    private final LogIndex log;
    private final Findings findings;
    private int[] seqs = new int[1024];

    IdempotentSend(LogIndex log) {
        this.log = log;
        this.findings = log.once();
    }

    @Override
    public void accept(Row row) {
        if (row.kind() != RowKind.ACKED) {
            return;
        }
        int op = (int) row.op();
        if (op >= seqs.length) {
            seqs = Arrays.copyOf(seqs, Math.max(op + 1, seqs.length * 2));
        }
        findings.looked();
        if (seqs[op] != 0 && seqs[op] != (int) row.seq()) {
            findings.violated(new Violation(
                    "send " + op + " was acknowledged at seq " + seqs[op] + " of "
                            + log.names().channel(row.channel()) + ", and under the same key at seq " + row.seq(),
                    row.subject(),
                    row.channel(),
                    row.seq(),
                    op,
                    row.at()));
        }
        seqs[op] = (int) row.seq();
    }

    @Override
    public void finish() {}

    @Override
    public Findings findings() {
        return findings;
    }
}
