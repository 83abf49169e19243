package dev.gapless.server.owner;

import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.GatewayId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which gateway a channel's sends are handed to, as far as this one knows. The last view of the fleet stands for [#FRESH]; a gateway
/// that failed is left alone for a growing while, and then one caller tries it. Any thread may call; only [#look] blocks.
final class Owners {
    static final Duration FRESH = Duration.ofSeconds(5);
    static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Logger log = LoggerFactory.getLogger(Owners.class);

    private final GatewayId self;
    private final Fleet fleet;
    private final LongSupplier nanos;
    /// Written by whoever looks, one at a time.
    private volatile View view = new View(List.of(), 0);
    /// Those that failed last time; never more than the view has gateways, and those that fail at this moment.
    private final Map<GatewayId, Pause> pauses = new ConcurrentHashMap<>();

    private record View(List<Peer> peers, long readNanos) {}

    /// @param untilNanos when somebody may try again
    /// @param length of the pause
    private record Pause(long untilNanos, Duration length) {}

    /// @param nanos a monotonic clock
    Owners(GatewayId self, Fleet fleet, LongSupplier nanos) {
        this.self = self;
        this.fleet = fleet;
        this.nanos = nanos;
    }

    /// Reads the fleet. If that fails the last view stands, for a while.
    void look() {
        long now = nanos.getAsLong();
        try {
            List<Peer> peers = fleet.gateways();
            Set<GatewayId> known = peers.stream().map(Peer::gateway).collect(Collectors.toSet());
            pauses.keySet().retainAll(known);
            view = new View(List.copyOf(peers), now);
        } catch (RuntimeException e) {
            log.debug("gateways not read, the last view stands cause={}", e.toString());
        }
    }

    /// Whom to hand a channel's sends to now; empty: this gateway commits them itself.
    Optional<Peer> of(ChannelKey channel) {
        View now = view;
        if (now.peers().isEmpty() || nanos.getAsLong() - now.readNanos() > FRESH.toNanos()) {
            return Optional.empty();
        }
        return Rendezvous.owner(channel, now.peers())
                .filter(owner -> !owner.gateway().equals(self) && mayTry(owner.gateway()));
    }

    /// It has taken what it was handed.
    void answered(Peer peer) {
        if (pauses.remove(peer.gateway()) != null) {
            log.info("owner answers again gateway={}", peer.gateway());
        }
    }

    /// It has not. Whoever tried at the end of a pause has made it longer already.
    void failed(Peer peer, String why) {
        long now = nanos.getAsLong();
        pauses.compute(peer.gateway(), (gateway, before) -> {
            if (before == null) {
                log.warn("owner does not take sends, they are committed here gateway={} cause={}", gateway, why);
                return new Pause(now + FIRST_PAUSE.toNanos(), FIRST_PAUSE);
            }
            return now - before.untilNanos() < 0 ? before : longer(before, now);
        });
    }

    private boolean mayTry(GatewayId gateway) {
        Pause pause = pauses.get(gateway);
        return pause == null
                || nanos.getAsLong() - pause.untilNanos() >= 0
                        && pauses.replace(gateway, pause, longer(pause, nanos.getAsLong()));
    }

    private static Pause longer(Pause before, long now) {
        Duration twice = before.length().multipliedBy(2);
        Duration length = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
        return new Pause(now + length.toNanos(), length);
    }
}
