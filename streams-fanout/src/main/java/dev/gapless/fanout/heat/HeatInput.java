package dev.gapless.fanout.heat;

import dev.gapless.protocol.event.ChannelClass;
import dev.gapless.protocol.event.EventHeader;
import dev.gapless.protocol.event.Topics;
import dev.gapless.protocol.event.UsageReport;
import dev.gapless.protocol.id.ChannelKey;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/// What a task of heat takes in for a channel.
sealed interface HeatInput {
    /// An event was committed.
    ///
    /// @param kind number of its kind
    /// @param channelClass of its channel
    record Committed(int kind, ChannelClass channelClass) implements HeatInput {}

    /// A gateway wrote events to readers.
    record Delivered(UsageReport report) implements HeatInput {}

    /// The channel of a record key.
    Deserializer<ChannelKey> CHANNEL = (topic, bytes) -> {
        if (bytes == null) {
            throw new SerializationException("record key: absent (expected: a channel)");
        }
        return ChannelKey.fromBytes(bytes);
    };

    /// Either of them. Texts of events are not looked at.
    Deserializer<HeatInput> INPUT = new Deserializer<>() {
        @Override
        public HeatInput deserialize(String topic, byte @Nullable [] value) {
            throw new SerializationException("event header: absent (expected: header " + EventHeader.NAME + ")");
        }

        @Override
        public HeatInput deserialize(String topic, Headers headers, byte @Nullable [] value) {
            if (topic.equals(Topics.USAGE)) {
                if (value == null) {
                    throw new SerializationException("usage: absent (expected: bytes)");
                }
                return new Delivered(UsageReport.fromBytes(value));
            }
            Header header = headers.lastHeader(EventHeader.NAME);
            if (header == null || header.value() == null) {
                throw new SerializationException("event header: absent (expected: header " + EventHeader.NAME + ")");
            }
            EventHeader facts = EventHeader.fromBytes(header.value());
            return new Committed(facts.kind(), facts.channelClass());
        }
    };
}
