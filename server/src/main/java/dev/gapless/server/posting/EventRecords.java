package dev.gapless.server.posting;

import dev.gapless.protocol.event.ChannelClass;
import dev.gapless.protocol.event.EncodedEvent;
import dev.gapless.protocol.event.EventHeader;
import dev.gapless.protocol.event.MentionChange;
import dev.gapless.protocol.event.Topics;
import dev.gapless.protocol.id.GatewayId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/// Committed events as records of `gapless.events`: the bytes made at commit, and their routing facts as a header.
final class EventRecords {
    private EventRecords() {}

    /// @param origin the gateway that has fed its own readers already; empty when the relay publishes
    static ProducerRecord<byte[], byte[]> of(
            EncodedEvent event, ChannelClass channelClass, Optional<GatewayId> origin) {
        List<Header> headers = new ArrayList<>(2);
        headers.add(new RecordHeader(EventHeader.NAME, EventHeader.of(event, channelClass, origin).toBytes()));
        event.mentionChange()
                .ifPresent(change -> headers.add(new RecordHeader(MentionChange.HEADER, change.toBytes())));
        return new ProducerRecord<>(Topics.EVENTS, null, event.key().toBytes(), event.json(), headers);
    }
}
