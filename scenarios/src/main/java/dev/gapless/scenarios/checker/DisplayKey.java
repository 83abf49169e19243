package dev.gapless.scenarios.checker;

import dev.gapless.scenarios.history.Row;

/// A device and a channel as one number.
final class DisplayKey {
    private DisplayKey() {}

    static long of(Row row) {
        return (long) row.subject() << 32 | row.channel();
    }
}
