package dev.gapless.server.tail;

import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.protocol.planted.PlantedBug;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Pushes with a [PlantedBug] in them. Called by many writers.
final class PlantedPushes implements Pushes {
    private static final Logger log = LoggerFactory.getLogger(PlantedPushes.class);
    /// One push of so many is treated wrongly.
    private static final int EVERY = 25;
    /// A reader that had so many events of a channel is called slow; only one user of three is.
    private static final int MANY = 12;

    private static final int ONE_OF = 3;

    private final PlantedBug bug;
    private final AtomicLong pushes = new AtomicLong();
    private final Map<WorkspaceId, byte[]> last = new ConcurrentHashMap<>();
    private final Map<Reader, AtomicLong> had = new ConcurrentHashMap<>();

    PlantedPushes(PlantedBug bug) {
        this.bug = bug;
    }

    private record Reader(ChannelKey channel, UserId user) {}

    @Override
    public void write(FrameBatch batch, ChannelKey channel, UserId reader, byte[] frame) {
        boolean turn = pushes.incrementAndGet() % EVERY == 0;
        if (bug == PlantedBug.LOSE_PUSH && turn) {
            struck(channel, reader);
            return;
        }
        if (bug == PlantedBug.DROP_SLOW_READER && reader.value() % ONE_OF == 0) {
            long count = had.computeIfAbsent(new Reader(channel, reader), key -> new AtomicLong()).incrementAndGet();
            if (count == MANY) {
                struck(channel, reader);
            }
            if (count >= MANY) {
                return;
            }
        }
        batch.add(frame);
        if (bug == PlantedBug.PUSH_TWICE && turn) {
            struck(channel, reader);
            batch.add(frame);
        }
        if (bug == PlantedBug.LEAK_TENANT) {
            last.put(channel.workspace(), frame);
            if (turn) {
                last.entrySet().stream()
                        .filter(other -> !other.getKey().equals(channel.workspace()))
                        .findFirst()
                        .ifPresent(other -> {
                            struck(channel, reader);
                            batch.add(other.getValue());
                        });
            }
        }
    }

    private void struck(ChannelKey channel, UserId reader) {
        log.warn("planted bug struck bug={} channel={} reader={}", bug.text(), channel, reader);
    }
}
