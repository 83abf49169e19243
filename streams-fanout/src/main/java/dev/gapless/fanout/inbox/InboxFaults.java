package dev.gapless.fanout.inbox;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Records that cannot be read are counted and passed over, and the first of a kind is logged: an event is then missing, which its
/// channel says. Any other failure ends the thread, whose transaction is undone; nothing may be left out of what is derived.
///
/// Kafka Streams makes instances by class name and hands them the settings, among them the counts under [#COUNTS]. Any thread.
public final class InboxFaults implements DeserializationExceptionHandler {
    /// Name of the setting that holds the counts.
    static final String COUNTS = "gapless.inbox.counts";

    private static final Logger log = LoggerFactory.getLogger(InboxFaults.class);
    private static final int MAX_KINDS = 64;

    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private InboxCounts counts = new InboxCounts();

    /// For Kafka Streams.
    public InboxFaults() {}

    @Override
    public void configure(Map<String, ?> configs) {
        if (configs.get(COUNTS) instanceof InboxCounts given) {
            counts = given;
        }
    }

    @Override
    public Response handleError(ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception failure) {
        counts.poison.increment();
        String kind = record.topic() + " " + failure.getClass().getName();
        if (seen.size() < MAX_KINDS && seen.add(kind)) {
            log.warn(
                    "Inbox cannot read {}-{}@{}; more of this kind are only counted",
                    record.topic(), record.partition(), record.offset(), failure);
        }
        return Response.resume();
    }
}
