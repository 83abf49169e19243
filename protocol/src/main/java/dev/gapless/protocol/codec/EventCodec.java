package dev.gapless.protocol.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import dev.gapless.protocol.event.EncodedEvent;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.event.EventHeader;
import dev.gapless.protocol.event.EventKind;
import dev.gapless.protocol.event.MemberRole;
import dev.gapless.protocol.event.Mention;
import dev.gapless.protocol.event.MentionChange;
import dev.gapless.protocol.event.MentionTarget;
import dev.gapless.protocol.event.UserStream;
import dev.gapless.protocol.frame.ServerFrame;
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
import java.util.ArrayList;
import java.util.List;
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
            default -> 0;
        };
        return new EncodedEvent(
                new ChannelKey(workspace, event.channel()),
                event.seq().value(),
                event.ordinal().value(),
                kind,
                subject,
                event.at(),
                json(event),
                event.actor().value(),
                event.body().about().map(Seq::value).orElse(0L),
                flags(event.body()),
                event.body() instanceof EventBody.MessagePosted posted
                        ? MentionChange.between(List.of(), posted.mentions())
                        : Optional.empty());
    }

    /// Makes the record of a cursor that moved, for the user's own stream.
    ///
    /// @param moved without a ref
    public static EncodedEvent cursorMoved(
            WorkspaceId workspace, UserId user, ServerFrame.CursorMoved moved, Instant at) {
        return new EncodedEvent(
                UserStream.key(workspace, user),
                moved.revision(),
                0,
                UserStream.CURSOR_MOVED,
                user.value(),
                at,
                FrameCodec.write(moved),
                user.value(),
                moved.threadRoot().map(Seq::value).orElse(0L),
                0,
                Optional.empty());
    }

    private static int flags(EventBody body) {
        int flags = body.countable() ? EventHeader.COUNTABLE : 0;
        boolean reply = body instanceof EventBody.MessagePosted posted && posted.threadRoot().isPresent();
        return reply ? flags | EventHeader.THREAD_REPLY : flags;
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
                if (posted.alsoToChannel()) {
                    json.writeBooleanField("also_to_channel", true);
                }
                if (posted.changedSeq().isPresent()) {
                    json.writeNumberField("changed_seq", posted.changedSeq().get().value());
                }
                if (posted.deleted()) {
                    json.writeBooleanField("deleted", true);
                }
                writeMentions(json, posted.mentions());
            }
            case EventBody.MessageEdited edited -> {
                json.writeNumberField("target", edited.target().value());
                json.writeStringField("text", edited.text());
                if (edited.changedSeq().isPresent()) {
                    json.writeNumberField("changed_seq", edited.changedSeq().get().value());
                }
                if (edited.deleted()) {
                    json.writeBooleanField("deleted", true);
                }
                writeMentions(json, edited.mentions());
            }
            case EventBody.MessageDeleted(Seq target) -> json.writeNumberField("target", target.value());
            case EventBody.ReactionAdded(Seq target, String emoji) -> {
                json.writeNumberField("target", target.value());
                json.writeStringField("emoji", emoji);
            }
            case EventBody.ReactionRemoved(Seq target, String emoji) -> {
                json.writeNumberField("target", target.value());
                json.writeStringField("emoji", emoji);
            }
            case EventBody.MessagePinned(Seq target) -> json.writeNumberField("target", target.value());
            case EventBody.MessageUnpinned(Seq target) -> json.writeNumberField("target", target.value());
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

    private static void writeMentions(JsonGenerator json, List<Mention> mentions) throws IOException {
        if (mentions.isEmpty()) {
            return;
        }
        json.writeArrayFieldStart("mentions");
        for (Mention mention : mentions) {
            json.writeStartObject();
            json.writeNumberField("from", mention.from());
            json.writeNumberField("to", mention.to());
            switch (mention.target()) {
                case MentionTarget.User(UserId user) -> json.writeStringField("user", user.text());
                case MentionTarget.Everyone(MentionTarget.Audience audience) ->
                    json.writeStringField("all", audience.text());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static List<Mention> mentions(Fields in) {
        if (!in.has("mentions")) {
            return List.of();
        }
        List<Mention> mentions = new ArrayList<>();
        for (JsonNode node : in.array("mentions")) {
            Fields mention = new Fields(node);
            mentions.add(new Mention(
                    Math.toIntExact(mention.number("from")), Math.toIntExact(mention.number("to")), target(mention)));
        }
        return mentions;
    }

    private static MentionTarget target(Fields mention) {
        if (mention.has("user")) {
            return new MentionTarget.User(UserId.parse(mention.text("user")));
        }
        // A word for all that a later version invented still means all.
        return new MentionTarget.Everyone(
                MentionTarget.Audience.find(mention.text("all")).orElse(MentionTarget.Audience.CHANNEL));
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
                        in.flag("also_to_channel"),
                        in.optionalNumber("changed_seq").map(Seq::new),
                        in.flag("deleted"),
                        mentions(in));
            case MESSAGE_EDITED ->
                new EventBody.MessageEdited(
                        new Seq(in.number("target")),
                        in.text("text"),
                        mentions(in),
                        in.optionalNumber("changed_seq").map(Seq::new),
                        in.flag("deleted"));
            case MESSAGE_DELETED -> new EventBody.MessageDeleted(new Seq(in.number("target")));
            case REACTION_ADDED -> new EventBody.ReactionAdded(new Seq(in.number("target")), in.text("emoji"));
            case REACTION_REMOVED -> new EventBody.ReactionRemoved(new Seq(in.number("target")), in.text("emoji"));
            case MESSAGE_PINNED -> new EventBody.MessagePinned(new Seq(in.number("target")));
            case MESSAGE_UNPINNED -> new EventBody.MessageUnpinned(new Seq(in.number("target")));
            case MEMBER_JOINED ->
                new EventBody.MemberJoined(
                        UserId.parse(in.text("user")),
                        MemberRole.find(in.text("role")).orElse(MemberRole.MEMBER));
            case MEMBER_LEFT -> new EventBody.MemberLeft(UserId.parse(in.text("user")));
            case CHANNEL_CHANGED -> new EventBody.ChannelChanged(changes(in.object("changes")));
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
