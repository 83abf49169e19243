package dev.gapless.protocol.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.GatewayId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/// Records written by the first release still decode: topics keep them over an upgrade, and gateways and fan-out are not
/// upgraded in the same second. The bytes in `records/v1.properties` are for ever; a new form gets a new file.
class RecordFormsTest {
    private static final GatewayId GATEWAY = new GatewayId(3, 4_711);
    private static final ChannelKey CHANNEL = ChannelKey.of(81_985_529_216_486_895L, 1_147_797_409_030_816_545L);
    private static final long AT_MS = 1_767_225_600_123L;

    private final Properties golden = new Properties();

    RecordFormsTest() throws IOException {
        try (InputStream in = RecordFormsTest.class.getResourceAsStream("/records/v1.properties")) {
            assertNotNull(in);
            golden.load(in);
        }
    }

    private byte[] bytes(String name) {
        return HexFormat.of().parseHex(golden.getProperty(name, ""));
    }

    private void holds(String name, byte[] written) {
        assertEquals(golden.getProperty(name), HexFormat.of().formatHex(written), name);
    }

    @Test
    void keepsTheFormOfAChannelKey() {
        holds("channel-key", CHANNEL.toBytes());
        assertEquals(CHANNEL, ChannelKey.fromBytes(bytes("channel-key")));
    }

    @Test
    void keepsTheFormOfAnInterest() {
        Interest interest = new Interest(GATEWAY, InterestLevel.FULL, 99);
        holds("interest", interest.toBytes());
        assertEquals(interest, Interest.fromBytes(bytes("interest")));
    }

    @Test
    void keepsTheFormOfABeat() {
        GatewayBeat beat = new GatewayBeat(GATEWAY, AT_MS, true);
        holds("gateway-beat", beat.toBytes());
        holds("gateway-beat-key", beat.keyBytes());
        assertEquals(beat, GatewayBeat.fromBytes(bytes("gateway-beat")));
    }

    @Test
    void keepsTheFormOfAnEventHeader() {
        EventHeader own = new EventHeader(1, ChannelClass.LARGE, 1_234, 1_200, 77, AT_MS, Optional.of(GATEWAY));
        EventHeader relayed = new EventHeader(3, ChannelClass.NORMAL, 1, 0, 77, AT_MS, Optional.empty());
        // What came since stands behind the bytes of the first release.
        holds("event-header", Arrays.copyOf(own.toBytes(), 45));
        holds("event-header-relayed", Arrays.copyOf(relayed.toBytes(), 45));
        assertEquals(own, EventHeader.fromBytes(bytes("event-header")));
        assertEquals(relayed, EventHeader.fromBytes(bytes("event-header-relayed")));
    }

    @Test
    void keepsTheFormOfDeliveries() {
        byte[] json = "{}".getBytes(StandardCharsets.UTF_8);
        EncodedEvent event = new EncodedEvent(CHANNEL, 1_234, 1_200, 1, 77, Instant.ofEpochMilli(AT_MS), json);
        holds("delivery-push", Arrays.copyOf(Delivery.header(4_711, new Delivery.Push(event)), 43));
        Delivery.Addressed push = Delivery.read(bytes("delivery-push"), CHANNEL.toBytes(), json);
        assertEquals(new Delivery.Push(event), push.delivery());
        assertEquals(4_711, push.gatewayEpoch());
        holdsAndReads("delivery-head", new Delivery.Head(CHANNEL, 1_234, 1_200));
        holdsAndReads("delivery-interest-on", new Delivery.InterestOn(CHANNEL, 99));
        holdsAndReads("delivery-beat", new Delivery.Beat(5, AT_MS));
    }

    private void holdsAndReads(String name, Delivery delivery) {
        holds(name, Delivery.header(4_711, delivery));
        assertEquals(
                new Delivery.Addressed(4_711, delivery),
                Delivery.read(bytes(name), CHANNEL.toBytes(), new byte[0]));
    }
}
