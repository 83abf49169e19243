package dev.gapless.fanout.inbox;

import dev.gapless.protocol.id.ChannelKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/// What the tasks of users in this instance have heard from the tasks of channels, for those who ask. Not stored: after a move it
/// takes one pulse to know again.
///
/// Any thread may read. A task's own thread writes, and holds the partition's write lock while it changes its stores, so that a
/// reader that holds the read lock sees them between two updates.
final class PartitionBoard {
    private final Map<Integer, Heard> open = new ConcurrentHashMap<>();

    /// What one task has heard, by partition of channels. Guarded by its lock.
    static final class Heard {
        final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
        private final Map<Integer, UserUpdate.Pulse> pulses = new HashMap<>();
        private long lastRevision;

        void pulse(UserUpdate.Pulse pulse) {
            pulses.put(pulse.partition(), pulse);
        }

        /// Revisions follow the clock and never come twice, whatever is undone in between.
        long nextRevision(long leastFromClock) {
            lastRevision = Math.max(lastRevision + 1, leastFromClock);
            return lastRevision;
        }

        long lastRevision() {
            return lastRevision;
        }

        boolean complete(int partitions) {
            return pulses.size() >= partitions;
        }

        /// All events up to this time are in.
        long upToMs() {
            return pulses.values().stream().mapToLong(UserUpdate.Pulse::upToMs).min().orElse(0);
        }

        boolean tooManyUnsure() {
            return pulses.values().stream().anyMatch(UserUpdate.Pulse::more);
        }

        List<ChannelKey> unsure() {
            return pulses.values().stream().flatMap(pulse -> pulse.unsure().stream()).toList();
        }
    }

    /// A task begins, with nothing heard yet.
    Heard open(int partition) {
        Heard heard = new Heard();
        open.put(partition, heard);
        return heard;
    }

    /// A task ends; a later one of the same partition stays.
    void close(int partition, Heard heard) {
        open.remove(partition, heard);
    }

    Optional<Heard> find(int partition) {
        return Optional.ofNullable(open.get(partition));
    }
}
