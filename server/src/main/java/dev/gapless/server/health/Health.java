package dev.gapless.server.health;

import dev.gapless.protocol.codec.ApiCodec;
import dev.gapless.protocol.planted.PlantedBug;
import dev.gapless.server.http.Answer;
import dev.gapless.server.http.Route;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/// Tells whether this gateway should get traffic.
///
/// Live: the process answers. Ready: what every request needs is there, and at least one shard answers. A gateway with one
/// dead shard stays ready (`degraded`), since all gateways share the shard: taking them out of service would turn the loss
/// of a part into the loss of the whole. One that sends its connections elsewhere works and is not ready (`draining`). Checks run at most once a second, on the caller's thread. Any thread may call.
public final class Health {
    private static final long FRESH_MS = Duration.ofSeconds(1).toMillis();

    private final Clock clock;
    private final Map<String, BooleanSupplier> required;
    private final Map<String, BooleanSupplier> shards;
    private final BooleanSupplier draining;
    private final Optional<PlantedBug> bug;
    /// Mutated only under this object's lock.
    private Report last = new Report(Status.DOWN, Map.of());
    private long checkedAtMs = Long.MIN_VALUE;

    /// How much works.
    enum Status {
        UP,
        DEGRADED,
        DOWN
    }

    record Report(Status status, Map<String, String> checks) {}

    /// @param required named checks that must all pass
    /// @param shards named checks of which one must pass
    /// @param draining true while connections are sent elsewhere: everything works, and nobody new should come
    /// @param bug what is wrong on purpose; told with every report
    public Health(
            Clock clock, Map<String, BooleanSupplier> required, Map<String, BooleanSupplier> shards,
            BooleanSupplier draining, Optional<PlantedBug> bug) {
        this.bug = bug;
        this.draining = draining;
        this.clock = clock;
        this.required = Map.copyOf(required);
        this.shards = Map.copyOf(shards);
    }

    public List<Route> routes() {
        return List.of(
                Route.open("/health/live", request -> Answer.ok(Map.of("status", "up"))),
                Route.open("/health/ready", request -> ready()));
    }

    private Answer ready() {
        Report report = report();
        boolean leaving = report.status() != Status.DOWN && draining.getAsBoolean();
        String status = leaving ? "draining" : report.status().name().toLowerCase(java.util.Locale.ROOT);
        Map<String, Object> told = new TreeMap<>(Map.of("status", status, "checks", report.checks()));
        bug.ifPresent(planted -> told.put("planted_bug", planted.text()));
        byte[] body = ApiCodec.write(told);
        return new Answer(report.status() == Status.DOWN || leaving ? 503 : 200, Answer.JSON, body);
    }

    synchronized Report report() {
        long now = clock.millis();
        if (checkedAtMs == Long.MIN_VALUE || now - checkedAtMs >= FRESH_MS) {
            last = check();
            checkedAtMs = now;
        }
        return last;
    }

    private Report check() {
        Map<String, String> checks = new TreeMap<>();
        boolean allRequired = true;
        for (Map.Entry<String, BooleanSupplier> check : required.entrySet()) {
            boolean passed = check.getValue().getAsBoolean();
            allRequired &= passed;
            checks.put(check.getKey(), passed ? "up" : "down");
        }
        int reachable = 0;
        for (Map.Entry<String, BooleanSupplier> check : shards.entrySet()) {
            boolean passed = check.getValue().getAsBoolean();
            reachable += passed ? 1 : 0;
            checks.put(check.getKey(), passed ? "up" : "down");
        }
        if (!allRequired || (reachable == 0 && !shards.isEmpty())) {
            return new Report(Status.DOWN, checks);
        }
        return new Report(reachable == shards.size() ? Status.UP : Status.DEGRADED, checks);
    }
}
