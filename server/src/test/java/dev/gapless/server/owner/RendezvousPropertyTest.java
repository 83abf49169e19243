package dev.gapless.server.owner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.GatewayId;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class RendezvousPropertyTest {
    private static final int CHANNELS = 100;

    @Property(tries = 200)
    void allWhoKnowTheSameGatewaysAgree(@ForAll @IntRange(min = 1, max = 40) int gateways, @ForAll long seed) {
        Random random = new Random(seed);
        List<Peer> known = peers(gateways, random);
        for (ChannelKey channel : channels(random)) {
            Optional<Peer> owner = Rendezvous.owner(channel, known);
            List<Peer> otherwise = new ArrayList<>(known);
            Collections.shuffle(otherwise, random);
            assertTrue(owner.isPresent());
            assertEquals(owner, Rendezvous.owner(channel, otherwise));
        }
    }

    @Property(tries = 200)
    void oneThatGoesTakesAlongItsOwnChannelsOnly(
            @ForAll @IntRange(min = 2, max = 40) int gateways, @ForAll long seed) {
        Random random = new Random(seed);
        List<Peer> before = peers(gateways, random);
        Peer gone = before.get(random.nextInt(gateways));
        List<Peer> after = before.stream().filter(peer -> !peer.equals(gone)).toList();
        for (ChannelKey channel : channels(random)) {
            Peer owner = Rendezvous.owner(channel, before).orElseThrow();
            if (!owner.equals(gone)) {
                assertEquals(owner, Rendezvous.owner(channel, after).orElseThrow());
            }
        }
    }

    @Property(tries = 50)
    void channelsAreSpreadOverGatewaysOfAnyRun(@ForAll long seed) {
        Random random = new Random(seed);
        List<Peer> peers = peers(4, random);
        Map<Peer, Integer> owned = new HashMap<>();
        for (int i = 0; i < 10 * CHANNELS; i++) {
            owned.merge(Rendezvous.owner(ChannelKey.of(1, i + 1), peers).orElseThrow(), 1, Integer::sum);
        }
        peers.forEach(peer -> {
            int share = owned.getOrDefault(peer, 0);
            assertTrue(share > 150 && share < 350, peer + " owns " + share + " of 1000 (expected: about 250)");
        });
    }

    @Example
    void nobodyOwnsAnythingWhereNobodyIs() {
        assertEquals(Optional.empty(), Rendezvous.owner(ChannelKey.of(1, 1), List.of()));
    }

    private static List<Peer> peers(int count, Random random) {
        List<Peer> peers = new ArrayList<>();
        for (int slot = 0; slot < count; slot++) {
            peers.add(new Peer(
                    new GatewayId(slot, 1 + random.nextInt(1_000)), URI.create("http://127.0.0.1:" + (7_000 + slot))));
        }
        return peers;
    }

    private static List<ChannelKey> channels(Random random) {
        return random.longs(CHANNELS, 1, Long.MAX_VALUE).mapToObj(id -> ChannelKey.of(1 + id % 7, id)).toList();
    }
}
