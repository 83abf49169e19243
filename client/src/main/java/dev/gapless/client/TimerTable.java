package dev.gapless.client;

import dev.gapless.client.session.SessionTimer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/// The timers of one client: a handful, so a plain scan finds what is due. Confined to the client's thread.
final class TimerTable {
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

    private final Map<SessionTimer, Long> dueNanos = new HashMap<>(8);
    private final LongSupplier nanos;

    /// @param nanos a clock that only moves forward, as [System#nanoTime]
    TimerTable(LongSupplier nanos) {
        this.nanos = nanos;
    }

    void set(SessionTimer timer, Duration delay) {
        dueNanos.put(timer, nanos.getAsLong() + delay.toNanos());
    }

    void cancel(SessionTimer timer) {
        dueNanos.remove(timer);
    }

    /// Takes what is due.
    List<SessionTimer> due() {
        if (dueNanos.isEmpty()) {
            return List.of();
        }
        long now = nanos.getAsLong();
        List<SessionTimer> due = new ArrayList<>(2);
        dueNanos.forEach((timer, at) -> {
            if (at - now <= 0) {
                due.add(timer);
            }
        });
        due.forEach(dueNanos::remove);
        return due;
    }

    /// How long until the next one.
    Duration untilNext() {
        long now = nanos.getAsLong();
        long least = LONGEST_WAIT.toNanos();
        for (long at : dueNanos.values()) {
            least = Math.min(least, at - now);
        }
        return Duration.ofNanos(Math.max(0, least));
    }
}
