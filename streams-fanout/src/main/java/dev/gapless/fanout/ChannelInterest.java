package dev.gapless.fanout;

import dev.gapless.protocol.event.Interest;
import dev.gapless.protocol.event.InterestLevel;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.GatewayId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What one task knows of one channel that somebody wants: who wants it at which level, and the channel's head.
///
/// It exists only as long as there is a wish; the wishes are what the store keeps, the head is learnt again from the next
/// event. Confined to its task's thread.
final class ChannelInterest {
    private final ChannelKey key;
    private final byte[] keyBytes;
    private final List<Wish> wishes = new ArrayList<>(2);
    private long seq;
    private long ordinal;
    private @Nullable GatewayId origin;

    /// Mutated only by [QuietQueue]: when the head last rose, how often it was told since, and when to look again.
    long raisedAtMs;
    int repeats;
    long dueMs;
    boolean timed;
    /// Mutated only by [FanoutProcessor]: true while the channel waits for the next round of heads.
    boolean headDue;

    ChannelInterest(ChannelKey key) {
        this.key = key;
        this.keyBytes = key.toBytes();
    }

    ChannelKey key() {
        return key;
    }

    byte[] keyBytes() {
        return keyBytes;
    }

    /// One wish per gateway slot. Mutated only by the task.
    List<Wish> wishes() {
        return wishes;
    }

    /// Last seq seen, 0 before the first event.
    long seq() {
        return seq;
    }

    /// Ordinal at [#seq].
    long ordinal() {
        return ordinal;
    }

    /// True if this gateway committed the event at the head, and so knows it.
    boolean cameFrom(GatewayId gateway) {
        return gateway.equals(origin);
    }

    boolean wanted() {
        return !wishes.isEmpty();
    }

    /// Takes an interest in. An older one than what is here (lower epoch, or lower nonce of the same epoch) changes nothing.
    ///
    /// @return true if this interest is in force now, also if it was before
    boolean take(Interest interest) {
        Optional<Wish> present = wishes.stream()
                .filter(wish -> wish.gateway().slot() == interest.gateway().slot())
                .findFirst();
        if (present.isPresent() && present.get().newerThan(interest)) {
            return false;
        }
        present.ifPresent(wishes::remove);
        if (interest.level() != InterestLevel.NONE) {
            wishes.add(new Wish(interest));
        }
        return true;
    }

    /// What the store keeps.
    List<Interest> interests() {
        return wishes.stream().map(Wish::interest).toList();
    }

    /// Raises the head; an event below it, late or repeated, changes nothing.
    ///
    /// @return true if it rose
    boolean raise(long newSeq, long newOrdinal, Optional<GatewayId> newOrigin) {
        if (newSeq <= seq) {
            return false;
        }
        seq = newSeq;
        ordinal = newOrdinal;
        origin = newOrigin.orElse(null);
        return true;
    }

    /// One gateway's wish. Mutated only by the task.
    static final class Wish {
        private final Interest interest;
        /// True while this gateway is owed the head.
        boolean headDue;

        Wish(Interest interest) {
            this.interest = interest;
        }

        Interest interest() {
            return interest;
        }

        GatewayId gateway() {
            return interest.gateway();
        }

        boolean full() {
            return interest.level() == InterestLevel.FULL;
        }

        private boolean newerThan(Interest that) {
            long epoch = interest.gateway().epoch();
            long thatEpoch = that.gateway().epoch();
            return epoch > thatEpoch || (epoch == thatEpoch && interest.nonce() > that.nonce());
        }
    }
}
