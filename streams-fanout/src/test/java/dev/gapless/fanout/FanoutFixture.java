package dev.gapless.fanout;

import dev.gapless.protocol.config.Settings;
import dev.gapless.protocol.event.ChannelClass;
import dev.gapless.protocol.event.Delivery;
import dev.gapless.protocol.event.EventHeader;
import dev.gapless.protocol.event.EventKind;
import dev.gapless.protocol.event.GatewayBeat;
import dev.gapless.protocol.event.Interest;
import dev.gapless.protocol.event.InterestLevel;
import dev.gapless.protocol.event.Topics;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.GatewayId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/// The topology with a clock that tests turn, in which gateways beat each second until they are silenced.
///
/// The driver does not show partitions, so tests give each gateway its own epoch and tell addressees apart by that.
final class FanoutFixture implements AutoCloseable {
    static final ChannelKey GENERAL = ChannelKey.of(1, 10);
    static final ChannelKey RANDOM = ChannelKey.of(1, 11);
    private static final Duration STEP = Duration.ofMillis(250);

    final FanoutCounts counts = new FanoutCounts();
    final FanoutTraces traces = new FanoutTraces("test", System::nanoTime);
    private final TopologyTestDriver driver;
    private final TestInputTopic<byte[], byte[]> events;
    private final TestInputTopic<byte[], byte[]> interests;
    private final TestInputTopic<byte[], byte[]> gateways;
    private final TestOutputTopic<byte[], byte[]> deliveries;
    private final Set<GatewayId> beating = new HashSet<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    FanoutFixture() {
        FanoutConfig config = FanoutConfig.from(Settings.of(Map.of("fanout.state-dir", "/tmp/gapless-fanout-unused")));
        Properties settings = StreamsSettings.of(config, counts);
        driver = new TopologyTestDriver(FanoutTopology.build(config, counts, traces, Optional.empty()), settings, now);
        events = input(Topics.EVENTS);
        interests = input(Topics.INTEREST);
        gateways = input(Topics.GATEWAYS);
        deliveries = driver.createOutputTopic(
                Topics.DELIVERIES, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private TestInputTopic<byte[], byte[]> input(String topic) {
        return driver.createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /// A gateway that beats from now on, and was heard by the task.
    GatewayId gateway(int slot, long epoch) {
        GatewayId gateway = new GatewayId(slot, epoch);
        beating.add(gateway);
        beat(gateway, false);
        return gateway;
    }

    void silence(GatewayId gateway) {
        beating.remove(gateway);
    }

    void resume(GatewayId gateway) {
        beating.add(gateway);
    }

    void leave(GatewayId gateway) {
        silence(gateway);
        beat(gateway, true);
    }

    void want(GatewayId gateway, ChannelKey channel, InterestLevel level, long nonce) {
        interests.pipeInput(new TestRecord<>(
                channel.toBytes(), new Interest(gateway, level, nonce).toBytes(), new RecordHeaders(), now));
    }

    void event(ChannelKey channel, long seq) {
        event(channel, seq, Optional.empty(), now);
    }

    void eventFrom(GatewayId origin, ChannelKey channel, long seq) {
        event(channel, seq, Optional.of(origin), now);
    }

    void eventOf(Duration age, ChannelKey channel, long seq) {
        event(channel, seq, Optional.empty(), now.minus(age));
    }

    private void event(ChannelKey channel, long seq, Optional<GatewayId> origin, Instant at) {
        EventHeader header = new EventHeader(
                EventKind.MESSAGE_POSTED.number(), ChannelClass.NORMAL, seq, seq, 0, at.toEpochMilli(), origin);
        RecordHeaders headers = new RecordHeaders();
        headers.add(EventHeader.NAME, header.toBytes());
        events.pipeInput(new TestRecord<>(channel.toBytes(), body(seq), headers, at));
    }

    static byte[] body(long seq) {
        return ("{\"seq\":" + seq + "}").getBytes(StandardCharsets.UTF_8);
    }

    void rawEvent(byte[] key, byte[] value, RecordHeaders headers) {
        events.pipeInput(new TestRecord<>(key, value, headers, now));
    }

    void rawInterest(byte[] key, byte @Nullable [] value) {
        interests.pipeInput(new TestRecord<>(key, value, new RecordHeaders(), now));
    }

    void rawBeat(byte[] key, byte[] value) {
        gateways.pipeInput(new TestRecord<>(key, value, new RecordHeaders(), now));
    }

    /// Lets time pass; gateways that are not silenced beat each second.
    void pass(Duration time) {
        Instant end = now.plus(time);
        while (now.isBefore(end)) {
            now = now.plus(STEP);
            driver.advanceWallClockTime(STEP);
            if (now.toEpochMilli() % 1_000 == 0) {
                beating.forEach(gateway -> beat(gateway, false));
            }
        }
    }

    /// Lets time pass in one piece, as when the process was stopped.
    void stall(Duration time) {
        now = now.plus(time);
        driver.advanceWallClockTime(time);
    }

    private void beat(GatewayId gateway, boolean leaving) {
        GatewayBeat beat = new GatewayBeat(gateway, now.toEpochMilli(), leaving);
        gateways.pipeInput(new TestRecord<>(beat.keyBytes(), beat.toBytes(), new RecordHeaders(), now));
    }

    /// What came out since the last call, beats included.
    List<Delivery.Addressed> all() {
        return deliveries.readRecordsToList().stream().map(FanoutFixture::read).toList();
    }

    /// What came out for a gateway since the last call, without beats; what came for others is lost.
    List<Delivery> to(GatewayId gateway) {
        return all().stream()
                .filter(addressed -> addressed.gatewayEpoch() == gateway.epoch())
                .map(Delivery.Addressed::delivery)
                .filter(delivery -> !(delivery instanceof Delivery.Beat))
                .toList();
    }

    static List<Long> pushed(List<Delivery> deliveries) {
        return deliveries.stream()
                .filter(Delivery.Push.class::isInstance)
                .map(delivery -> ((Delivery.Push) delivery).event().seq())
                .toList();
    }

    static List<Long> heads(List<Delivery> deliveries) {
        return deliveries.stream()
                .filter(Delivery.Head.class::isInstance)
                .map(delivery -> ((Delivery.Head) delivery).seq())
                .toList();
    }

    private static Delivery.Addressed read(TestRecord<byte[], byte[]> record) {
        byte[] key = record.key() == null ? new byte[0] : record.key();
        return Delivery.read(record.headers().lastHeader(Delivery.HEADER).value(), key, record.value());
    }

    /// Channels that the store holds.
    int stored() {
        KeyValueStore<?, ?> store = driver.getKeyValueStore(FanoutTopology.INTEREST_STORE);
        int count = 0;
        try (var all = store.all()) {
            while (all.hasNext()) {
                all.next();
                count++;
            }
        }
        return count;
    }

    @Override
    public void close() {
        driver.close();
    }
}
