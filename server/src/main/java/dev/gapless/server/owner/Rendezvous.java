package dev.gapless.server.owner;

import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.GatewayId;
import java.util.List;
import java.util.Optional;

/// Who of some gateways owns a channel: the one with the highest score for it (rendezvous hashing, Thaler and Ravishankar 1998). All that
/// know the same gateways agree, whatever their order, and one that goes takes along its own channels only. Pure; any thread.
final class Rendezvous {
    private Rendezvous() {}

    /// The owner; empty if there is nobody.
    static Optional<Peer> owner(ChannelKey channel, List<Peer> peers) {
        Peer best = null;
        long bestScore = 0;
        for (Peer peer : peers) {
            long score = score(channel, peer.gateway());
            if (best == null || score > bestScore
                    || score == bestScore && peer.gateway().slot() < best.gateway().slot()) {
                best = peer;
                bestScore = score;
            }
        }
        return Optional.ofNullable(best);
    }

    private static long score(ChannelKey channel, GatewayId gateway) {
        long ofChannel = mix(mix(channel.workspace().value()) ^ channel.channel().value());
        return mix(mix(ofChannel ^ gateway.slot()) ^ gateway.epoch());
    }

    /// Each bit of the result hangs on each bit of the value: the finalizer of SplitMix64 (Steele, Lea and Flood 2014), one to one.
    private static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
