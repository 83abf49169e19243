package dev.gapless.protocol.id;

import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;

/// Makes 63-bit time-sorted ids: 41 bits of milliseconds since 2025-01-01, 10 bits of node number, 12 bits of counter.
///
/// Ids of one generator strictly rise, also when the clock steps back; two generators never meet as long as their node
/// numbers differ, which the slot leases see to. Any thread may call. Source: Twitter's Snowflake layout.
public final class IdGenerator {
    /// Number of distinct node numbers.
    public static final int NODES = 1024;

    private static final long EPOCH_MS = 1_735_689_600_000L;
    private static final int COUNTER_BITS = 12;
    private static final int NODE_BITS = 10;

    private final Clock clock;
    private final long node;
    private final AtomicLong lastTick = new AtomicLong();

    /// @param clock source of milliseconds
    /// @param node 0 to 1023, unique among running generators
    public IdGenerator(Clock clock, int node) {
        if (node < 0 || node >= NODES) {
            throw new IllegalArgumentException("node: " + node + " (expected: 0 to " + (NODES - 1) + ")");
        }
        this.clock = clock;
        this.node = node;
    }

    /// The next id, 1 or more.
    public long next() {
        long now = (clock.millis() - EPOCH_MS) << COUNTER_BITS;
        long tick = lastTick.accumulateAndGet(now, (last, current) -> Math.max(last + 1, current));
        long millis = tick >>> COUNTER_BITS;
        long counter = tick & ((1L << COUNTER_BITS) - 1);
        return millis << (NODE_BITS + COUNTER_BITS) | node << COUNTER_BITS | counter;
    }

    /// The time in an id, in milliseconds since 1970.
    public static long millisOf(long id) {
        return (id >>> (NODE_BITS + COUNTER_BITS)) + EPOCH_MS;
    }
}
