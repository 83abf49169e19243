package dev.gapless.bench.soak;

import dev.gapless.protocol.id.ChannelId;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicLong;

/// A channel as all people know it: how far it came, and its latest messages. Any thread.
final class Room {
    private static final int REMEMBERED = 40;

    private final ChannelId id;
    private final boolean open;
    private final AtomicLong head = new AtomicLong();
    private final Deque<Long> recent = new ConcurrentLinkedDeque<>();

    /// @param open true if everybody may come and go
    Room(ChannelId id, boolean open) {
        this.id = id;
        this.open = open;
    }

    ChannelId id() {
        return id;
    }

    boolean open() {
        return open;
    }

    /// At least this far.
    long head() {
        return head.get();
    }

    void reached(long seq) {
        head.accumulateAndGet(seq, Math::max);
    }

    void posted(long seq) {
        reached(seq);
        recent.addFirst(seq);
        if (recent.size() > REMEMBERED) {
            recent.pollLast();
        }
    }

    /// One of the latest messages of the channel itself.
    Optional<Long> recent(int choice) {
        Long[] all = recent.toArray(Long[]::new);
        return all.length == 0 ? Optional.empty() : Optional.of(all[choice % all.length]);
    }
}
