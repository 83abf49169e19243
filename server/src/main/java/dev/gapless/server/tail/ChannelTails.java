package dev.gapless.server.tail;

import dev.gapless.protocol.event.EncodedEvent;
import dev.gapless.protocol.event.InterestLevel;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.server.log.Head;
import dev.gapless.server.posting.CommitListener;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;

/// All tails of a gateway: one per channel with local readers, and for a while after the last one left. Any thread may call.
public final class ChannelTails implements CommitListener {
    private final ConcurrentHashMap<ChannelKey, ChannelTail> tails = new ConcurrentHashMap<>();
    private final TailContext context;
    private final LongAdder delivered = new LongAdder();

    public ChannelTails(TailContext context) {
        this.context = context;
    }

    /// True if a subscription at this level needs no start.
    public boolean live(ChannelKey key, InterestLevel level) {
        ChannelTail tail = tails.get(key);
        return tail != null && tail.level().number() >= level.number();
    }

    /// Gives somebody a place in a channel. The caller checks access *after* this call and before it opens the subscription: a removal
    /// that is committed after the check is then seen by the live tail. Blocks when the channel is not live yet.
    ///
    /// @throws dev.gapless.protocol.error.GaplessException `unavailable` if the shard is out of reach
    public Attachment attach(ChannelKey key, UserId user, InterestLevel level, SubscriptionOwner owner) {
        while (true) {
            ChannelTail tail = tails.computeIfAbsent(key, k -> new ChannelTail(k, context, delivered));
            tail.start(level);
            Subscription subscription = new Subscription(tail, user, level, owner);
            if (tail.attach(subscription)) {
                return new Attachment(subscription, tail);
            }
            tails.remove(key, tail);
        }
    }

    /// A subscription that has its place in a live tail, and is not open yet: whatever is released from now on waits for it.
    public static final class Attachment {
        private final Subscription subscription;
        private final ChannelTail tail;

        private Attachment(Subscription subscription, ChannelTail tail) {
            this.subscription = subscription;
            this.tail = tail;
        }

        /// To be opened or ended by the caller.
        public Subscription subscription() {
            return subscription;
        }

        /// Where the channel stands, for this subscriber.
        public Mark mark() {
            return tail.mark(subscription.level());
        }

        /// Tries to have everything from this seq on at hand. Blocks.
        ///
        /// @throws dev.gapless.protocol.error.GaplessException `unavailable` if the shard is out of reach
        public void reachBackTo(long seq) {
            tail.reachBackTo(seq);
        }

        /// Hears that the channel stands higher than the tail knew.
        public void learnHead(Head head) {
            tail.learnHead(head);
        }
    }

    /// Takes what lanes of this process committed. Never blocks.
    @Override
    public void committed(List<EncodedEvent> events) {
        int from = 0;
        while (from < events.size()) {
            ChannelKey key = events.get(from).key();
            int to = from + 1;
            while (to < events.size() && events.get(to).key().equals(key)) {
                to++;
            }
            ChannelTail tail = tails.get(key);
            if (tail != null) {
                tail.offer(events.subList(from, to));
            }
            from = to;
        }
    }

    /// Takes an event that the fan-out pushed. Never blocks.
    public void pushed(EncodedEvent event) {
        ChannelTail tail = tails.get(event.key());
        if (tail != null) {
            tail.offer(event);
        }
    }

    /// What is known here of the way of an event to the readers. Never blocks.
    public TailTrace trace(ChannelKey key, long seq) {
        ChannelTail tail = tails.get(key);
        return tail == null ? new TailTrace.Unknown("nobody reads the channel here") : tail.trace(seq);
    }

    /// Hears from the fan-out how far a channel is. Never blocks.
    public void headAt(ChannelKey key, long seq, long ordinal) {
        ChannelTail tail = tails.get(key);
        if (tail != null) {
            tail.learnHead(seq, ordinal);
        }
    }

    /// Hears from the log where channels stand. Never blocks.
    public void headsRead(Map<ChannelKey, Head> heads) {
        heads.forEach((key, head) -> {
            ChannelTail tail = tails.get(key);
            if (tail != null) {
                tail.learnHead(head);
            }
        });
    }

    /// Shows each live channel with its level.
    public void forEachLive(BiConsumer<ChannelKey, InterestLevel> act) {
        tails.forEach((key, tail) -> {
            if (tail.level() != InterestLevel.NONE) {
                act.accept(key, tail.level());
            }
        });
    }

    /// Events written to readers, since the start.
    public long delivered() {
        return delivered.sum();
    }

    /// What readers had of each channel since this was asked before, the busiest first. Called by one thread.
    ///
    /// @param most channels at most
    public List<ChannelUse> takeUse(int most) {
        List<ChannelUse> used = new ArrayList<>();
        tails.forEach((key, tail) -> {
            long deliveries = tail.takeDelivered();
            if (deliveries > 0) {
                used.add(new ChannelUse(key, deliveries, tail.readers().size()));
            }
        });
        used.sort(Comparator.comparingLong(ChannelUse::deliveries).reversed());
        return List.copyOf(used.subList(0, Math.min(most, used.size())));
    }

    /// Bytes of events written to readers of each workspace since this was asked before. Called by one thread.
    public Map<WorkspaceId, Long> takeBytes() {
        Map<WorkspaceId, Long> bytes = new HashMap<>();
        tails.forEach((key, tail) -> {
            long ofChannel = tail.takeBytes();
            if (ofChannel > 0) {
                bytes.merge(key.workspace(), ofChannel, Long::sum);
            }
        });
        return bytes;
    }

    /// Number of channels held.
    public int size() {
        return tails.size();
    }

    /// Forgets channels without readers. Called every second or so by one thread; never blocks.
    public void sweep() {
        List<ChannelTail> closed = new ArrayList<>();
        tails.forEach((key, tail) -> {
            if (tail.sweep()) {
                closed.add(tail);
            }
        });
        closed.forEach(tail -> tails.remove(tail.key(), tail));
    }
}
