package dev.gapless.protocol.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import dev.gapless.protocol.event.EncodedEvent;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.event.EventKind;
import dev.gapless.protocol.event.MemberRole;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Ordinal;
import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The one JSON form of an event, which is also the WebSocket frame `event` and an element of a history page.
public final class EventCodec {
    private EventCodec() {}

    /// Makes the text of an event, with the facts that routing needs beside it.
    public static EncodedEvent encode(WorkspaceId workspace, Event event) {
        int kind = EventKind.find(event.body().kindText()).map(EventKind::number).orElse(0);
        long subject = switch (event.body()) {
            case EventBody.MemberJoined joined -> joined.user().value();
            case EventBody.MemberLeft left -> left.user().value();
            case EventBody.MessagePosted posted -> 0;
            case EventBody.ChannelChanged changed -> 0;
            case EventBody.Other other -> 0;
        };
        return new EncodedEvent(
                new ChannelKey(workspace, event.channel()),
                event.seq().value(),
                event.ordinal().value(),
                kind,
                subject,
                event.at(),
                json(event));
    }

    /// The JSON text in UTF-8.
    public static byte[] json(Event event) {
        try (ByteArrayBuilder out = new ByteArrayBuilder(256);
                JsonGenerator json = Json.FACTORY.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("type", "event");
            json.writeStringField("channel", event.channel().text());
            json.writeNumberField("seq", event.seq().value());
            json.writeNumberField("ordinal", event.ordinal().value());
            json.writeStringField("kind", event.body().kindText());
            json.writeStringField("actor", event.actor().text());
            json.writeNumberField("at_ms", event.at().toEpochMilli());
            writeBody(json, event.body());
            json.writeEndObject();
            json.flush();
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Reads an event.
    ///
    /// @throws IllegalArgumentException if it is not one
    public static Event decode(byte[] json) {
        try {
            return decode(Json.TREES.readTree(json));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("event: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException("event: " + e.getMessage(), e);
        }
    }

    static Event decode(JsonNode json) {
        Fields in = new Fields(json);
        return new Event(
                ChannelId.parse(in.text("channel")),
                new Seq(in.number("seq")),
                new Ordinal(in.number("ordinal")),
                UserId.parse(in.text("actor")),
                Instant.ofEpochMilli(in.number("at_ms")),
                body(in.text("kind"), in));
    }

    private static void writeBody(JsonGenerator json, EventBody body) throws IOException {
        switch (body) {
            case EventBody.MessagePosted posted -> {
                json.writeStringField("text", posted.text());
                json.writeStringField("key", posted.key().value());
                if (posted.threadRoot().isPresent()) {
                    json.writeNumberField("thread_root", posted.threadRoot().get().value());
                }
                if (posted.changedSeq().isPresent()) {
                    json.writeNumberField("changed_seq", posted.changedSeq().get().value());
                }
                if (posted.deleted()) {
                    json.writeBooleanField("deleted", true);
                }
            }
            case EventBody.MemberJoined joined -> {
                json.writeStringField("user", joined.user().text());
                json.writeStringField("role", joined.role().text());
            }
            case EventBody.MemberLeft left -> json.writeStringField("user", left.user().text());
            case EventBody.ChannelChanged changed -> {
                json.writeObjectFieldStart("changes");
                for (Map.Entry<String, String> change : changed.changes().entrySet()) {
                    json.writeStringField(change.getKey(), change.getValue());
                }
                json.writeEndObject();
            }
            case EventBody.Other other -> {}
        }
    }

    private static EventBody body(String kindText, Fields in) {
        Optional<EventKind> kind = EventKind.find(kindText);
        if (kind.isEmpty()) {
            return new EventBody.Other(kindText);
        }
        return switch (kind.get()) {
            case MESSAGE_POSTED ->
                new EventBody.MessagePosted(
                        in.text("text"),
                        new IdempotencyKey(in.text("key")),
                        in.optionalNumber("thread_root").map(Seq::new),
                        in.optionalNumber("changed_seq").map(Seq::new),
                        in.flag("deleted"));
            case MEMBER_JOINED ->
                new EventBody.MemberJoined(
                        UserId.parse(in.text("user")),
                        MemberRole.find(in.text("role")).orElse(MemberRole.MEMBER));
            case MEMBER_LEFT -> new EventBody.MemberLeft(UserId.parse(in.text("user")));
            case CHANNEL_CHANGED -> new EventBody.ChannelChanged(changes(in.object("changes")));
            case MESSAGE_EDITED, MESSAGE_DELETED, REACTION_ADDED, REACTION_REMOVED, MESSAGE_PINNED ->
                new EventBody.Other(kindText);
        };
    }

    private static Map<String, String> changes(JsonNode object) {
        Map<String, String> changes = new TreeMap<>();
        for (Map.Entry<String, JsonNode> change : object.properties()) {
            changes.put(change.getKey(), change.getValue().asText());
        }
        return changes;
    }
}
