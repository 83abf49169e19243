package dev.gapless.fanout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The app against a real broker: barrier, partition by slot, and a restart that keeps the interest. Prints the latency of
/// one hop through Kafka Streams once, for the record; nothing is asserted on time.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FanoutIT {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final int PARTITIONS = 2;
    private static final int SLOTS = 4;
    private static final int HOPS = 500;

    private Path directory;
    private final List<Future<RecordMetadata>> sent = new ArrayList<>();
    private TestBroker broker;
    private KafkaProducer<byte[], byte[]> producer;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        directory = temporary;
        broker = TestBroker.start(directory.resolve("kafka"));
        TopicSetup.ensure(broker.bootstrap(), PARTITIONS, SLOTS);
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrap(), "linger.ms", "0"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @AfterAll
    void stop() throws Exception {
        for (Future<RecordMetadata> record : sent) {
            assertTrue(record.get().hasOffset());
        }
        producer.close();
        broker.close();
    }

    @Test
    void makesTopicsOnceAndNamesWhatDiffers() {
        TopicSetup.ensure(broker.bootstrap(), PARTITIONS, SLOTS);
        FanoutException refused =
                assertThrows(FanoutException.class, () -> TopicSetup.ensure(broker.bootstrap(), PARTITIONS + 1, SLOTS));
        assertEquals(
                "topic gapless.events: 2 partitions (expected: 3, from kafka.channel-partitions and kafka.gateway-slots)",
                refused.getMessage());
    }

    @Test
    void keepsInterestOverARestart() throws Exception {
        GatewayId gateway = new GatewayId(3, 7);
        ChannelKey channel = ChannelKey.of(1, 42);
        try (Inbox inbox = new Inbox(gateway)) {
            try (FanoutApp app = FanoutApp.start(config("restart"))) {
                assertTrue(app.awaitRunning(DEADLINE));
                beat(gateway);
                want(channel, new Interest(gateway, InterestLevel.FULL, 1));
                inbox.await(delivery -> delivery.equals(new Delivery.InterestOn(channel, 1)));
                event(channel, 1, Optional.empty());
                byte[] json = inbox.awaitPush(1).event().json();
                assertArrayEquals(json(1), json);
                event(channel, 2, Optional.of(gateway));
                event(channel, 3, Optional.of(new GatewayId(2, 1)));
                inbox.awaitPush(3);
                assertTrue(inbox.seen.stream()
                        .noneMatch(delivery -> delivery instanceof Delivery.Push push && push.event().seq() == 2));
                inbox.await(delivery -> delivery.equals(new Delivery.Head(channel, 3, 3)));
                inbox.await(Delivery.Beat.class::isInstance);
            }
            long startNanos = System.nanoTime();
            try (FanoutApp app = FanoutApp.start(config("restart"))) {
                assertTrue(app.awaitRunning(DEADLINE));
                System.out.printf("fan-out restart: running after %d ms%n",
                        (System.nanoTime() - startNanos) / 1_000_000);
                event(channel, 4, Optional.empty());
                inbox.awaitPush(4);
            }
        }
    }

    @Test
    void takesOverWhatACrashLeftBehind() throws Exception {
        GatewayId gateway = new GatewayId(1, 9);
        ChannelKey channel = ChannelKey.of(2, 77);
        try (Inbox inbox = new Inbox(gateway)) {
            beat(gateway);
            want(channel, new Interest(gateway, InterestLevel.FULL, 5));
            event(channel, 1, Optional.empty());
            try (FanoutApp app = FanoutApp.start(config("late"))) {
                inbox.await(delivery -> delivery.equals(new Delivery.InterestOn(channel, 5)));
                event(channel, 2, Optional.empty());
                inbox.awaitPush(2);
                assertEquals(0, app.counts().poison());
                assertEquals(0, app.counts().threadsReplaced());
            }
        }
    }

    @Test
    void printsTheLatencyOfOneHop() throws Exception {
        GatewayId gateway = new GatewayId(0, 11);
        ChannelKey channel = ChannelKey.of(3, 99);
        try (Inbox inbox = new Inbox(gateway);
                FanoutApp app = FanoutApp.start(config("latency"))) {
            assertTrue(app.awaitRunning(DEADLINE));
            beat(gateway);
            want(channel, new Interest(gateway, InterestLevel.FULL, 1));
            inbox.await(delivery -> delivery.equals(new Delivery.InterestOn(channel, 1)));
            long[] micros = new long[HOPS];
            for (int i = 0; i < HOPS; i++) {
                long startNanos = System.nanoTime();
                event(channel, i + 1, Optional.empty());
                inbox.awaitPush(i + 1);
                micros[i] = (System.nanoTime() - startNanos) / 1_000;
            }
            long[] warm = Arrays.copyOfRange(micros, HOPS / 2, HOPS);
            Arrays.sort(warm);
            System.out.printf(
                    "fan-out hop, one event at a time: p50 %.1f ms, p99 %.1f ms%n",
                    warm[warm.length / 2] / 1_000.0, warm[warm.length * 99 / 100] / 1_000.0);
        }
    }

    private FanoutConfig config(String name) {
        return FanoutConfig.from(Settings.of(Map.of(
                "kafka.bootstrap", broker.bootstrap(),
                "kafka.channel-partitions", Integer.toString(PARTITIONS),
                "kafka.gateway-slots", Integer.toString(SLOTS),
                "fanout.application-id", "fanout-" + name,
                "fanout.state-dir", directory.resolve(name).toString())));
    }

    private void beat(GatewayId gateway) {
        GatewayBeat beat = new GatewayBeat(gateway, System.currentTimeMillis(), false);
        send(new ProducerRecord<>(Topics.GATEWAYS, beat.keyBytes(), beat.toBytes()));
    }

    private void want(ChannelKey channel, Interest interest) {
        send(new ProducerRecord<>(Topics.INTEREST, channel.toBytes(), interest.toBytes()));
    }

    private void event(ChannelKey channel, long seq, Optional<GatewayId> origin) {
        EventHeader header = new EventHeader(
                EventKind.MESSAGE_POSTED.number(), ChannelClass.NORMAL, seq, seq, 0, System.currentTimeMillis(),
                origin);
        RecordHeaders headers = new RecordHeaders();
        headers.add(EventHeader.NAME, header.toBytes());
        send(new ProducerRecord<>(Topics.EVENTS, null, null, channel.toBytes(), json(seq), headers));
    }

    /// Without waiting; [#stop] looks whether all were written.
    private void send(ProducerRecord<byte[], byte[]> record) {
        sent.add(producer.send(record));
    }

    private static byte[] json(long seq) {
        return ("{\"seq\":" + seq + "}").getBytes(StandardCharsets.UTF_8);
    }

    /// A gateway's own partition, read from its end as gateways do.
    private final class Inbox implements AutoCloseable {
        private final GatewayId gateway;
        private final KafkaConsumer<byte[], byte[]> consumer;
        private final List<Delivery> seen = new ArrayList<>();

        Inbox(GatewayId gateway) {
            this.gateway = gateway;
            consumer = new KafkaConsumer<>(
                    Map.of("bootstrap.servers", broker.bootstrap()),
                    new ByteArrayDeserializer(),
                    new ByteArrayDeserializer());
            TopicPartition partition = new TopicPartition(Topics.DELIVERIES, gateway.slot());
            consumer.assign(List.of(partition));
            consumer.seekToEnd(List.of(partition));
            consumer.position(partition);
        }

        Delivery await(Predicate<Delivery> wanted) {
            long endNanos = System.nanoTime() + DEADLINE.toNanos();
            int looked = 0;
            while (System.nanoTime() < endNanos) {
                for (; looked < seen.size(); looked++) {
                    if (wanted.test(seen.get(looked))) {
                        return seen.get(looked);
                    }
                }
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    Delivery.Addressed addressed = Delivery.read(
                            record.headers().lastHeader(Delivery.HEADER).value(), record.key(), record.value());
                    assertEquals(gateway.epoch(), addressed.gatewayEpoch());
                    seen.add(addressed.delivery());
                }
            }
            throw new AssertionError("not delivered within " + DEADLINE + "; came: " + seen);
        }

        Delivery.Push awaitPush(long seq) {
            return (Delivery.Push) await(
                    delivery -> delivery instanceof Delivery.Push push && push.event().seq() == seq);
        }

        @Override
        public void close() {
            consumer.close();
        }
    }
}
