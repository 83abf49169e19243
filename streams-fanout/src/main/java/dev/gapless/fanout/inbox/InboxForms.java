package dev.gapless.fanout.inbox;

import dev.gapless.protocol.codec.EventCodec;
import dev.gapless.protocol.codec.FrameCodec;
import dev.gapless.protocol.event.ChannelClass;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.event.EventHeader;
import dev.gapless.protocol.event.EventKind;
import dev.gapless.protocol.event.MentionChange;
import dev.gapless.protocol.event.UserStream;
import dev.gapless.protocol.event.Topics;
import dev.gapless.protocol.frame.ServerFrame;
import dev.gapless.protocol.inbox.InboxSeed;
import dev.gapless.protocol.id.ChannelKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/// Reads records of `gapless.events` and `gapless.inbox-seeds` into [InboxInput]. JSON is looked into for two rare kinds only: a changed channel and a
/// moved cursor. What is malformed fails here, before any rule sees it. Stateless; any thread.
final class InboxForms {
    static final Serde<ChannelKey> CHANNEL = Serdes.serdeFrom(
            (topic, key) -> key.toBytes(), (topic, bytes) -> ChannelKey.fromBytes(present("record key", bytes)));

    static final Serde<InboxInput> INPUT = Serdes.serdeFrom(unwritten(), new Deserializer<>() {
        @Override
        public InboxInput deserialize(String topic, byte @Nullable [] value) {
            throw new SerializationException("event header: absent (expected: header " + EventHeader.NAME + ")");
        }

        @Override
        public InboxInput deserialize(String topic, Headers headers, byte @Nullable [] value) {
            return topic.equals(Topics.INBOX_SEEDS) ? seed(value) : input(headers, value);
        }
    });

    private InboxForms() {}

    private static Serializer<InboxInput> unwritten() {
        return (topic, value) -> {
            throw new SerializationException("inbox input: written (expected: read only)");
        };
    }

    private static InboxInput seed(byte @Nullable [] value) {
        try {
            return new InboxInput.Seed(InboxSeed.fromBytes(present("inbox seed", value)));
        } catch (IllegalArgumentException e) {
            throw new SerializationException(String.valueOf(e.getMessage()), e);
        }
    }

    private static InboxInput input(Headers headers, byte @Nullable [] value) {
        EventHeader facts = EventHeader.fromBytes(present("event header", bytes(headers, EventHeader.NAME)));
        if (facts.seq() < 1) {
            throw new SerializationException("seq: " + facts.seq() + " (expected: >= 1)");
        }
        byte[] json = present("event", value);
        if (UserStream.holds(facts.kind())) {
            return ofUser(facts, json);
        }
        Optional<MentionChange> mentions =
                Optional.ofNullable(bytes(headers, MentionChange.HEADER)).map(MentionChange::fromBytes);
        return new InboxInput.Logged(facts, mentions, newClass(facts, json));
    }

    private static InboxInput ofUser(EventHeader facts, byte[] json) {
        if (facts.kind() == UserStream.CURSOR_MOVED
                && FrameCodec.readServer(
                        new String(json, StandardCharsets.UTF_8)) instanceof ServerFrame.CursorMoved moved) {
            return new InboxInput.Cursor(moved);
        }
        return new InboxInput.Noted(facts.seq());
    }

    private static Optional<ChannelClass> newClass(EventHeader facts, byte[] json) {
        if (facts.kind() != EventKind.CHANNEL_CHANGED.number()) {
            return Optional.empty();
        }
        Event event = EventCodec.decode(json);
        return event.body() instanceof EventBody.ChannelChanged(var changes)
                ? Optional.ofNullable(changes.get("class")).flatMap(ChannelClass::find)
                : Optional.empty();
    }

    /// A logged event as the reorder buffer keeps it.
    static byte[] waiting(InboxInput.Logged logged, long arrivedMs) {
        byte[] header = logged.header().toBytes();
        byte[] mentions = logged.mentions().map(MentionChange::toBytes).orElseGet(() -> new byte[0]);
        return ByteBuffer.allocate(Long.BYTES + 1 + Short.BYTES + header.length + mentions.length)
                .putLong(arrivedMs)
                .put((byte) logged.newClass().map(ChannelClass::number).orElse(0).intValue())
                .putShort((short) header.length)
                .put(header)
                .put(mentions)
                .array();
    }

    static long arrivedMs(byte[] waiting) {
        return ByteBuffer.wrap(waiting).getLong();
    }

    static InboxInput.Logged logged(byte[] waiting) {
        ByteBuffer in = ByteBuffer.wrap(waiting).position(Long.BYTES);
        int newClass = in.get();
        byte[] header = new byte[in.getShort()];
        in.get(header);
        byte[] mentions = new byte[in.remaining()];
        in.get(mentions);
        return new InboxInput.Logged(
                EventHeader.fromBytes(header),
                mentions.length == 0 ? Optional.empty() : Optional.of(MentionChange.fromBytes(mentions)),
                ChannelClass.find(newClass));
    }

    private static byte @Nullable [] bytes(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null ? null : header.value();
    }

    private static byte[] present(String noun, byte @Nullable [] bytes) {
        if (bytes == null) {
            throw new SerializationException(noun + ": absent (expected: bytes)");
        }
        return bytes;
    }
}
