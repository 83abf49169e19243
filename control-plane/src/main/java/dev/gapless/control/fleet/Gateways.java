package dev.gapless.control.fleet;

import dev.gapless.protocol.api.DrainView;
import dev.gapless.protocol.api.GatewayList;
import dev.gapless.protocol.api.GatewayView;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.id.GatewayId;
import dev.gapless.schema.global.GatewayDrain;
import dev.gapless.schema.global.GatewayDrainTable;
import dev.gapless.schema.global.GatewaySlot;
import dev.gapless.schema.global.GatewaySlotTable;
import dev.gapless.schema.shard.Shards;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/// The gateways of the installation, as their slots tell. Any thread.
final class Gateways {
    private static final int SLOTS = 1_024;
    /// Gateways that were gone for longer are not told of.
    private static final Duration GONE = Duration.ofHours(1);

    private final Shards shards;
    private final GatewayProbe probe;
    private final Clock clock;

    Gateways(Shards shards, GatewayProbe probe, Clock clock) {
        this.shards = shards;
        this.probe = probe;
        this.clock = clock;
    }

    /// A slot, and what the gateway in it was told.
    ///
    /// @param drain also if it is over
    record Known(GatewaySlot slot, Optional<GatewayDrain> drain) {
        boolean liveAt(Instant now) {
            return slot.expiresAt().isAfter(now);
        }

        Optional<GatewayDrain> drainAt(Instant now) {
            return drain.filter(told -> told.holdsAt(now));
        }

        String state(Instant now) {
            return !liveAt(now) ? "gone" : drainAt(now).isPresent() ? "draining" : "live";
        }
    }

    /// Those that run, by slot.
    List<Known> running() {
        Instant now = clock.instant();
        return known().stream().filter(gateway -> gateway.liveAt(now)).toList();
    }

    /// The one that runs in a slot.
    ///
    /// @param text number of the slot
    /// @throws GaplessException `not-found`
    Known find(String text) {
        return running().stream()
                .filter(gateway -> Integer.toString(gateway.slot().gateway().slot()).equals(text))
                .findFirst()
                .orElseThrow(() -> GaplessException.notFound("gateway", shown(text)));
    }

    /// All that run, and those that ended in the last hour.
    GatewayList list() {
        Instant now = clock.instant();
        List<Known> recent =
                known().stream().filter(gateway -> gateway.slot().expiresAt().plus(GONE).isAfter(now)).toList();
        Map<GatewayId, GatewayProbe.Sample> samples = probe.look(recent.stream()
                .filter(gateway -> gateway.liveAt(now))
                .map(Known::slot)
                .toList());
        return new GatewayList(recent.stream()
                .map(gateway -> view(
                        gateway, now,
                        Optional.ofNullable(samples.get(gateway.slot().gateway()))
                                .map(sample -> Math.round(sample.metrics().sum("gateway_connections")))))
                .toList());
    }

    /// As operators see one, without asking it.
    GatewayView view(Known gateway) {
        return view(gateway, clock.instant(), Optional.empty());
    }

    private List<Known> known() {
        return shards.global().read("gateway.list", Gateways::read);
    }

    private static List<Known> read(Handle handle) {
        Map<GatewayId, GatewayDrain> drains = GatewayDrainTable.list(handle, SLOTS).stream()
                .collect(Collectors.toMap(GatewayDrain::gateway, Function.identity()));
        return GatewaySlotTable.list(handle, SLOTS).stream()
                .map(slot -> new Known(slot, Optional.ofNullable(drains.get(slot.gateway()))))
                .toList();
    }

    private static GatewayView view(Known gateway, Instant now, Optional<Long> connections) {
        GatewaySlot slot = gateway.slot();
        return new GatewayView(
                slot.gateway().slot(),
                slot.gateway().epoch(),
                slot.holder(),
                slot.address(),
                gateway.state(now),
                slot.expiresAt().toEpochMilli(),
                connections,
                gateway.drainAt(now).map(told -> new DrainView(
                        told.since().toEpochMilli(), told.until().toEpochMilli(), told.spread().toMillis(),
                        told.actor(), told.reason())));
    }

    private static String shown(String text) {
        return text.length() > 20 ? text.substring(0, 20) + "…" : text;
    }
}
