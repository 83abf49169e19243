package dev.gapless.scenarios.checker;

import dev.gapless.scenarios.history.Row;
import dev.gapless.scenarios.history.RowKind;
import java.util.Arrays;

/// [dev.gapless.scenarios.format.Promise#PER_CONVERSATION_ORDER]: each display is at a higher seq than the one before. A repeat of the same seq is left to
/// [NoDuplicateDisplay].
final class PerConversationOrder implements Checker {
    private static final int FIRST = 1024;

    private final LogIndex log;
    private final Findings findings = new Findings();
    private final Places places;
    private long[] last = new long[FIRST];

    PerConversationOrder(LogIndex log, Places places) {
        this.log = log;
        this.places = places;
    }

    @Override
    public void accept(Row row) {
        if (row.kind() != RowKind.SHOWN) {
            return;
        }
        findings.looked();
        int place = places.of(row);
        if (place >= last.length) {
            last = Arrays.copyOf(last, Math.max(place + 1, last.length * 2));
        }
        long before = last[place];
        if (row.seq() < before) {
            findings.violated(new Violation(
                    log.names().device(row.subject()) + " showed seq " + row.seq() + " of "
                            + log.names().channel(row.channel()) + " after seq " + before,
                    row.subject(),
                    row.channel(),
                    row.seq(),
                    row.op(),
                    row.at()));
        }
        last[place] = Math.max(before, row.seq());
    }

    @Override
    public void finish() {}

    @Override
    public Findings findings() {
        return findings;
    }
}
