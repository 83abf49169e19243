package dev.gapless.server.posting;

import dev.gapless.protocol.event.ChannelClass;
import dev.gapless.protocol.event.EncodedEvent;
import dev.gapless.protocol.event.EventHeader;
import dev.gapless.protocol.event.Topics;
import dev.gapless.protocol.id.GatewayId;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;

/// Committed events as records of `gapless.events`: the bytes made at commit, and their routing facts as a header.
final class EventRecords {
    private EventRecords() {}

    /// @param origin the gateway that has fed its own readers already; empty when the relay publishes
    static ProducerRecord<byte[], byte[]> of(
            EncodedEvent event, ChannelClass channelClass, Optional<GatewayId> origin) {
        EventHeader header = new EventHeader(
                event.kind(),
                channelClass,
                event.seq(),
                event.ordinal(),
                event.subject(),
                event.at().toEpochMilli(),
                origin);
        return new ProducerRecord<>(
                Topics.EVENTS,
                null,
                event.key().toBytes(),
                event.json(),
                List.of(new RecordHeader(EventHeader.NAME, header.toBytes())));
    }
}
