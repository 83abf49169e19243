package dev.gapless.fanout;

import dev.gapless.protocol.event.EventHeader;
import dev.gapless.protocol.event.GatewayBeat;
import dev.gapless.protocol.event.Interest;
import dev.gapless.protocol.id.ChannelKey;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/// Reads incoming records into [FanoutInput]. What is malformed fails here, before any rule sees it, and ends in the one
/// handler of poison records, [PoisonRecords]. Stateless; any thread.
final class RecordForms {
    /// The channel of a record key.
    static final Deserializer<ChannelKey> CHANNEL =
            (topic, bytes) -> ChannelKey.fromBytes(present("record key", bytes));

    /// An event: facts from the header, bytes untouched.
    static final Deserializer<FanoutInput> EVENT = new Deserializer<>() {
        @Override
        public FanoutInput deserialize(String topic, byte @Nullable [] value) {
            throw new SerializationException("event header: absent (expected: header " + EventHeader.NAME + ")");
        }

        @Override
        public FanoutInput deserialize(String topic, Headers headers, byte @Nullable [] value) {
            return event(headers, value);
        }
    };

    /// An interest.
    static final Deserializer<FanoutInput> INTEREST =
            (topic, bytes) -> new FanoutInput.Wanted(Interest.fromBytes(present("interest", bytes)));

    /// A beat of a gateway.
    static final Deserializer<GatewayBeat> BEAT = (topic, bytes) -> GatewayBeat.fromBytes(present("beat", bytes));

    private RecordForms() {}

    private static FanoutInput event(Headers headers, byte @Nullable [] value) {
        Header header = headers.lastHeader(EventHeader.NAME);
        if (header == null || header.value() == null || value == null) {
            throw new SerializationException(
                    "event record: no header or no value (expected: header " + EventHeader.NAME + " and JSON)");
        }
        EventHeader facts = EventHeader.fromBytes(header.value());
        if (facts.seq() < 1) {
            throw new SerializationException("seq: " + facts.seq() + " (expected: >= 1)");
        }
        return new FanoutInput.Committed(facts, value);
    }

    private static byte[] present(String noun, byte @Nullable [] bytes) {
        if (bytes == null) {
            throw new SerializationException(noun + ": absent (expected: bytes)");
        }
        return bytes;
    }
}
