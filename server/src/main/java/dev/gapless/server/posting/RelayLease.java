package dev.gapless.server.posting;

import dev.gapless.schema.global.Lease;
import dev.gapless.schema.global.LeaseTable;
import dev.gapless.schema.shard.GlobalDatabase;
import dev.gapless.schema.shard.ShardException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Lets one gateway relay a shard, so that the others need not. While the lease table is out of reach everybody may: relaying
/// twice costs work and harms nobody. Used by one relay's thread.
final class RelayLease implements BooleanSupplier {
    private static final Duration TTL = Duration.ofSeconds(3);
    private static final Duration RENEW_AFTER = Duration.ofSeconds(1);
    private static final Duration ASK_EVERY = Duration.ofSeconds(1);

    private final GlobalDatabase global;
    private final Clock clock;
    private final String name;
    private final String holder;
    private Optional<Lease> held = Optional.empty();
    private Instant askAgain = Instant.MIN;
    private boolean tableAway;

    RelayLease(GlobalDatabase global, Clock clock, String name, String holder) {
        this.global = global;
        this.clock = clock;
        this.name = name;
        this.holder = holder;
    }

    @Override
    public boolean getAsBoolean() {
        Instant now = clock.instant();
        if (now.isBefore(askAgain)) {
            return tableAway || held.isPresent();
        }
        try {
            held = global.transact("relay.lease", handle -> held.isPresent()
                    ? LeaseTable.renew(handle, held.get(), now, TTL)
                    : LeaseTable.acquire(handle, name, holder, now, TTL));
            tableAway = false;
        } catch (ShardException e) {
            held = Optional.empty();
            tableAway = true;
        }
        askAgain = now.plus(held.isPresent() ? RENEW_AFTER : ASK_EVERY);
        return tableAway || held.isPresent();
    }

    /// Gives the lease back, so that another gateway goes on at once.
    void release() {
        held.ifPresent(lease -> {
            try {
                global.transact("relay.release", handle -> {
                    LeaseTable.release(handle, lease);
                    return lease;
                });
            } catch (ShardException e) {
                // It runs out by itself.
                tableAway = true;
            }
        });
        held = Optional.empty();
    }
}
