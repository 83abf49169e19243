package dev.gapless.server.posting;

import dev.gapless.schema.outbox.OutboxKey;
import dev.gapless.schema.outbox.OutboxTable;
import dev.gapless.schema.shard.Shard;
import dev.gapless.schema.shard.ShardException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Deletes outbox rows that are published, many in one transaction: one flush of the disk for all of them.
///
/// A row that cannot be deleted stays; the relay publishes it once more and deletes it then. Any thread may call [#published].
final class OutboxSweeper implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(OutboxSweeper.class);
    private static final int QUEUED = 16_384;
    private static final int ROWS = 200;
    private static final Duration GATHER = Duration.ofMillis(100);

    private final ArrayBlockingQueue<Row> queue = new ArrayBlockingQueue<>(QUEUED);
    private final Sleeper sleeper;
    private final Thread thread;
    private volatile boolean closing;

    OutboxSweeper(Sleeper sleeper) {
        this.sleeper = sleeper;
        this.thread = Thread.ofVirtual().name("outbox sweeper").start(this::run);
    }

    private record Row(Shard shard, OutboxKey key, Runnable gone) {}

    /// Queues a row; never blocks.
    ///
    /// @param gone called when the row is deleted or given up
    void published(Shard shard, OutboxKey key, Runnable gone) {
        if (!queue.offer(new Row(shard, key, gone))) {
            gone.run();
        }
    }

    @Override
    public void close() {
        closing = true;
        try {
            thread.join(Duration.ofSeconds(3));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        List<Row> rows = new ArrayList<>(ROWS);
        while (!(closing && queue.isEmpty())) {
            try {
                Row first = queue.poll(GATHER.toMillis(), TimeUnit.MILLISECONDS);
                if (first == null) {
                    continue;
                }
                if (!closing && queue.size() < ROWS) {
                    sleeper.sleep(GATHER);
                }
                rows.add(first);
                queue.drainTo(rows, ROWS - 1);
                delete(rows);
            } catch (InterruptedException e) {
                return;
            } finally {
                rows.forEach(row -> row.gone().run());
                rows.clear();
            }
        }
    }

    private void delete(List<Row> rows) {
        Map<Shard, List<OutboxKey>> byShard = new HashMap<>();
        rows.forEach(row -> byShard.computeIfAbsent(row.shard(), shard -> new ArrayList<>()).add(row.key()));
        byShard.forEach((shard, keys) -> {
            try {
                shard.transact("outbox.delete", handle -> {
                    OutboxTable.delete(handle, keys);
                    return keys.size();
                });
            } catch (ShardException e) {
                log.info("outbox rows kept shard={} rows={} cause={}", shard.name(), keys.size(), e.toString());
            }
        });
    }
}
