package dev.gapless.server.quota;

import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.error.RateLimit;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.protocol.quota.Plan;
import dev.gapless.protocol.quota.QuotaDimension;
import dev.gapless.protocol.quota.QuotaState;
import dev.gapless.schema.quota.QuotaLedger;
import dev.gapless.schema.quota.QuotaLedger.BucketKey;
import dev.gapless.schema.quota.QuotaLedger.Use;
import dev.gapless.schema.quota.QuotaLimitRow;
import dev.gapless.schema.quota.QuotaLimitTable;
import dev.gapless.schema.quota.QuotaUsageTable;
import dev.gapless.schema.quota.QuotaUsageTable.Slot;
import dev.gapless.schema.quota.QuotaUsageTable.Used;
import dev.gapless.schema.shard.Shard;
import dev.gapless.schema.shard.Shards;
import dev.gapless.server.auth.Identity;
import dev.gapless.server.gateway.SocketGate;
import dev.gapless.server.policy.Policies;
import dev.gapless.server.policy.WorkspacePolicy;
import dev.gapless.server.posting.Sleeper;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Holds workspaces and users to their limits, over all gateways, without asking anybody on the way of a send.
///
/// [#take] looks at what this gateway saw the last time. A thread of its own tells each shard every [#SETTLE_EVERY], in one transaction for
/// many workspaces, what was used, and hears what is left for all gateways together. While a shard is out of reach a safe part of each
/// limit goes on. Any thread may call.
public final class Quotas implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Quotas.class);
    private static final Duration SETTLE_EVERY = Duration.ofMillis(200);
    /// The longest that something over a soft limit is slowed down.
    private static final long SLOWED_MS = 500;
    /// Part of a limit that a gateway uses alone while it cannot ask.
    private static final double SAFE_SHARE = 0.25;
    /// Workspaces that have buckets at a time; one more goes on without.
    private static final int WORKSPACES = 100_000;
    private static final Duration IDLE = Duration.ofMinutes(10);
    /// In one slot of so many old use is forgotten.
    private static final Duration FORGET_EVERY = Duration.ofMinutes(10);

    private final Shards shards;
    private final Policies policies;
    private final Clock clock;
    private final Sleeper sleeper;
    private final Counter refused;
    private final Counter slowed;
    private final Counter dark;
    private final ConcurrentHashMap<WorkspaceId, WorkspaceQuotas> workspaces = new ConcurrentHashMap<>();
    /// Those whose limits are to be read.
    private final ConcurrentHashMap<WorkspaceId, Boolean> unread = new ConcurrentHashMap<>();
    private final StorageQuotas storage;
    private final CopyOnWriteArrayList<SocketQuotas> sockets = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    public Quotas(Shards shards, Policies policies, Clock clock, Sleeper sleeper, MeterRegistry metrics) {
        this.shards = shards;
        this.policies = policies;
        this.clock = clock;
        this.sleeper = sleeper;
        this.refused = counter(metrics, "refused");
        this.slowed = counter(metrics, "slowed");
        this.dark = counter(metrics, "dark");
        this.storage = new StorageQuotas(shards, workspaces.values(), System::nanoTime);
        this.thread = Thread.ofVirtual().name("quotas").start(this::run);
    }

    private static Counter counter(MeterRegistry metrics, String what) {
        return Counter.builder("quota.over")
                .description("Uses over a limit, by what was done about them")
                .tag("done", what)
                .register(metrics);
    }

    /// Lets a message be sent: the workspace is not full, what it has written to readers is paid for, and it and the caller may send one
    /// more. What is over a soft limit waits here, for [#SLOWED_MS] at most for each.
    ///
    /// @throws GaplessException `rate-limited`, with when to try again; `limit-reached` if the workspace is full
    public void admitSend(Identity caller) {
        WorkspaceQuotas quotas = findOrBegin(caller.workspace());
        if (quotas == null) {
            return;
        }
        quotas.sending();
        if (quotas.full()) {
            refused.increment();
            throw full(quotas);
        }
        Bucket fanout = quotas.own(QuotaDimension.FANOUT);
        if (fanout.state() != QuotaState.OFF && !fanout.left()) {
            meet(fanout);
        }
        take(quotas, caller, QuotaDimension.SENDS);
    }

    /// Takes one of what the caller may use in a second. What is over a soft limit waits here, for [#SLOWED_MS] at most.
    ///
    /// @throws GaplessException `rate-limited`, with when to try again
    public void take(Identity caller, QuotaDimension dimension) {
        WorkspaceQuotas quotas = findOrBegin(caller.workspace());
        if (quotas != null) {
            take(quotas, caller, dimension);
        }
    }

    /// Counts bytes that were written to readers of a workspace. They are written whatever its limit is; what is over makes its senders wait.
    public void fannedOut(WorkspaceId workspace, long bytes) {
        WorkspaceQuotas quotas = findOrBegin(workspace);
        if (quotas != null) {
            Bucket bucket = quotas.own(QuotaDimension.FANOUT);
            if (bucket.state() != QuotaState.OFF) {
                bucket.spend(bytes);
            }
        }
    }

    /// The limits of sockets, for a gateway.
    ///
    /// @param slot of the gateway
    public SocketGate sockets(int slot) {
        SocketQuotas opened = new SocketQuotas(shards, this, slot, clock, refused, dark);
        sockets.add(opened);
        return opened;
    }

    private void take(WorkspaceQuotas quotas, Identity caller, QuotaDimension dimension) {
        Bucket ofUser = quotas.of(caller.user(), dimension);
        if (ofUser != null) {
            take(ofUser);
        }
        try {
            take(quotas.own(dimension));
        } catch (GaplessException e) {
            if (ofUser != null && ofUser.state() != QuotaState.OFF) {
                ofUser.refuse();
            }
            throw e;
        }
    }

    private void take(Bucket bucket) {
        if (bucket.state() == QuotaState.OFF || bucket.take()) {
            return;
        }
        try {
            meet(bucket);
        } catch (GaplessException e) {
            bucket.refuse();
            throw e;
        }
    }

    /// Does about one that is over what the limit says.
    private void meet(Bucket bucket) {
        switch (bucket.state()) {
            case OFF -> {}
            case DARK -> dark.increment();
            case SOFT -> {
                slowed.increment();
                slow(Math.min(SLOWED_MS, bucket.waitMs()));
            }
            case HARD -> {
                refused.increment();
                throw refusal(bucket);
            }
        }
    }

    private static GaplessException full(WorkspaceQuotas quotas) {
        return new GaplessException(
                ErrorCode.LIMIT_REACHED,
                "storage: the workspace has stored all that it may (expected: under its quota of "
                        + quotas.limit(QuotaLimitRow.WORKSPACE, QuotaDimension.STORAGE).amount() + " bytes)");
    }

    private static GaplessException refusal(Bucket bucket) {
        Duration wait = Duration.ofMillis(Math.max(SETTLE_EVERY.toMillis(), bucket.waitMs()));
        boolean workspace = bucket.key().subject() == QuotaLimitRow.WORKSPACE;
        String name = bucket.dimension().text() + (workspace ? "" : "-user");
        long amount = bucket.limit().amount();
        return GaplessException.rateLimited(
                bucket.dimension().text() + ": over " + amount + " a second of the "
                        + (workspace ? "workspace" : "user") + " (expected: at most that)",
                wait,
                new RateLimit(name, amount, Duration.ofSeconds(1), 0, wait));
    }

    private void slow(long ms) {
        try {
            sleeper.sleep(Duration.ofMillis(ms));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Reads the workspace's limits again soon.
    public void changed(WorkspaceId workspace) {
        if (workspaces.containsKey(workspace)) {
            unread.put(workspace, true);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        sockets.forEach(SocketQuotas::close);
        storage.close();
        try {
            thread.join(SETTLE_EVERY.multipliedBy(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// The limits of a workspace, read now unless they have been; those of its plan if they cannot be. Blocks.
    @Nullable
    WorkspaceQuotas known(WorkspaceId workspace) {
        WorkspaceQuotas quotas = findOrBegin(workspace);
        if (quotas != null && !quotas.known()) {
            readLimits(quotas);
        }
        return quotas;
    }

    /// The limits of a workspace, those of its plan until they have been read; null if there are too many workspaces.
    @Nullable
    WorkspaceQuotas findOrBegin(WorkspaceId workspace) {
        WorkspaceQuotas quotas = workspaces.get(workspace);
        return quotas == null ? begin(workspace) : quotas;
    }

    private @Nullable WorkspaceQuotas begin(WorkspaceId workspace) {
        if (workspaces.size() >= WORKSPACES) {
            return null;
        }
        WorkspaceQuotas quotas = workspaces.computeIfAbsent(workspace, id -> new WorkspaceQuotas(id, plan(id)));
        quotas.touch(System.nanoTime());
        unread.put(workspace, true);
        return quotas;
    }

    private Plan plan(WorkspaceId workspace) {
        return policies.cached(workspace)
                .map(WorkspacePolicy::plan)
                .flatMap(Plan::find)
                .orElse(Plan.STANDARD);
    }

    private void run() {
        long settledMs = clock.millis();
        try {
            boolean over = false;
            while (!over) {
                over = closed.await(SETTLE_EVERY.toMillis(), TimeUnit.MILLISECONDS);
                long nowMs = clock.millis();
                try {
                    readLimits();
                    settle(nowMs, Math.max(1, nowMs - settledMs));
                    forgetIdle();
                } catch (RuntimeException e) {
                    log.error("quotas not settled", e);
                }
                settledMs = nowMs;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void readLimits() {
        for (WorkspaceId workspace : List.copyOf(unread.keySet())) {
            WorkspaceQuotas quotas = workspaces.get(workspace);
            if (quotas == null) {
                unread.remove(workspace);
                continue;
            }
            readLimits(quotas);
        }
    }

    private void readLimits(WorkspaceQuotas quotas) {
        WorkspaceId workspace = quotas.workspace();
        try {
            // Taken off first: a change that comes while it is read is read again.
            unread.remove(workspace);
            List<QuotaLimitRow> rows = shards.forWorkspace(workspace)
                    .read("quota.limits", handle -> QuotaLimitTable.all(handle, workspace));
            quotas.limits(plan(workspace), rows);
        } catch (RuntimeException e) {
            unread.put(workspace, true);
            log.debug("limits stay as they were workspace={} cause={}", workspace, e.toString());
        }
    }

    private void settle(long nowMs, long elapsedMs) {
        Map<Shard, List<Bucket>> byShard = new HashMap<>();
        for (WorkspaceQuotas quotas : workspaces.values()) {
            quotas.each(bucket -> {
                if (bucket.state() != QuotaState.OFF && bucket.unsettled()) {
                    quotas.touch(System.nanoTime());
                    byShard.computeIfAbsent(shards.forWorkspace(quotas.workspace()), shard -> new ArrayList<>())
                            .add(bucket);
                }
            });
        }
        byShard.forEach((shard, buckets) -> {
            for (int from = 0; from < buckets.size(); from += QuotaLedger.MAX_BUCKETS) {
                settle(shard, buckets.subList(from, Math.min(buckets.size(), from + QuotaLedger.MAX_BUCKETS)), nowMs,
                        elapsedMs);
            }
        });
    }

    private void settle(Shard shard, List<Bucket> buckets, long nowMs, long elapsedMs) {
        Map<BucketKey, Use> uses = buckets.stream().collect(Collectors.toMap(Bucket::key, Bucket::use));
        long slotMs = nowMs - nowMs % QuotaUsageTable.SLOT.toMillis();
        List<Used> used = buckets.stream()
                .filter(bucket -> bucket.key().subject() == QuotaLimitRow.WORKSPACE)
                .map(bucket -> new Used(
                        bucket.key().workspace(), bucket.dimension(),
                        new Slot(slotMs, use(uses, bucket).used(), bucket.takeOver())))
                .filter(one -> one.slot().used() > 0 || one.slot().over() > 0)
                .toList();
        try {
            Map<BucketKey, Long> left = shard.transact("quota.settle", handle -> {
                Map<BucketKey, Long> levels = QuotaLedger.settle(handle, List.copyOf(uses.values()), nowMs);
                QuotaUsageTable.add(handle, used);
                if (slotMs % FORGET_EVERY.toMillis() == 0) {
                    used.forEach(one -> QuotaUsageTable.forget(
                            handle, one.workspace(), one.dimension(), slotMs - QuotaUsageTable.KEPT.toMillis()));
                }
                return levels;
            });
            buckets.forEach(bucket -> bucket.settled(
                    use(uses, bucket), Optional.ofNullable(left.get(bucket.key())).orElse(0L)));
        } catch (RuntimeException e) {
            log.debug("quotas of a shard out of reach shard={} cause={}", shard.name(), e.toString());
            buckets.forEach(bucket -> bucket.unreachable(elapsedMs, SAFE_SHARE));
        }
    }

    private static Use use(Map<BucketKey, Use> uses, Bucket bucket) {
        return Optional.ofNullable(uses.get(bucket.key())).orElseThrow();
    }

    private void forgetIdle() {
        long now = System.nanoTime();
        workspaces.values().forEach(WorkspaceQuotas::forgetIdleUsers);
        workspaces.values().removeIf(
                quotas -> now - quotas.usedNanos() > IDLE.toNanos());
    }
}
