package dev.gapless.server.interest;

import dev.gapless.protocol.id.ChannelKey;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;
import org.apache.kafka.common.utils.Utils;

/// Which partitions of the channel-keyed topics reach this gateway: broker, fan-out task and consumer all live if beats come. Any
/// thread may call.
final class PathHealth {
    private static final long NEVER = Long.MIN_VALUE;

    private final AtomicLongArray heardNanos;
    private final long silentNanos;
    private final LongSupplier nanoTime;

    PathHealth(int partitions, Duration silentAfter, LongSupplier nanoTime) {
        this.heardNanos = new AtomicLongArray(partitions);
        this.silentNanos = silentAfter.toNanos();
        this.nanoTime = nanoTime;
        for (int i = 0; i < partitions; i++) {
            heardNanos.set(i, NEVER);
        }
    }

    int partitions() {
        return heardNanos.length();
    }

    /// The partition of a channel, as Kafka's default partitioner chooses it.
    int partitionOf(ChannelKey channel) {
        return Utils.toPositive(Utils.murmur2(channel.toBytes())) % heardNanos.length();
    }

    /// Takes a beat.
    ///
    /// @return true if the partition had been silent
    boolean heard(int partition) {
        if (partition < 0 || partition >= heardNanos.length()) {
            return false;
        }
        boolean silent = !alive(partition);
        heardNanos.set(partition, nanoTime.getAsLong());
        return silent;
    }

    boolean alive(int partition) {
        long heard = heardNanos.get(partition);
        return heard != NEVER && nanoTime.getAsLong() - heard <= silentNanos;
    }

    /// How many partitions are alive.
    int aliveCount() {
        int alive = 0;
        for (int i = 0; i < heardNanos.length(); i++) {
            alive += alive(i) ? 1 : 0;
        }
        return alive;
    }
}
