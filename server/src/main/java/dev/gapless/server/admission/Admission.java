package dev.gapless.server.admission;

import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Lets a bounded number of requests of each kind work at a time. Who waits too long is sent away with a time to come again, spread
/// at random and longer the more are waiting. Any thread may call.
public final class Admission {
    private static final long HINT_MIN_MS = 200;
    private static final long HINT_MAX_MS = 10_000;

    private final Map<Kind, Gate> gates = new EnumMap<>(Kind.class);
    private final long patienceMs;
    private final RandomGenerator random;

    /// Kinds of requests, each with its budget.
    public enum Kind {
        COLD,
        RESUME,
        LIVE
    }

    private record Gate(Semaphore seats, int size, Counter refused) {}

    /// @param random must take calls from any thread
    public Admission(AdmissionConfig config, RandomGenerator random, MeterRegistry metrics) {
        this.patienceMs = config.patience().toMillis();
        this.random = random;
        for (Kind kind : Kind.values()) {
            int size = switch (kind) {
                case COLD -> config.cold();
                case RESUME -> config.resume();
                case LIVE -> config.live();
            };
            String name = kind.name().toLowerCase(Locale.ROOT);
            Semaphore seats = new Semaphore(size, true);
            Gauge.builder("sync.waiting", seats, Semaphore::getQueueLength)
                    .description("Requests that wait for their turn")
                    .tag("kind", name)
                    .register(metrics);
            gates.put(kind, new Gate(seats, size, Counter.builder("sync.refused")
                    .description("Requests sent away because too many were at work")
                    .tag("kind", name)
                    .register(metrics)));
        }
    }

    /// Works when it is this request's turn. Blocks.
    ///
    /// @throws GaplessException `overloaded` with a time to come again
    public <T> T in(Kind kind, Supplier<T> work) {
        Gate gate = Objects.requireNonNull(gates.get(kind), "gate");
        if (!admitted(gate)) {
            gate.refused().increment();
            throw new GaplessException(
                    ErrorCode.OVERLOADED,
                    kind.name().toLowerCase(Locale.ROOT) + ": over " + gate.size() + " at work (expected: fewer)",
                    hint(gate));
        }
        try {
            return work.get();
        } finally {
            gate.seats().release();
        }
    }

    private boolean admitted(Gate gate) {
        try {
            return gate.seats().tryAcquire(patienceMs, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Duration hint(Gate gate) {
        long spread =
                Math.min(HINT_MAX_MS, HINT_MIN_MS + patienceMs * (1 + gate.seats().getQueueLength() / gate.size()));
        return Duration.ofMillis(HINT_MIN_MS + random.nextLong(Math.max(1, spread)));
    }
}
