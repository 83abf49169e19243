package dev.gapless.server.quota;

import dev.gapless.protocol.quota.QuotaDimension;
import dev.gapless.protocol.quota.QuotaLimit;
import dev.gapless.protocol.quota.QuotaState;
import dev.gapless.schema.quota.QuotaLimitRow;
import dev.gapless.schema.quota.StoredBytes;
import dev.gapless.schema.quota.StoredBytes.Stored;
import dev.gapless.schema.shard.Shards;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at what workspaces with a hard limit have stored, while they send: the sooner again, the less is left. What a workspace sends
/// between two looks goes through, so it may go over by that. Runs on one thread of its own.
final class StorageQuotas implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StorageQuotas.class);
    private static final Duration STEP = Duration.ofSeconds(1);
    private static final Duration SOONEST = Duration.ofSeconds(5);
    private static final Duration LATEST = Duration.ofMinutes(10);
    /// Faster than this, in bytes a second, no workspace is taken to fill what is left.
    private static final long FILLS_PER_SECOND = 1_000_000;

    private final Shards shards;
    private final Collection<WorkspaceQuotas> workspaces;
    private final LongSupplier nanoTime;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    /// @param workspaces those that have sent of late
    StorageQuotas(Shards shards, Collection<WorkspaceQuotas> workspaces, LongSupplier nanoTime) {
        this.shards = shards;
        this.workspaces = workspaces;
        this.nanoTime = nanoTime;
        this.thread = Thread.ofVirtual().name("storage-quotas").start(this::run);
    }

    private void run() {
        try {
            while (!closed.await(STEP.toMillis(), TimeUnit.MILLISECONDS)) {
                workspaces.forEach(this::look);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(WorkspaceQuotas workspace) {
        QuotaLimit limit = workspace.limit(QuotaLimitRow.WORKSPACE, QuotaDimension.STORAGE);
        if (limit.state() != QuotaState.HARD) {
            workspace.storage(false, 0);
            return;
        }
        long now = nanoTime.getAsLong();
        if (!workspace.storageDue(now)) {
            return;
        }
        try {
            Stored stored = StoredBytes.measure(shards, workspace.workspace());
            long left = limit.amount() - stored.bytes();
            long seconds = stored.whole()
                    ? Math.clamp(left / FILLS_PER_SECOND, SOONEST.toSeconds(), LATEST.toSeconds())
                    : SOONEST.toSeconds();
            workspace.storage(left <= 0, now + TimeUnit.SECONDS.toNanos(seconds));
        } catch (RuntimeException e) {
            log.debug("storage not looked at workspace={} cause={}", workspace.workspace(), e.toString());
            workspace.storageDueAt(now + SOONEST.toNanos());
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join(STEP.multipliedBy(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
