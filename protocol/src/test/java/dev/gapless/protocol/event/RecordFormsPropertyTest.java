package dev.gapless.protocol.event;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.GatewayId;
import dev.gapless.protocol.id.UserId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/// What a gateway or a fan-out task writes into a record, another one reads as the same; anything else is refused.
class RecordFormsPropertyTest {
    private static final byte[] JSON = "{\"type\":\"event\"}".getBytes(StandardCharsets.UTF_8);

    @Provide
    Arbitrary<GatewayId> gateways() {
        return Combinators.combine(
                Arbitraries.integers().between(0, 1023), Arbitraries.longs().greaterOrEqual(1))
                .as(GatewayId::new);
    }

    @Provide
    Arbitrary<Interest> interests() {
        return Combinators.combine(gateways(), Arbitraries.of(InterestLevel.class), Arbitraries.longs())
                .as(Interest::new);
    }

    @Provide
    Arbitrary<GatewayBeat> beats() {
        return Combinators.combine(
                gateways(), Arbitraries.longs().greaterOrEqual(0), Arbitraries.of(true, false))
                .as(GatewayBeat::new);
    }

    @Provide
    Arbitrary<EventHeader> headers() {
        return Combinators.combine(
                Arbitraries.integers().between(1, 127),
                Arbitraries.of(ChannelClass.class),
                Arbitraries.longs().greaterOrEqual(1),
                Arbitraries.longs().greaterOrEqual(0),
                Arbitraries.longs().greaterOrEqual(0),
                Arbitraries.longs().greaterOrEqual(0),
                gateways().optional(),
                Combinators.combine(
                        Arbitraries.longs().greaterOrEqual(0),
                        Arbitraries.longs().greaterOrEqual(0),
                        Arbitraries.integers().between(0, 7))
                        .as(More::new))
                .as((kind, channelClass, seq, ordinal, subject, atMs, origin, more) -> new EventHeader(
                        kind, channelClass, seq, ordinal, subject, atMs, origin, more.actor(), more.target(),
                        more.flags()));
    }

    private record More(long actor, long target, int flags) {}

    @Provide
    Arbitrary<MentionChange> mentionChanges() {
        Arbitrary<List<UserId>> users =
                Arbitraries.longs().greaterOrEqual(1).map(UserId::new).list().ofMaxSize(50);
        return Combinators.combine(Arbitraries.of(true, false), users, users).as(MentionChange::new);
    }

    @Property
    void readsTheMentionChangeThatWasWritten(@ForAll("mentionChanges") MentionChange change) {
        assertEquals(change, MentionChange.fromBytes(change.toBytes()));
    }

    @Property(tries = 200)
    void refusesAMentionChangeCutShort(
            @ForAll("mentionChanges") MentionChange change, @ForAll @IntRange(min = 1, max = 9) int less) {
        byte[] whole = change.toBytes();
        byte[] cut = Arrays.copyOf(whole, Math.max(0, whole.length - less));
        assertThrows(IllegalArgumentException.class, () -> MentionChange.fromBytes(cut));
    }

    @Property(tries = 200)
    void readsAHeaderOfTheFirstRelease(@ForAll("headers") EventHeader header) {
        byte[] first = Arrays.copyOf(header.toBytes(), 45);
        EventHeader read = EventHeader.fromBytes(first);
        assertEquals(header.seq(), read.seq());
        assertEquals(header.origin(), read.origin());
        assertEquals(0, read.target());
        assertEquals(header.kind() == EventKind.MESSAGE_POSTED.number(), read.countable());
    }

    @Provide
    Arbitrary<Delivery> deliveries() {
        Arbitrary<Long> positive = Arbitraries.longs().greaterOrEqual(1);
        Arbitrary<ChannelKey> channels = Combinators.combine(positive, positive).as(ChannelKey::of);
        Arbitrary<Instant> times = Arbitraries.longs().between(0, 4_102_444_800_000L).map(Instant::ofEpochMilli);
        Arbitrary<Delivery> pushes = Combinators.combine(
                channels, positive, positive, Arbitraries.integers().between(1, 127), positive, times)
                .as((channel, seq, ordinal, kind, subject,
                        at) -> new Delivery.Push(new EncodedEvent(
                                channel, seq, ordinal, kind, subject, at, JSON, subject / 2, seq / 2, kind & 7,
                                Optional.empty())));
        return Arbitraries.oneOf(
                pushes,
                Combinators.combine(channels, positive, positive).as(Delivery.Head::new),
                Combinators.combine(channels, Arbitraries.longs()).as(Delivery.InterestOn::new),
                Combinators.combine(Arbitraries.integers().between(0, 1023), positive).as(Delivery.Beat::new));
    }

    @Property
    void readsTheInterestThatWasWritten(@ForAll("interests") Interest interest) {
        assertEquals(interest, Interest.fromBytes(interest.toBytes()));
    }

    @Property
    void readsTheBeatThatWasWritten(@ForAll("beats") GatewayBeat beat) {
        assertEquals(beat, GatewayBeat.fromBytes(beat.toBytes()));
    }

    @Property
    void readsTheEventHeaderThatWasWritten(@ForAll("headers") EventHeader header) {
        assertEquals(header, EventHeader.fromBytes(header.toBytes()));
    }

    @Property
    void readsTheDeliveryThatWasWritten(
            @ForAll("deliveries") Delivery delivery, @ForAll("gateways") GatewayId gateway) {
        byte[] header = Delivery.header(gateway.epoch(), delivery);
        switch (delivery) {
            case Delivery.Push(EncodedEvent event) -> {
                Delivery.Addressed read = Delivery.read(header, event.key().toBytes(), event.json());
                EncodedEvent back = ((Delivery.Push) read.delivery()).event();
                assertEquals(gateway.epoch(), read.gatewayEpoch());
                assertEquals(event.key(), back.key());
                assertEquals(event.seq(), back.seq());
                assertEquals(event.ordinal(), back.ordinal());
                assertEquals(event.kind(), back.kind());
                assertEquals(event.subject(), back.subject());
                assertEquals(event.at(), back.at());
                assertEquals(event.actor(), back.actor());
                assertEquals(event.target(), back.target());
                assertEquals(event.flags(), back.flags());
                assertArrayEquals(event.json(), back.json());
            }
            case Delivery.Head head -> readsTheSame(gateway, head, header, head.channel().toBytes());
            case Delivery.InterestOn on -> readsTheSame(gateway, on, header, on.channel().toBytes());
            case Delivery.Beat beat -> readsTheSame(gateway, beat, header, new byte[0]);
        }
    }

    private static void readsTheSame(GatewayId gateway, Delivery delivery, byte[] header, byte[] key) {
        assertEquals(
                new Delivery.Addressed(gateway.epoch(), delivery), Delivery.read(header, key, new byte[0]));
    }

    @Property(tries = 200)
    void refusesAnotherVersion(
            @ForAll("interests") Interest interest, @ForAll("headers") EventHeader header, @ForAll byte version) {
        if (version == 1) {
            return;
        }
        assertThrows(IllegalArgumentException.class, () -> Interest.fromBytes(as(version, interest.toBytes())));
        assertThrows(IllegalArgumentException.class, () -> EventHeader.fromBytes(as(version, header.toBytes())));
        byte[] beat = new GatewayBeat(interest.gateway(), 1, false).toBytes();
        assertThrows(IllegalArgumentException.class, () -> GatewayBeat.fromBytes(as(version, beat)));
        byte[] delivery = Delivery.header(1, new Delivery.Beat(0, 1));
        assertThrows(
                IllegalArgumentException.class,
                () -> Delivery.read(as(version, delivery), new byte[0], new byte[0]));
    }

    @Property(tries = 200)
    void refusesWhatIsCutShort(@ForAll("deliveries") Delivery delivery,
            @ForAll @IntRange(min = 0, max = 17) int length) {
        byte[] key = ChannelKey.of(1, 1).toBytes();
        byte[] cut = Arrays.copyOf(Delivery.header(7, delivery), length);
        assertThrows(IllegalArgumentException.class, () -> Delivery.read(cut, key, JSON));
        assertThrows(IllegalArgumentException.class, () -> Interest.fromBytes(cut));
        assertThrows(IllegalArgumentException.class, () -> GatewayBeat.fromBytes(cut));
        assertThrows(IllegalArgumentException.class, () -> EventHeader.fromBytes(cut));
    }

    private static byte[] as(byte version, byte[] bytes) {
        byte[] other = bytes.clone();
        other[0] = version;
        return other;
    }
}
