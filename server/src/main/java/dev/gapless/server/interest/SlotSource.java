package dev.gapless.server.interest;

import dev.gapless.protocol.id.GatewayId;
import java.time.Duration;

/// Where gateways lease their slots: a table that all of them share. Blocks; throws unchecked if it is out of reach.
public interface SlotSource {
    /// Takes a slot that is free or whose lease ran out, with a new epoch.
    ///
    /// @throws IllegalStateException if all slots are taken
    GatewayId acquire(Duration lease);

    /// Prolongs the lease.
    ///
    /// @return false if somebody else holds the slot by now
    boolean renew(GatewayId gateway, Duration lease);

    /// Gives the slot back.
    void release(GatewayId gateway);
}
