package dev.gapless.fanout.heat;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A record that cannot be read is counted and passed over. Made by Kafka Streams, which hands it the [HeatCounts].
public final class HeatFaults implements DeserializationExceptionHandler {
    static final String COUNTS = "gapless.heat.counts";

    private static final Logger log = LoggerFactory.getLogger(HeatFaults.class);

    private HeatCounts counts = new HeatCounts();

    /// For Kafka Streams.
    public HeatFaults() {}

    @Override
    public void configure(Map<String, ?> configs) {
        if (configs.get(COUNTS) instanceof HeatCounts given) {
            counts = given;
        }
    }

    @Override
    public Response handleError(
            ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception failure) {
        counts.poison.increment();
        log.debug("Record not counted topic={} offset={} cause={}", record.topic(), record.offset(),
                failure.toString());
        return Response.resume();
    }
}
