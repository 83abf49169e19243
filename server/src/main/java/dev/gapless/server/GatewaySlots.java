package dev.gapless.server;

import dev.gapless.protocol.id.GatewayId;
import dev.gapless.schema.global.GatewaySlotTable;
import dev.gapless.schema.shard.GlobalDatabase;
import dev.gapless.server.interest.SlotSource;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/// Slots of gateways, leased from the unsharded database. Any thread may call; blocks.
final class GatewaySlots implements SlotSource {
    /// Races for one slot are lost at most this often before the slots count as taken.
    private static final int TRIES = 20;

    private final GlobalDatabase global;
    private final Clock clock;
    private final String holder;
    private final int slots;

    /// @param holder name of this process, up to 100 characters
    /// @param slots number of slots of the installation
    GatewaySlots(GlobalDatabase global, Clock clock, String holder, int slots) {
        this.global = global;
        this.clock = clock;
        this.holder = holder;
        this.slots = slots;
    }

    @Override
    public GatewayId acquire(Duration lease) {
        for (int i = 0; i < TRIES; i++) {
            Optional<GatewayId> taken = global.transact(
                    "slot.acquire",
                    handle -> GatewaySlotTable.acquire(handle, holder, "", slots, clock.instant(), lease));
            if (taken.isPresent()) {
                return taken.get();
            }
        }
        throw new IllegalStateException(
                "gateway slots: all " + slots + " taken (expected: a free one; see kafka.gateway-slots)");
    }

    @Override
    public boolean renew(GatewayId gateway, Duration lease) {
        return global.transact("slot.renew", handle -> GatewaySlotTable.renew(handle, gateway, clock.instant(), lease));
    }

    @Override
    public void release(GatewayId gateway) {
        global.transact("slot.release", handle -> {
            GatewaySlotTable.release(handle, gateway);
            return gateway;
        });
    }
}
