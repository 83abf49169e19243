package dev.gapless.server.quota;

import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.error.RateLimit;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.protocol.quota.QuotaDimension;
import dev.gapless.protocol.quota.QuotaLimit;
import dev.gapless.protocol.quota.QuotaState;
import dev.gapless.schema.quota.QuotaLimitRow;
import dev.gapless.schema.quota.QuotaSocketTable;
import dev.gapless.schema.quota.QuotaSocketTable.Open;
import dev.gapless.schema.shard.Shard;
import dev.gapless.schema.shard.Shards;
import dev.gapless.server.auth.Identity;
import dev.gapless.server.gateway.SocketGate;
import io.micrometer.core.instrument.Counter;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Holds the sockets of workspaces and users to their limits, over all gateways.
///
/// Each gateway tells its shards every [#TELL_EVERY] what it has open, and who opens a socket is counted with what the others told, looked up again
/// if that is older. So gateways where many open at the same moment may go over by what they open within two of these spans. While a
/// shard is out of reach what was known last counts. Any thread may call.
final class SocketQuotas implements SocketGate, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SocketQuotas.class);
    private static final Duration TELL_EVERY = Duration.ofSeconds(1);
    /// What has not changed is told again after so long, to stay fresh.
    private static final long AGAIN_MS = QuotaSocketTable.FRESH.toMillis() / 3;
    /// Who is refused may try again then: a socket that is dead is found out within a minute.
    private static final Duration RETRY = Duration.ofSeconds(5);

    private final Shards shards;
    private final Quotas quotas;
    private final int slot;
    private final Clock clock;
    private final Counter refused;
    private final Counter dark;
    private final ConcurrentHashMap<Subject, Count> counts = new ConcurrentHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    /// Whose sockets are counted.
    private record Subject(WorkspaceId workspace, long subject) {}

    /// Sockets of one subject. It leaves the map only while there are none, under the lock of its entry, under which they are counted too.
    private static final class Count {
        private final AtomicLong here = new AtomicLong();
        private volatile long others;
        private volatile long othersAtMs;
        /// Touched by the own thread only.
        private long told;
        private long toldAtMs;
    }

    /// @param slot of this gateway
    SocketQuotas(Shards shards, Quotas quotas, int slot, Clock clock, Counter refused, Counter dark) {
        this.shards = shards;
        this.quotas = quotas;
        this.slot = slot;
        this.clock = clock;
        this.refused = refused;
        this.dark = dark;
        this.thread = Thread.ofVirtual().name("socket-quotas").start(this::run);
    }

    @Override
    public Opened open(Identity caller) {
        WorkspaceQuotas limits = quotas.known(caller.workspace());
        List<Subject> taken = new ArrayList<>(2);
        try {
            take(new Subject(caller.workspace(), QuotaLimitRow.WORKSPACE), limits, taken);
            long user = caller.user().value();
            if (limit(limits, user).state() != QuotaState.OFF) {
                take(new Subject(caller.workspace(), user), limits, taken);
            }
        } catch (GaplessException e) {
            taken.forEach(this::release);
            throw e;
        }
        AtomicBoolean over = new AtomicBoolean();
        return () -> {
            if (over.compareAndSet(false, true)) {
                taken.forEach(this::release);
            }
        };
    }

    private void take(Subject subject, @Nullable WorkspaceQuotas limits, List<Subject> taken) {
        Count count = counts.compute(subject, (key, found) -> {
            Count one = found == null ? new Count() : found;
            one.here.incrementAndGet();
            return one;
        });
        taken.add(subject);
        QuotaLimit limit = limit(limits, subject.subject());
        if (limit.state() == QuotaState.OFF) {
            return;
        }
        long open = count.here.get() + others(subject, count);
        if (open <= limit.amount()) {
            return;
        }
        if (limit.state() == QuotaState.HARD) {
            refused.increment();
            throw refusal(subject, limit, open - 1);
        }
        dark.increment();
    }

    private static QuotaLimit limit(@Nullable WorkspaceQuotas limits, long subject) {
        return limits == null ? QuotaLimit.NONE : limits.limit(subject, QuotaDimension.SOCKETS);
    }

    private static GaplessException refusal(Subject subject, QuotaLimit limit, long open) {
        boolean workspace = subject.subject() == QuotaLimitRow.WORKSPACE;
        String name = QuotaDimension.SOCKETS.text() + (workspace ? "" : "-user");
        return GaplessException.rateLimited(
                "sockets: " + open + " of the " + (workspace ? "workspace" : "user")
                        + " are open (expected: fewer than "
                        + limit.amount() + ")",
                RETRY,
                new RateLimit(name, limit.amount(), Duration.ofSeconds(1), 0, RETRY));
    }

    /// What the other gateways told, not older than [#TELL_EVERY] if the shard answers.
    private long others(Subject subject, Count count) {
        long nowMs = clock.millis();
        if (nowMs - count.othersAtMs > TELL_EVERY.toMillis()) {
            try {
                count.others = shards.forWorkspace(subject.workspace()).read(
                        "quota.sockets", handle -> QuotaSocketTable.others(
                                handle, subject.workspace(), subject.subject(), slot, clock.instant()));
                count.othersAtMs = nowMs;
            } catch (RuntimeException e) {
                log.debug("sockets of other gateways not known workspace={} cause={}", subject.workspace(),
                        e.toString());
            }
        }
        return count.others;
    }

    private void release(Subject subject) {
        counts.computeIfPresent(subject, (key, count) -> {
            count.here.decrementAndGet();
            return count;
        });
    }

    private void run() {
        try {
            boolean over = false;
            while (!over) {
                over = closed.await(TELL_EVERY.toMillis(), TimeUnit.MILLISECONDS);
                try {
                    tell(over);
                } catch (RuntimeException e) {
                    log.error("sockets not told", e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(boolean last) {
        long nowMs = clock.millis();
        Map<Shard, List<Subject>> byShard = new HashMap<>();
        counts.forEach((subject, count) -> {
            long here = last ? 0 : telling(subject, count);
            if (here != count.told || here > 0 && nowMs - count.toldAtMs >= AGAIN_MS) {
                byShard.computeIfAbsent(shards.forWorkspace(subject.workspace()), shard -> new ArrayList<>())
                        .add(subject);
            } else if (here == 0) {
                counts.computeIfPresent(subject, (key, found) -> found.here.get() == 0 ? null : found);
            }
        });
        byShard.forEach((shard, subjects) -> {
            for (int from = 0; from < subjects.size(); from += QuotaSocketTable.MAX) {
                tell(shard, subjects.subList(from, Math.min(subjects.size(), from + QuotaSocketTable.MAX)), last);
            }
        });
    }

    /// How many sockets the others are to count for this gateway.
    private long telling(Subject subject, Count count) {
        WorkspaceQuotas limits = quotas.findOrBegin(subject.workspace());
        if (limits == null || !limits.known()) {
            return count.told;
        }
        QuotaLimit limit = limit(limits, subject.subject());
        long here = count.here.get();
        return limit.state() == QuotaState.OFF || here <= QuotaSocketTable.untold(limit.amount()) ? 0 : here;
    }

    private void tell(Shard shard, List<Subject> subjects, boolean last) {
        List<Open> open = new ArrayList<>(subjects.size());
        for (Subject subject : subjects) {
            Count count = counts.get(subject);
            open.add(new Open(
                    subject.workspace(), subject.subject(), count == null || last ? 0 : telling(subject, count)));
        }
        try {
            shard.transact("quota.tell-sockets", handle -> {
                QuotaSocketTable.put(handle, slot, open, clock.instant());
                open.forEach(one -> QuotaSocketTable.forget(handle, one.workspace(), clock.instant()));
                return open;
            });
        } catch (RuntimeException e) {
            log.debug("sockets not told shard={} cause={}", shard.name(), e.toString());
            return;
        }
        long nowMs = clock.millis();
        for (Open one : open) {
            Count count = counts.get(new Subject(one.workspace(), one.subject()));
            if (count != null) {
                count.told = one.sockets();
                count.toldAtMs = nowMs;
            }
        }
    }

    /// Tells that nothing is open here any more.
    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join(TELL_EVERY.multipliedBy(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
