package dev.gapless.server.owner;

import dev.gapless.protocol.id.GatewayId;
import dev.gapless.protocol.id.IdGenerator;
import dev.gapless.schema.global.GatewayDrain;
import dev.gapless.schema.global.GatewayDrainTable;
import dev.gapless.schema.global.GatewaySlot;
import dev.gapless.schema.global.GatewaySlotTable;
import dev.gapless.schema.shard.GlobalDatabase;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The gateways as the unsharded database has them. Any thread may call.
final class StoredFleet implements Fleet {
    private final GlobalDatabase global;
    private final Clock clock;

    StoredFleet(GlobalDatabase global, Clock clock) {
        this.global = global;
        this.clock = clock;
    }

    @Override
    public List<Peer> gateways() {
        return global.read("owner.gateways", handle -> {
            Instant now = clock.instant();
            Set<GatewayId> draining = GatewayDrainTable.list(handle, IdGenerator.NODES).stream()
                    .filter(drain -> drain.holdsAt(now))
                    .map(GatewayDrain::gateway)
                    .collect(Collectors.toSet());
            return GatewaySlotTable.list(handle, IdGenerator.NODES).stream()
                    .filter(slot -> slot.expiresAt().isAfter(now) && !draining.contains(slot.gateway()))
                    .flatMap(slot -> peer(slot).stream())
                    .toList();
        });
    }

    private static Optional<Peer> peer(GatewaySlot slot) {
        try {
            URI address = URI.create(slot.address());
            boolean usable = address.getHost() != null
                    && ("http".equals(address.getScheme()) || "https".equals(address.getScheme()));
            return usable ? Optional.of(new Peer(slot.gateway(), address)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            // It does not say where it is, so it owns nothing.
            return Optional.empty();
        }
    }
}
