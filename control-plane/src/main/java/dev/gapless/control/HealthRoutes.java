package dev.gapless.control;

import dev.gapless.control.http.AdminAnswer;
import dev.gapless.control.http.AdminRoute;
import dev.gapless.schema.global.WorkspaceDirectoryTable;
import dev.gapless.schema.shard.ShardException;
import dev.gapless.schema.shard.Shards;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// `/health/live`: the process answers. `/health/ready`: the global directory does, without which no admin act works. Looks at most
/// once a second, so that nobody without a token can load the database.
final class HealthRoutes {
    private static final long FRESH_MS = Duration.ofSeconds(1).toMillis();

    private final Shards shards;
    private final Clock clock;
    /// Mutated only under this object's lock.
    private boolean ready;
    private long checkedAtMs = Long.MIN_VALUE;

    HealthRoutes(Shards shards, Clock clock) {
        this.shards = shards;
        this.clock = clock;
    }

    List<AdminRoute> routes() {
        return List.of(
                AdminRoute.open("/health/live", request -> AdminAnswer.ok(Map.of("status", "up"))),
                AdminRoute.open("/health/ready", request -> {
                    boolean now = ready();
                    Map<String, Object> report =
                            Map.of("status", now ? "up" : "down", "checks", Map.of("global", now ? "up" : "down"));
                    return now ? AdminAnswer.ok(report) : AdminAnswer.unavailable(report);
                }));
    }

    private synchronized boolean ready() {
        long now = clock.millis();
        if (checkedAtMs == Long.MIN_VALUE || now - checkedAtMs >= FRESH_MS) {
            ready = look();
            checkedAtMs = now;
        }
        return ready;
    }

    private boolean look() {
        try {
            return shards.global().read("health", handle -> WorkspaceDirectoryTable.page(handle, "", 1).size() <= 1);
        } catch (ShardException e) {
            return false;
        }
    }
}
