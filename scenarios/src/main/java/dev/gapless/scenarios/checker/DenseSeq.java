package dev.gapless.scenarios.checker;

import dev.gapless.scenarios.history.Row;

/// [dev.gapless.scenarios.format.Promise#DENSE_SEQ]: judged while the logs were read.
final class DenseSeq implements Checker {
    private final Findings findings;

    DenseSeq(LogIndex log) {
        this.findings = log.dense();
    }

    @Override
    public void accept(Row row) {}

    @Override
    public void finish() {}

    @Override
    public Findings findings() {
        return findings;
    }
}
