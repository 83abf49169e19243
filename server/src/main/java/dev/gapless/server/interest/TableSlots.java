package dev.gapless.server.interest;

import dev.gapless.protocol.id.GatewayId;
import dev.gapless.schema.global.GatewaySlotTable;
import dev.gapless.schema.shard.GlobalDatabase;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/// Slots in the table that all gateways of the installation share.
public final class TableSlots implements SlotSource {
    /// Rivals that start at the same time may each be quicker once.
    private static final int ATTEMPTS = 20;

    private final GlobalDatabase database;
    private final String holder;
    private final String address;
    private final int slots;
    private final Clock clock;

    /// @param holder name of this process, for people
    /// @param address where clients reach it, for people
    /// @param slots number of slots of the installation
    public TableSlots(GlobalDatabase database, String holder, String address, int slots, Clock clock) {
        this.database = database;
        this.holder = holder;
        this.address = address;
        this.slots = slots;
        this.clock = clock;
    }

    @Override
    public GatewayId acquire(Duration lease) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<GatewayId> taken = database.transact(
                    "take gateway slot",
                    handle -> GatewaySlotTable.acquire(handle, holder, address, slots, clock.instant(), lease));
            if (taken.isPresent()) {
                return taken.get();
            }
        }
        throw new IllegalStateException("gateway slots: all " + slots + " are taken (expected: one that is free)");
    }

    @Override
    public boolean renew(GatewayId gateway, Duration lease) {
        return database.transact(
                "renew gateway slot", handle -> GatewaySlotTable.renew(handle, gateway, clock.instant(), lease));
    }

    @Override
    public void release(GatewayId gateway) {
        database.transact("release gateway slot", handle -> {
            GatewaySlotTable.release(handle, gateway);
            return gateway;
        });
    }
}
