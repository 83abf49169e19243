package dev.gapless.scenarios.run;

import dev.gapless.protocol.event.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntUnaryOperator;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// A transaction with an empty record in partitions of the events. Until it ends, a reader of committed records gets nothing beyond it, while
/// writers go on. Its end is an abort, so nobody ever reads the record. The broker aborts it by itself after its timeout: that is the
/// lease, should the run die. One thread at a time.
final class HangingTransaction implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(20);
    private static final byte[] NOTHING = {};

    private final KafkaProducer<byte[], byte[]> producer;
    private final List<Integer> partitions;

    private HangingTransaction(KafkaProducer<byte[], byte[]> producer, List<Integer> partitions) {
        this.producer = producer;
        this.partitions = partitions;
    }

    /// Begins it; when this returns, the partitions stand still.
    ///
    /// @param pick how many of so many partitions
    /// @param lease after which the broker ends it, within its own interval of looking (10 s)
    static HangingTransaction begin(
            String bootstrap, IntUnaryOperator pick, Duration lease, RandomGenerator random) {
        KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap,
                        ProducerConfig.TRANSACTIONAL_ID_CONFIG, "gapless-scenario-" + Long.toHexString(random.nextLong()),
                        ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, Math.toIntExact(lease.toMillis()),
                        ProducerConfig.MAX_BLOCK_MS_CONFIG, ANSWER.toMillis()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        try {
            List<Integer> all = new ArrayList<>(
                    producer.partitionsFor(Topics.EVENTS).stream().map(PartitionInfo::partition).sorted().toList());
            Schedule.shuffle(all, random);
            List<Integer> chosen = all.subList(0, pick.applyAsInt(all.size())).stream().sorted().toList();
            producer.initTransactions();
            producer.beginTransaction();
            for (int partition : chosen) {
                producer.send(new ProducerRecord<>(Topics.EVENTS, partition, NOTHING, NOTHING))
                        .get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
            }
            return new HangingTransaction(producer, chosen);
        } catch (ExecutionException | TimeoutException e) {
            producer.close(Duration.ZERO);
            throw new RunFailedException("broker: " + e, e);
        } catch (InterruptedException e) {
            producer.close(Duration.ZERO);
            Thread.currentThread().interrupt();
            throw new RunFailedException("broker: interrupted", e);
        } catch (RuntimeException e) {
            producer.close(Duration.ZERO);
            throw e;
        }
    }

    /// For people.
    String target() {
        return "partitions " + partitions;
    }

    /// Ends it: the partitions go on.
    @Override
    public void close() {
        try (producer) {
            producer.abortTransaction();
        }
    }
}
