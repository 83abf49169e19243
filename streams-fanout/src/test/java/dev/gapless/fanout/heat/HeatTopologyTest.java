package dev.gapless.fanout.heat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.protocol.api.HeatView;
import dev.gapless.protocol.config.Settings;
import dev.gapless.protocol.event.ChannelClass;
import dev.gapless.protocol.event.EventHeader;
import dev.gapless.protocol.event.EventKind;
import dev.gapless.protocol.event.Topics;
import dev.gapless.protocol.event.UsageReport;
import dev.gapless.protocol.event.UserStream;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.GatewayId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Heat with a clock that tests turn; its window is 5 s.
class HeatTopologyTest {
    private static final ChannelKey BUSY = ChannelKey.of(1, 10);
    private static final ChannelKey CALM = ChannelKey.of(1, 11);
    private static final ChannelKey OTHER = ChannelKey.of(2, 12);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final HeatBoard board = new HeatBoard();
    private final HeatCounts counts = new HeatCounts();
    private final TopologyTestDriver driver;
    private final TestInputTopic<byte[], byte[]> events;
    private final TestInputTopic<byte[], byte[]> usage;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    HeatTopologyTest() {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "heat");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
        settings.put(StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, HeatFaults.class);
        settings.put(HeatFaults.COUNTS, counts);
        HeatConfig config = HeatConfig.from(Settings.of(Map.of("heat.channels", "10")));
        driver = new TopologyTestDriver(HeatTopology.build(config, board, counts), settings, now);
        events = driver.createInputTopic(Topics.EVENTS, new ByteArraySerializer(), new ByteArraySerializer());
        usage = driver.createInputTopic(Topics.USAGE, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @AfterEach
    void close() {
        driver.close();
    }

    private void send(ChannelKey channel, int kind, ChannelClass channelClass, Duration age) {
        Instant at = now.minus(age);
        RecordHeaders headers = new RecordHeaders();
        headers.add(
                EventHeader.NAME,
                new EventHeader(kind, channelClass, 1, 1, 0, at.toEpochMilli(), Optional.empty()).toBytes());
        events.pipeInput(new TestRecord<>(channel.toBytes(), new byte[] {'{', '}'}, headers, at));
    }

    private void post(ChannelKey channel, int times) {
        for (int i = 0; i < times; i++) {
            send(channel, EventKind.MESSAGE_POSTED.number(), ChannelClass.NORMAL, Duration.ZERO);
        }
    }

    private void deliver(ChannelKey channel, int slot, long deliveries, int readers) {
        usage.pipeInput(new TestRecord<>(
                channel.toBytes(), new UsageReport(new GatewayId(slot, 1), deliveries, readers).toBytes(),
                new RecordHeaders(), now));
    }

    private void pass(Duration time) {
        for (long i = 0; i < time.toSeconds(); i++) {
            now = now.plus(SECOND);
            driver.advanceWallClockTime(SECOND);
        }
    }

    @Test
    void ranksChannelsAndTenantsWithinASecondAndForgetsThemAfterTheWindow() {
        post(BUSY, 50);
        post(CALM, 5);
        post(OTHER, 20);
        deliver(BUSY, 1, 400, 30);
        deliver(BUSY, 2, 100, 12);
        pass(SECOND);
        HeatView view = board.view();
        assertEquals(
                List.of(
                        new HeatView.Channel(BUSY.workspace(), BUSY.channel(), "normal", 10, 100, 42, 2),
                        new HeatView.Channel(OTHER.workspace(), OTHER.channel(), "normal", 4, 0, 0, 0),
                        new HeatView.Channel(CALM.workspace(), CALM.channel(), "normal", 1, 0, 0, 0)),
                view.channels());
        assertEquals(
                List.of(
                        new HeatView.Tenant(BUSY.workspace(), 11, 100, 42, 2),
                        new HeatView.Tenant(OTHER.workspace(), 4, 0, 0, 1)),
                view.tenants());
        pass(Duration.ofSeconds(5));
        assertTrue(board.view().channels().stream().allMatch(channel -> channel.sendsPerS() == 0));
        pass(Duration.ofSeconds(6));
        assertEquals(List.of(), board.view().channels());
        assertEquals(0, counts.channels());
    }

    @Test
    void takesNoBacklogForHeat() {
        for (int i = 0; i < 100; i++) {
            send(BUSY, EventKind.MESSAGE_POSTED.number(), ChannelClass.NORMAL, Duration.ofMinutes(1));
        }
        pass(SECOND);
        assertEquals(List.of(), board.view().channels());
        assertEquals(100, counts.late());
    }

    @Test
    void countsMessagesOnlyAndShowsTheClassOfTheLastEvent() {
        post(BUSY, 10);
        send(BUSY, EventKind.REACTION_ADDED.number(), ChannelClass.NORMAL, Duration.ZERO);
        send(BUSY, EventKind.CHANNEL_CHANGED.number(), ChannelClass.HOT, Duration.ZERO);
        send(CALM, EventKind.MEMBER_JOINED.number(), ChannelClass.NORMAL, Duration.ZERO);
        send(OTHER, UserStream.CURSOR_MOVED, ChannelClass.NORMAL, Duration.ZERO);
        pass(SECOND);
        assertEquals(
                List.of(new HeatView.Channel(BUSY.workspace(), BUSY.channel(), "hot", 2, 0, 0, 0)),
                board.view().channels());
    }

    @Test
    void keepsTheWarmestWhenThereAreTooMany() {
        for (int i = 1; i <= 40; i++) {
            post(ChannelKey.of(1, i), i);
        }
        assertTrue(counts.passedOver() > 0, "twice the bound is never passed");
        pass(SECOND);
        pass(SECOND);
        assertEquals(10, board.view().channels().size());
        assertEquals(20 / 5.0, board.view().channels().getFirst().sendsPerS());
    }

    @Test
    void passesOverWhatItCannotRead() {
        events.pipeInput(new TestRecord<>(BUSY.toBytes(), new byte[1], new RecordHeaders(), now));
        events.pipeInput(new TestRecord<>(new byte[] {1}, new byte[1], new RecordHeaders(), now));
        usage.pipeInput(new TestRecord<>(BUSY.toBytes(), new byte[] {9, 9}, new RecordHeaders(), now));
        post(CALM, 5);
        pass(SECOND);
        assertEquals(1, board.view().channels().size());
        assertEquals(3, counts.poison());
    }

    @Test
    void putsWhatInstancesTellTogether() {
        post(BUSY, 5);
        pass(SECOND);
        HeatView one = board.view();
        HeatView both = HeatView.merged(List.of(one, one));
        assertEquals(2, both.partitions());
        assertEquals(2, both.channels().size());
        assertEquals(2, both.tenants().getFirst().sendsPerS());
        assertEquals(List.of(), HeatView.merged(List.of()).channels());
    }

    @Test
    void refusesAWindowThatIsNone() {
        assertThrows(
                IllegalArgumentException.class, () -> HeatConfig.from(Settings.of(Map.of("heat.window", "500ms"))));
        assertEquals(Duration.ofSeconds(5), HeatConfig.from(Settings.of(Map.of())).window());
    }
}
