package dev.gapless.server.owner;

import dev.gapless.protocol.event.ChannelClass;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.schema.log.AppendResult;
import dev.gapless.server.auth.Identity;
import dev.gapless.server.posting.NewMessage;
import dev.gapless.server.posting.PostOutcome;
import dev.gapless.server.posting.Posting;
import dev.gapless.server.posting.SendOrder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// The door to the lanes, past which sends to hot channels go their own way. Which channels are hot it learns from what is committed
/// here, and from owners. Any thread may call.
final class OwnerPosting implements Posting {
    /// Hot channels known at a time; one more is not known, and its sends are committed here.
    static final int MAX_HOT = 1_000;
    /// A channel that nobody here has sent to for so long is forgotten.
    static final Duration IDLE = Duration.ofMinutes(1);

    private final OwnerLane.Parts parts;
    private final Runnable woken;
    private final Map<ChannelKey, OwnerLane> hot = new ConcurrentHashMap<>();
    private volatile boolean closing;

    /// @param woken called when a channel has become known as hot; must be quick
    OwnerPosting(OwnerLane.Parts parts, Runnable woken) {
        this.parts = parts;
        this.woken = woken;
    }

    @Override
    public void submit(Identity caller, NewMessage message, SendOrder order, Consumer<PostOutcome> outcome) {
        if (!hot.isEmpty()) {
            OwnerLane lane = hot.get(new ChannelKey(caller.workspace(), message.channel()));
            if (lane != null && lane.take(new HotSend(caller, message, order, order.takeDirect(), outcome))) {
                return;
            }
        }
        order.wentDirectly();
        parts.lanes().submit(caller, message, order, outcome);
    }

    /// Hears of what the lanes here have committed.
    void committed(List<AppendResult.Appended> appended) {
        for (AppendResult.Appended each : appended) {
            if (each.channelClass() == ChannelClass.HOT) {
                heat(each.event().key());
            } else if (!hot.isEmpty()) {
                OwnerLane lane = hot.get(each.event().key());
                if (lane != null) {
                    lane.channelClass(each.channelClass());
                }
            }
        }
    }

    /// How many hot channels are known.
    int known() {
        return hot.size();
    }

    /// Forgets what is not used, and tells how many are left.
    int sweep() {
        hot.values().forEach(lane -> lane.sweep(IDLE));
        return hot.size();
    }

    /// From now on sends go to the lanes; what is on its way is still answered.
    void close() {
        closing = true;
        hot.values().forEach(lane -> lane.channelClass(ChannelClass.NORMAL));
    }

    private void heat(ChannelKey channel) {
        OwnerLane known = hot.get(channel);
        if (closing) {
            return;
        }
        if (known != null) {
            known.channelClass(ChannelClass.HOT);
        } else if (hot.size() < MAX_HOT) {
            hot.computeIfAbsent(channel, key -> new OwnerLane(key, parts, () -> hot.remove(key)));
            woken.run();
        }
    }
}
