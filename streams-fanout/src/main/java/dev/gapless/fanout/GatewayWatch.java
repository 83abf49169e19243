package dev.gapless.fanout;

import dev.gapless.protocol.event.GatewayBeat;
import dev.gapless.protocol.id.GatewayId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which gateway is alive, as one task sees it. Its rules:
///
/// * A slot belongs to the highest epoch seen in it, in a beat or in an interest; lower ones are dead for ever.
/// * A gateway that said `leaving` is dead.
/// * A gateway that was silent for the *timeout* is passed over; when it is heard again it is as before, and [Heard#returned]
///   names it, so that it can be told what it missed.
/// * A gateway that was silent for *forget* is dead; an interest or beat of it is a new start.
///
/// Silence is counted in steps between observations, each of 2 s at most, and only while some gateway is heard. So neither
/// a pause of this process nor an outage of Kafka, in which nobody is heard, counts against anyone: two machines' clocks are
/// never compared. Confined to its task's thread. Decision 0031.
final class GatewayWatch {
    private static final long MAX_STEP_MS = 2_000;
    /// Gateways beat every second; after three without any beat the task is deaf rather than all of them dead.
    private static final long DEAF_AFTER_MS = 3_000;

    private final long timeoutMs;
    private final long forgetMs;
    private final Map<Integer, Slot> slots = new HashMap<>();
    private boolean deaths;
    private long observedAtMs = -1;
    private long deafMs;

    GatewayWatch(Duration timeout, Duration forget) {
        this.timeoutMs = timeout.toMillis();
        this.forgetMs = forget.toMillis();
    }

    /// Takes an interest of a gateway as a sign of life.
    ///
    /// @return false if this gateway is known to be dead: a later epoch has its slot, or it left
    boolean wants(GatewayId gateway) {
        Slot slot = slots.computeIfAbsent(gateway.slot(), number -> new Slot());
        if (gateway.epoch() > slot.epoch) {
            deaths |= slot.start(gateway.epoch());
        }
        if (gateway.epoch() < slot.epoch || slot.left) {
            return false;
        }
        slot.wake(timeoutMs);
        return true;
    }

    /// Looks at the last beat of each slot and counts silence.
    ///
    /// @param nowMs wall clock of this machine
    /// @param beats the last beat of every slot that ever had one
    /// @return gateways that were passed over since the observation before and are alive again
    List<GatewayId> observe(long nowMs, List<GatewayBeat> beats) {
        long step = observedAtMs < 0 ? 0 : Math.clamp(nowMs - observedAtMs, 0, MAX_STEP_MS);
        observedAtMs = nowMs;
        boolean anyHeard = false;
        for (GatewayBeat beat : beats) {
            anyHeard |= hear(beat);
        }
        deafMs = anyHeard ? 0 : deafMs + step;
        if (deafMs <= DEAF_AFTER_MS) {
            slots.values().forEach(slot -> deaths |= slot.age(step, forgetMs));
        }
        List<GatewayId> returned = new ArrayList<>();
        slots.forEach((number, slot) -> {
            if (slot.takeReturned()) {
                returned.add(new GatewayId(number, slot.epoch));
            }
        });
        return returned;
    }

    private boolean hear(GatewayBeat beat) {
        Slot slot = slots.computeIfAbsent(beat.gateway().slot(), number -> new Slot());
        if (beat.gateway().epoch() < slot.epoch || beat.equals(slot.last)) {
            return false;
        }
        if (beat.gateway().epoch() > slot.epoch) {
            deaths |= slot.start(beat.gateway().epoch());
        }
        slot.last = beat;
        if (beat.leaving() && !slot.left) {
            slot.left = true;
            deaths = true;
        }
        slot.wake(timeoutMs);
        slot.heard = true;
        return true;
    }

    /// True if records may go to this gateway.
    boolean live(GatewayId gateway) {
        Slot slot = slots.get(gateway.slot());
        return slot != null && slot.epoch == gateway.epoch() && !slot.left && slot.silentMs < timeoutMs;
    }

    /// True if this gateway's interest is to be removed.
    boolean dead(GatewayId gateway) {
        Slot slot = slots.get(gateway.slot());
        return slot != null
                && (slot.epoch > gateway.epoch()
                        || (slot.epoch == gateway.epoch() && (slot.left || slot.silentMs >= forgetMs)));
    }

    /// All gateways that records may go to, at most one per slot.
    List<GatewayId> live() {
        List<GatewayId> live = new ArrayList<>();
        slots.forEach((number, slot) -> {
            if (slot.epoch > 0 && !slot.left && slot.silentMs < timeoutMs) {
                live.add(new GatewayId(number, slot.epoch));
            }
        });
        return live;
    }

    /// True once after gateways died, for the task to sweep its channels.
    boolean takeDeaths() {
        boolean died = deaths;
        deaths = false;
        return died;
    }

    /// One slot and the latest gateway in it. Changed only by the watch and its own methods.
    private static final class Slot {
        private long epoch;
        private @Nullable GatewayBeat last;
        private boolean left;
        private boolean heard;
        private boolean returned;
        private long silentMs;

        /// @return true if an earlier gateway had the slot
        boolean start(long newEpoch) {
            boolean taken = epoch > 0;
            epoch = newEpoch;
            last = null;
            left = false;
            returned = false;
            silentMs = 0;
            return taken;
        }

        void wake(long timeoutMs) {
            returned |= silentMs >= timeoutMs && !left;
            silentMs = 0;
        }

        /// @return true if the gateway has just become dead by silence
        boolean age(long stepMs, long forgetMs) {
            if (heard) {
                heard = false;
                return false;
            }
            boolean before = silentMs >= forgetMs;
            silentMs += stepMs;
            return !before && silentMs >= forgetMs;
        }

        boolean takeReturned() {
            boolean was = returned;
            returned = false;
            return was;
        }
    }
}
