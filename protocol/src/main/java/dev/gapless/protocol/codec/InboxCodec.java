package dev.gapless.protocol.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Ordinal;
import dev.gapless.protocol.id.Position;
import dev.gapless.protocol.inbox.InboxAnswer;
import dev.gapless.protocol.inbox.InboxConversation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/// The JSON text of an [InboxAnswer], as it goes from the fan-out role to a gateway.
public final class InboxCodec {
    private InboxCodec() {}

    /// The text in UTF-8.
    public static byte[] write(InboxAnswer answer) {
        try (ByteArrayBuilder out = new ByteArrayBuilder(1_024);
                JsonGenerator json = Json.FACTORY.createGenerator(out)) {
            json.writeStartObject();
            switch (answer) {
                case InboxAnswer.Changes changes -> writeChanges(json, changes);
                case InboxAnswer.NotReady(String reason) -> json.writeStringField("not_ready", reason);
            }
            json.writeEndObject();
            json.flush();
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Reads an answer.
    ///
    /// @throws IllegalArgumentException if it is not one
    public static InboxAnswer read(byte[] json) {
        try {
            Fields in = new Fields(Json.TREES.readTree(json));
            return in.has("not_ready") ? new InboxAnswer.NotReady(in.text("not_ready")) : changes(in);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("inbox answer: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException("inbox answer: " + e.getMessage(), e);
        } catch (GaplessException e) {
            throw new IllegalArgumentException("inbox answer: " + e.getMessage(), e);
        }
    }

    private static void writeChanges(JsonGenerator json, InboxAnswer.Changes changes) throws IOException {
        json.writeNumberField("revision", changes.revision());
        json.writeNumberField("total", changes.total());
        json.writeNumberField("cursors_to", changes.cursorsTo());
        json.writeNumberField("lag_ms", changes.lagMs());
        json.writeArrayFieldStart("check");
        for (ChannelId channel : changes.check()) {
            json.writeString(channel.text());
        }
        json.writeEndArray();
        json.writeArrayFieldStart("changed");
        for (InboxConversation each : changes.changed()) {
            json.writeStartObject();
            json.writeStringField("channel", each.channel().text());
            json.writeNumberField("revision", each.revision());
            json.writeBooleanField("member", each.member());
            json.writeNumberField("head", each.head().value());
            json.writeNumberField("ordinal", each.ordinal().value());
            json.writeNumberField("cursor", each.cursor().value());
            json.writeNumberField("cursor_ordinal", each.cursorOrdinal().value());
            json.writeNumberField("generation", each.generation());
            json.writeNumberField("unread", each.unread());
            json.writeNumberField("mentions", each.mentions());
            json.writeBooleanField("exact", each.exact());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static InboxAnswer.Changes changes(Fields in) {
        List<ChannelId> check = new ArrayList<>();
        for (JsonNode channel : in.array("check")) {
            check.add(ChannelId.parse(channel.asText()));
        }
        List<InboxConversation> changed = new ArrayList<>();
        for (JsonNode each : in.array("changed")) {
            changed.add(conversation(new Fields(each)));
        }
        return new InboxAnswer.Changes(
                in.number("revision"),
                changed,
                Math.toIntExact(in.number("total")),
                check,
                in.number("cursors_to"),
                in.number("lag_ms"));
    }

    private static InboxConversation conversation(Fields in) {
        return new InboxConversation(
                ChannelId.parse(in.text("channel")),
                in.number("revision"),
                in.flag("member"),
                new Position(in.number("head")),
                new Ordinal(in.number("ordinal")),
                new Position(in.number("cursor")),
                new Ordinal(in.number("cursor_ordinal")),
                in.number("generation"),
                in.number("unread"),
                in.number("mentions"),
                in.flag("exact"));
    }
}
