package dev.gapless.server.policy;

import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.shard.Shard;
import dev.gapless.schema.shard.ShardException;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.workspace.WorkspaceRow;
import dev.gapless.schema.workspace.WorkspaceState;
import dev.gapless.schema.workspace.WorkspaceTable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The policies of the workspaces that this gateway serves, in memory.
///
/// One thread reads rows again: those that a hint names at once, all others now and then. So a change is known within a second
/// as a rule, and within a minute if its hint was lost. While a shard is out of reach its policies stay as they were. Any thread may
/// call.
public final class Policies implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Policies.class);
    /// One that nobody asked for so long is forgotten.
    private static final Duration IDLE = Duration.ofMinutes(10);
    /// Hints that wait; more only mean that all are looked at.
    private static final int HINTS = 10_000;
    private static final int ROWS = 256;
    private static final WorkspaceId ALL = new WorkspaceId(Long.MAX_VALUE);

    private final Shards shards;
    private final Duration lookEvery;
    private final LongSupplier nanoTime;
    private final ConcurrentHashMap<WorkspaceId, Kept> kept = new ConcurrentHashMap<>();
    private final ArrayBlockingQueue<WorkspaceId> hints = new ArrayBlockingQueue<>(HINTS);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private volatile Listener listener = policy -> {};
    private volatile Supplier<Set<WorkspaceId>> watched = Set::of;

    /// Hears of changes, on the thread of the policies. May block.
    @FunctionalInterface
    public interface Listener {
        /// @param policy as it is now; another version than before
        void changed(WorkspacePolicy policy);
    }

    /// A policy, and when it was last asked for.
    private static final class Kept {
        private volatile WorkspacePolicy policy;
        private volatile long usedNanos;

        Kept(WorkspacePolicy policy, long nowNanos) {
            this.policy = policy;
            this.usedNanos = nowNanos;
        }
    }

    /// @param lookEvery how often all are looked at, also without a hint
    public Policies(Shards shards, Duration lookEvery, LongSupplier nanoTime) {
        this.shards = shards;
        this.lookEvery = lookEvery;
        this.nanoTime = nanoTime;
        this.thread = Thread.ofVirtual().name("policies").start(this::run);
    }

    /// Sets who hears of changes.
    ///
    /// @param newWatched workspaces that are not forgotten, however long nobody asks for them: those with connections
    public void listen(Listener newListener, Supplier<Set<WorkspaceId>> newWatched) {
        watched = newWatched;
        listener = newListener;
    }

    /// The policy of a workspace; empty if it does not exist.
    ///
    /// @throws ShardException if it is not known and its shard is out of reach
    public Optional<WorkspacePolicy> find(WorkspaceId workspace) {
        Kept found = kept.get(workspace);
        if (found != null) {
            found.usedNanos = nanoTime.getAsLong();
            return Optional.of(found.policy);
        }
        return shards.forWorkspace(workspace)
                .read("policy.find", handle -> WorkspaceTable.find(handle, workspace))
                .map(this::learn);
    }

    /// What is known now, without asking anybody.
    public Optional<WorkspacePolicy> cached(WorkspaceId workspace) {
        return Optional.ofNullable(kept.get(workspace)).map(found -> found.policy);
    }

    /// The version that is known, -1 if none is.
    public long version(WorkspaceId workspace) {
        Kept found = kept.get(workspace);
        if (found == null) {
            return -1;
        }
        found.usedNanos = nanoTime.getAsLong();
        return found.policy.version();
    }

    /// Takes a row that somebody has read.
    ///
    /// @return what is known now: this, or something newer
    public WorkspacePolicy learn(WorkspaceRow row) {
        WorkspacePolicy fresh = WorkspacePolicy.of(row);
        Kept place = kept.computeIfAbsent(row.workspace(), id -> new Kept(fresh, nanoTime.getAsLong()));
        WorkspacePolicy before = place.policy;
        if (fresh.version() > before.version()) {
            // Told by the own thread, so that changes are told one after the other.
            hint(row.workspace());
        }
        return before.version() >= fresh.version() ? before : fresh;
    }

    /// Passes if the workspace may be written to. One that is not known and cannot be read is let through: its writes fail on their
    /// own shard or go well.
    ///
    /// @throws GaplessException `workspace-suspended`
    public void requireWritable(WorkspaceId workspace) {
        WorkspacePolicy policy = known(workspace);
        if (policy != null && policy.state() != WorkspaceState.ACTIVE) {
            throw new GaplessException(
                    ErrorCode.WORKSPACE_SUSPENDED, "workspace: " + policy.state().text() + " (expected: active)");
        }
    }

    private @Nullable WorkspacePolicy known(WorkspaceId workspace) {
        Kept found = kept.get(workspace);
        if (found != null) {
            return found.policy;
        }
        try {
            return find(workspace).orElse(null);
        } catch (ShardException e) {
            log.debug("policy unknown workspace={} cause={}", workspace, e.toString());
            return null;
        }
    }

    /// Says that the workspace may have changed.
    public void hint(WorkspaceId workspace) {
        if (!hints.offer(workspace)) {
            hintAll();
        }
    }

    /// Says that hints may have been lost.
    public void hintAll() {
        if (!hints.offer(ALL)) {
            log.debug("policies: hints wait already");
        }
    }

    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
    }

    private void run() {
        long lookedNanos = nanoTime.getAsLong();
        try {
            while (closed.getCount() > 0) {
                long wait = lookEvery.toNanos() - (nanoTime.getAsLong() - lookedNanos);
                WorkspaceId hint = hints.poll(Math.max(0, wait), TimeUnit.NANOSECONDS);
                if (hint == null || hint.equals(ALL)) {
                    lookedNanos = nanoTime.getAsLong();
                    forgetIdle(lookedNanos);
                    look(List.copyOf(kept.keySet()));
                } else if (kept.containsKey(hint)) {
                    look(List.of(hint));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void forgetIdle(long nowNanos) {
        Set<WorkspaceId> inUse = watched.get();
        kept.entrySet().removeIf(
                entry -> nowNanos - entry.getValue().usedNanos > IDLE.toNanos() && !inUse.contains(entry.getKey()));
    }

    private void look(List<WorkspaceId> workspaces) {
        Map<Shard, List<WorkspaceId>> byShard =
                workspaces.stream().collect(Collectors.groupingBy(shards::forWorkspace));
        byShard.forEach((shard, ids) -> {
            for (int from = 0; from < ids.size(); from += ROWS) {
                look(shard, ids.subList(from, Math.min(ids.size(), from + ROWS)));
            }
        });
    }

    private void look(Shard shard, List<WorkspaceId> workspaces) {
        try {
            shard.read("policy.look", handle -> WorkspaceTable.findMany(handle, workspaces)).forEach(this::take);
        } catch (RuntimeException e) {
            log.debug("policies stay as they were shard={} cause={}", shard.name(), e.toString());
        }
    }

    private void take(WorkspaceRow row) {
        Kept place = kept.get(row.workspace());
        WorkspacePolicy fresh = WorkspacePolicy.of(row);
        if (place == null || place.policy.version() >= fresh.version()) {
            return;
        }
        place.policy = fresh;
        log.info("policy changed workspace={} state={} version={}", row.workspace(), fresh.state().text(),
                fresh.version());
        try {
            listener.changed(fresh);
        } catch (RuntimeException e) {
            log.error("policy change not carried out workspace={}", row.workspace(), e);
        }
    }
}
