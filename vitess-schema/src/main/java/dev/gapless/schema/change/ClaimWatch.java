package dev.gapless.schema.change;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Tells whether whoever claimed a schema change still works on it, by looking at the claim again and again.
///
/// A claim that stays as it is for five seconds of the watcher's own time is dead: its holder renews it every second. So clocks of
/// two machines need not agree. One that is older than a minute by the clock is dead at first sight.
///
/// For one thread and one change.
final class ClaimWatch {
    static final Duration SILENCE = Duration.ofSeconds(5);
    static final Duration OLD = Duration.ofMinutes(1);

    private SchemaChangeTable.@Nullable Row seen;
    private Instant since = Instant.MIN;

    /// @param row the claim as it is now
    boolean alive(SchemaChangeTable.Row row, Instant now) {
        if (!row.equals(seen)) {
            seen = row;
            since = now;
        }
        boolean old = !now.isBefore(Instant.ofEpochMilli(row.claimedMs()).plus(OLD));
        return !old && now.isBefore(since.plus(SILENCE));
    }
}
