package dev.gapless.bench;

import dev.gapless.devstack.kafka.EmbeddedKafka;
import dev.gapless.devstack.kafka.KafkaOptions;
import dev.gapless.devstack.process.Ports;
import dev.gapless.fanout.TopicSetup;
import dev.gapless.fanout.heat.HeatApp;
import dev.gapless.fanout.heat.HeatConfig;
import dev.gapless.protocol.api.HeatView;
import dev.gapless.protocol.codec.EventCodec;
import dev.gapless.protocol.event.ChannelClass;
import dev.gapless.protocol.event.EncodedEvent;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.event.EventHeader;
import dev.gapless.protocol.event.Topics;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Ordinal;
import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Heat alone, with a broker of its own: events of many channels at a high rate, and now and then one of the channels gets far more than
/// the others. How soon the board has it first, and with its full rate.
@Command(
        name = "heat",
        description = "How soon heat sees a channel that gets hot, among many; a broker and heat only, no stack.",
        mixinStandardHelpOptions = true)
final class BenchHeat implements Callable<Integer> {
    private static final long WORKSPACE = 1;
    private static final int FIRST_CHANNEL = 1_000;
    private static final int TEXT_BYTES = 200;
    private static final int NONE = -1;
    private static final double FULL = 0.9;
    private static final Duration SEEN_DEADLINE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(20);
    private static final long TICK_NANOS = 1_000_000;

    @Option(names = "--rate", defaultValue = "20000", paramLabel = "N",
            description = "Events per second (default ${DEFAULT-VALUE}).")
    private int rate;

    @Option(names = "--channels", defaultValue = "5000", paramLabel = "N",
            description = "Channels that they are in (default ${DEFAULT-VALUE}).")
    private int channels;

    @Option(names = "--percent", defaultValue = "5", paramLabel = "N",
            description = "Share of the events that the hot channel gets (default ${DEFAULT-VALUE}).")
    private int percent;

    @Option(names = "--rounds", defaultValue = "5", paramLabel = "N",
            description = "Channels that get hot, one after another (default ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--partitions", defaultValue = "8", paramLabel = "N",
            description = "Partitions of the events (default ${DEFAULT-VALUE}).")
    private int partitions;

    @Mixin
    private BenchOptions options = new BenchOptions();

    private volatile int hot = NONE;
    private volatile boolean ended;
    private volatile long produced;
    private final LongAdder failed = new LongAdder();

    @Override
    public Integer call() {
        Path directory = temporary();
        Random random = new Random();
        Ports ports = new Ports(random);
        try (EmbeddedKafka broker =
                EmbeddedKafka.start(new KafkaOptions(directory.resolve("kafka"), ports.free(), ports.free()))) {
            TopicSetup.ensure(broker.bootstrap(), partitions, 1);
            try (HeatApp heat = HeatApp.start(config(broker.bootstrap(), directory));
                    KafkaProducer<byte[], byte[]> producer = producer(broker.bootstrap())) {
                Thread feeder = Thread.ofPlatform().name("bench-events").start(() -> feed(producer, random));
                try {
                    options.print(run(heat, random, options.progress()));
                } finally {
                    ended = true;
                    feeder.join();
                }
            }
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            remove(directory);
        }
    }

    private BenchReport run(HeatApp heat, Random random, Consumer<String> progress) {
        progress.accept(rate + " events/s in " + channels + " channels: " + options.warmedUp().toSeconds()
                + " s of warm-up");
        awaited(heat, view -> !view.channels().isEmpty());
        Waits.run(options.warmedUp());
        Histogram first = new Histogram(3);
        Histogram full = new Histogram(3);
        Machine machine = Machine.look();
        long began = System.nanoTime();
        long before = produced;
        long counted = heat.counts().sends();
        for (int round = 0; round < rounds; round++) {
            int chosen = random.nextInt(channels);
            progress.accept("channel " + chosen + " gets " + rate * percent / 100 + "/s");
            hot = chosen;
            long seen = awaited(heat, view -> isFirst(view, chosen));
            first.recordValue(seen);
            full.recordValue(seen + awaited(heat, view -> isFirst(view, chosen)
                    && view.channels().getFirst().sendsPerS() >= FULL * rate * percent / 100));
            hot = NONE;
            awaited(heat, view -> !isFirst(view, chosen));
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        return new BenchReport("heat")
                .put("channels", channels)
                .put("produced_per_second", (produced - before) / seconds)
                .put("counted_per_second", (heat.counts().sends() - counted) / seconds)
                .put("not_taken_by_the_broker", failed.sum())
                .put("hot_per_second", rate * percent / 100)
                .put("rounds", rounds)
                .put("first_on_the_board_p50_ms", first.getValueAtPercentile(50) / 1000.0)
                .put("first_on_the_board_max_ms", first.getMaxValue() / 1000.0)
                .put("full_rate_on_the_board_max_ms", full.getMaxValue() / 1000.0)
                .put("steal_percent", machine.stealPercent());
    }

    private static boolean isFirst(HeatView view, int channel) {
        return !view.channels().isEmpty()
                && view.channels().getFirst().channel().value() == FIRST_CHANNEL + channel;
    }

    /// Microseconds until the board is so.
    private static long awaited(HeatApp heat, Predicate<HeatView> wanted) {
        long began = System.nanoTime();
        while (!wanted.test(heat.board().view())) {
            if (System.nanoTime() - began > SEEN_DEADLINE.toNanos()) {
                throw new IllegalStateException("heat: not seen after " + SEEN_DEADLINE.toSeconds() + " s");
            }
            Waits.run(POLL);
        }
        return (System.nanoTime() - began) / 1000;
    }

    /// Open loop: what is due is sent, whether or not the broker keeps up, as far as the producer's buffer goes.
    private void feed(KafkaProducer<byte[], byte[]> producer, Random random) {
        List<EncodedEvent> events = IntStream.range(0, channels).mapToObj(BenchHeat::event).toList();
        List<byte[]> headers = events.stream()
                .map(event -> EventHeader.of(event, ChannelClass.NORMAL, Optional.empty()).toBytes())
                .toList();
        long began = System.nanoTime();
        long sent = 0;
        while (!ended) {
            long due = (long) ((System.nanoTime() - began) / 1e9 * rate);
            for (; sent < due; sent++) {
                int now = hot;
                int channel = now != NONE && random.nextInt(100) < percent ? now : random.nextInt(channels);
                EncodedEvent event = events.get(channel);
                RecordHeaders with = new RecordHeaders();
                with.add(EventHeader.NAME, headers.get(channel));
                send(producer, new ProducerRecord<>(Topics.EVENTS, null, event.key().toBytes(), event.json(), with));
            }
            produced = sent;
            LockSupport.parkNanos(TICK_NANOS);
        }
    }

    // How it went is heard by the callback.
    @SuppressWarnings("FutureReturnValueIgnored")
    private void send(KafkaProducer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> event) {
        producer.send(event, (_, failure) -> {
            if (failure != null) {
                failed.increment();
            }
        });
    }

    private static EncodedEvent event(int channel) {
        Event event = new Event(
                new ChannelId(FIRST_CHANNEL + (long) channel), new Seq(1), new Ordinal(1), new UserId(1),
                Instant.EPOCH.plusSeconds(1),
                EventBody.MessagePosted.of("x".repeat(TEXT_BYTES), new IdempotencyKey("bench")));
        return EventCodec.encode(new WorkspaceId(WORKSPACE), event);
    }

    private static HeatConfig config(String bootstrap, Path directory) {
        return new HeatConfig(
                true, bootstrap, "bench-heat", "bench", directory.resolve("heat"), Duration.ofSeconds(5), 10_000,
                Duration.ofSeconds(10), Map.of());
    }

    private static KafkaProducer<byte[], byte[]> producer(String bootstrap) {
        return new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap,
                        ProducerConfig.LINGER_MS_CONFIG, 5,
                        ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("gapless-bench");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void remove(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
