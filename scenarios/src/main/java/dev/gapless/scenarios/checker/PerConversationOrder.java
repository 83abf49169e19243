package dev.gapless.scenarios.checker;

import dev.gapless.scenarios.history.Row;
import dev.gapless.scenarios.history.RowKind;
import java.util.HashMap;
import java.util.Map;

/// [dev.gapless.scenarios.format.Promise#PER_CONVERSATION_ORDER]: each display is at a higher seq than the one before. A repeat of the same seq is left to
/// [NoDuplicateDisplay].
final class PerConversationOrder implements Checker {
    private final LogIndex log;
    private final Findings findings = new Findings();
    private final Map<Long, Long> last = new HashMap<>();

    PerConversationOrder(LogIndex log) {
        this.log = log;
    }

    @Override
    public void accept(Row row) {
        if (row.kind() != RowKind.SHOWN) {
            return;
        }
        findings.looked();
        long before = last.getOrDefault(DisplayKey.of(row), 0L);
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
        last.put(DisplayKey.of(row), Math.max(before, row.seq()));
    }

    @Override
    public void finish() {}

    @Override
    public Findings findings() {
        return findings;
    }
}
