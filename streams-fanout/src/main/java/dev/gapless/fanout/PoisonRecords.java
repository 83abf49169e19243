package dev.gapless.fanout;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one place for records that cannot be read, handled or written: each is counted and passed over, and the first of its
/// kind is logged with its place. The stream never stops for one, since the log has it anyway; only a store's changelog must
/// not miss a write, so there the thread fails and starts again from the last commit.
///
/// Kafka Streams makes instances by class name and hands them the settings, among them the [FanoutCounts] under [#COUNTS].
/// Any thread.
public final class PoisonRecords
        implements DeserializationExceptionHandler, ProcessingExceptionHandler, ProductionExceptionHandler {
    /// Name of the setting that holds the counts.
    static final String COUNTS = "gapless.fanout.counts";

    private static final Logger log = LoggerFactory.getLogger(PoisonRecords.class);
    private static final int MAX_KINDS = 64;

    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private FanoutCounts counts = new FanoutCounts();

    /// For Kafka Streams.
    public PoisonRecords() {}

    @Override
    public void configure(Map<String, ?> configs) {
        if (configs.get(COUNTS) instanceof FanoutCounts given) {
            counts = given;
        }
    }

    @Override
    public DeserializationExceptionHandler.Response handleError(
            ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception failure) {
        passOver("read", record.topic() + "-" + record.partition() + "@" + record.offset(), record.topic(), failure);
        return DeserializationExceptionHandler.Response.resume();
    }

    @Override
    public ProcessingExceptionHandler.Response handleError(
            ErrorHandlerContext context, Record<?, ?> record, Exception failure) {
        passOver(
                "handle",
                context.topic() + "-" + context.partition() + "@" + context.offset(),
                String.valueOf(context.topic()),
                failure);
        return ProcessingExceptionHandler.Response.resume();
    }

    @Override
    public ProductionExceptionHandler.Response handleError(
            ErrorHandlerContext context, ProducerRecord<byte[], byte[]> record, Exception failure) {
        return notWritten(record, failure);
    }

    @Override
    @SuppressWarnings("rawtypes")
    public ProductionExceptionHandler.Response handleSerializationError(
            ErrorHandlerContext context,
            ProducerRecord record,
            Exception failure,
            ProductionExceptionHandler.SerializationExceptionOrigin origin) {
        return notWritten(record, failure);
    }

    private ProductionExceptionHandler.Response notWritten(ProducerRecord<?, ?> record, Exception failure) {
        if (record.topic().endsWith("-changelog")) {
            return ProductionExceptionHandler.Response.fail();
        }
        passOver("write", record.topic() + "-" + record.partition(), record.topic(), failure);
        return ProductionExceptionHandler.Response.resume();
    }

    private void passOver(String verb, String place, String topic, Exception failure) {
        counts.poison.increment();
        String kind = verb + " " + topic + " " + failure.getClass().getName();
        if (seen.size() < MAX_KINDS && seen.add(kind)) {
            log.warn("Passed over a record: cannot {} {}; more of this kind are only counted", verb, place, failure);
        }
    }
}
