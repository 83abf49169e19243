package dev.gapless.protocol.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Ordinal;
import dev.gapless.protocol.id.Position;
import dev.gapless.protocol.inbox.InboxAnswer;
import dev.gapless.protocol.inbox.InboxConversation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
                case InboxAnswer.NotReady(String reason, List<ChannelId> unsure) -> {
                    json.writeStringField("not_ready", reason);
                    writeChannels(json, "unsure", unsure);
                }
            }
            json.writeEndObject();
            json.flush();
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Reads an answer. Fields that it does not know are skipped.
    ///
    /// @throws IllegalArgumentException if it is not one
    public static InboxAnswer read(byte[] json) {
        try (JsonParser in = Json.FACTORY.createParser(json)) {
            // Of an answer of thousands of conversations, written by the method above, most of the time would go into looking for
            // fields that come twice.
            in.disable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
            return answer(in);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("inbox answer: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException("inbox answer: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("inbox answer: " + e.getMessage(), e);
        }
    }

    private static void writeChanges(JsonGenerator json, InboxAnswer.Changes changes) throws IOException {
        json.writeNumberField("revision", changes.revision());
        json.writeNumberField("total", changes.total());
        json.writeNumberField("cursors_to", changes.cursorsTo());
        json.writeNumberField("lag_ms", changes.lagMs());
        writeChannels(json, "check", changes.check());
        writeChannels(json, "unsure", changes.unsure());
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

    private static void writeChannels(JsonGenerator json, String field, List<ChannelId> channels)
            throws IOException {
        json.writeArrayFieldStart(field);
        for (ChannelId channel : channels) {
            json.writeString(channel.text());
        }
        json.writeEndArray();
    }

    private static InboxAnswer answer(JsonParser in) throws IOException {
        expect(in.nextToken(), JsonToken.START_OBJECT, "an object");
        Numbers numbers = new Numbers("revision", "total", "cursors_to", "lag_ms");
        String notReady = "";
        List<ChannelId> check = List.of();
        List<ChannelId> unsure = List.of();
        List<InboxConversation> changed = List.of();
        for (String field = in.nextFieldName(); field != null; field = in.nextFieldName()) {
            JsonToken value = in.nextToken();
            switch (field) {
                case "not_ready" -> {
                    expect(value, JsonToken.VALUE_STRING, "not_ready");
                    notReady = in.getText();
                }
                case "check" -> check = list(in, () -> ChannelId.parse(in.getText()));
                case "unsure" -> unsure = list(in, () -> ChannelId.parse(in.getText()));
                case "changed" -> changed = list(in, () -> conversation(in));
                default -> numbers.take(field, in);
            }
        }
        if (!notReady.isEmpty()) {
            return new InboxAnswer.NotReady(notReady, unsure);
        }
        return new InboxAnswer.Changes(
                numbers.of("revision"),
                changed,
                Math.toIntExact(numbers.of("total")),
                check,
                unsure,
                numbers.of("cursors_to"),
                numbers.of("lag_ms"));
    }

    private static InboxConversation conversation(JsonParser in) throws IOException {
        expect(in.currentToken(), JsonToken.START_OBJECT, "a conversation");
        Numbers numbers = new Numbers(
                "revision", "head", "ordinal", "cursor", "cursor_ordinal", "generation", "unread", "mentions");
        String channel = "";
        Boolean member = null;
        Boolean exact = null;
        for (String field = in.nextFieldName(); field != null; field = in.nextFieldName()) {
            in.nextToken();
            switch (field) {
                case "channel" -> channel = in.getText();
                case "member" -> member = in.getBooleanValue();
                case "exact" -> exact = in.getBooleanValue();
                default -> numbers.take(field, in);
            }
        }
        if (member == null || exact == null) {
            throw new IllegalArgumentException("conversation: member or exact missing (expected: both)");
        }
        return new InboxConversation(
                ChannelId.parse(channel),
                numbers.of("revision"),
                member,
                new Position(numbers.of("head")),
                new Ordinal(numbers.of("ordinal")),
                new Position(numbers.of("cursor")),
                new Ordinal(numbers.of("cursor_ordinal")),
                numbers.of("generation"),
                numbers.of("unread"),
                numbers.of("mentions"),
                exact);
    }

    private interface Reading<T> {
        T next() throws IOException;
    }

    private static <T> List<T> list(JsonParser in, Reading<T> reading) throws IOException {
        expect(in.currentToken(), JsonToken.START_ARRAY, "an array");
        List<T> list = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            list.add(reading.next());
        }
        return list;
    }

    private static void expect(@Nullable JsonToken token, JsonToken wanted, String what) {
        if (token != wanted) {
            throw new IllegalArgumentException(token + " (expected: " + what + ")");
        }
    }

    /// The number fields of an object, by their places in a list of names.
    private static final class Numbers {
        private final String[] names;
        private final long[] values;
        private int seen;

        Numbers(String... names) {
            this.names = names;
            this.values = new long[names.length];
        }

        /// Takes the value of a field, or skips it.
        void take(String field, JsonParser in) throws IOException {
            int place = place(field);
            if (place < 0) {
                in.skipChildren();
            } else {
                values[place] = in.getLongValue();
                seen |= 1 << place;
            }
        }

        long of(String name) {
            int place = place(name);
            if ((seen & 1 << place) == 0) {
                throw new IllegalArgumentException(name + ": missing (expected: a number)");
            }
            return values[place];
        }

        private int place(String name) {
            for (int i = 0; i < names.length; i++) {
                if (names[i].equals(name)) {
                    return i;
                }
            }
            return -1;
        }
    }
}
