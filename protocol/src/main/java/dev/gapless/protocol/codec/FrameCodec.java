package dev.gapless.protocol.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.event.InterestLevel;
import dev.gapless.protocol.frame.ClientFrame;
import dev.gapless.protocol.frame.ServerFrame;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Epoch;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Ordinal;
import dev.gapless.protocol.id.Position;
import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// JSON forms of the WebSocket frames.
///
/// Reading client frames is strict: an unknown field, a wrong type or a number out of range is refused by name. Reading
/// server frames is lenient about fields and types that a newer server may add.
public final class FrameCodec {
    private static final Set<String> HELLO_FIELDS = Set.of("type", "token", "device", "resume");
    private static final Set<String> SUB_FIELDS = Set.of("type", "ref", "channel", "level", "after");
    private static final Set<String> UNSUB_FIELDS = Set.of("type", "ref", "channel");
    private static final Set<String> SEND_FIELDS =
            Set.of("type", "ref", "channel", "key", "text", "thread_root", "also_to_channel", "follows");
    private static final Set<String> READ_FIELDS = Set.of("type", "ref", "channel", "thread_root", "seq", "generation");
    private static final Set<String> PING_FIELDS = Set.of("type", "nonce");
    private static final int DEVICE_MAX = 64;

    private FrameCodec() {}

    /// A refused frame, with its `ref` if that much could be read.
    ///
    /// @param frame the frame, unless refused
    /// @param ref of the refused frame
    /// @param refusal why, unless accepted
    public record Reading(Optional<ClientFrame> frame, Optional<Long> ref, Optional<GaplessException> refusal) {}

    /// Reads a client frame; a mistake is a value, with the `ref` that the answer must carry.
    public static Reading readClient(String text) {
        JsonNode tree;
        try {
            tree = parse(text);
        } catch (GaplessException e) {
            return new Reading(Optional.empty(), Optional.empty(), Optional.of(e));
        }
        try {
            return new Reading(Optional.of(client(tree)), Optional.empty(), Optional.empty());
        } catch (GaplessException e) {
            JsonNode ref = tree.get("ref");
            boolean readable = ref != null && ref.isIntegralNumber() && ref.canConvertToLong();
            return new Reading(
                    Optional.empty(), readable ? Optional.of(ref.longValue()) : Optional.empty(), Optional.of(e));
        }
    }

    /// Writes a client frame.
    public static String write(ClientFrame frame) {
        return new String(json(out -> writeClient(out, frame)), StandardCharsets.UTF_8);
    }

    /// Writes a server frame in UTF-8.
    public static byte[] write(ServerFrame frame) {
        return switch (frame) {
            case ServerFrame.Pushed(Event event) -> EventCodec.json(event);
            default -> json(out -> writeServer(out, frame));
        };
    }

    /// Reads a server frame.
    ///
    /// @throws IllegalArgumentException if it is not one
    public static ServerFrame readServer(String text) {
        try {
            return server(Json.TREES.readTree(text));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("frame: " + e.getOriginalMessage(), e);
        } catch (GaplessException e) {
            throw new IllegalArgumentException("frame: " + e.text(), e);
        }
    }

    private static JsonNode parse(String text) {
        try {
            JsonNode tree = Json.TREES.readTree(text);
            if (tree == null || !tree.isObject()) {
                throw new GaplessException(
                        ErrorCode.INVALID_JSON,
                        "frame: " + (tree == null ? "nothing" : Fields.describe(tree))
                                + " (expected: one JSON object)");
            }
            return tree;
        } catch (JsonProcessingException e) {
            throw new GaplessException(
                    ErrorCode.INVALID_JSON,
                    "frame: not JSON at character " + e.getLocation().getCharOffset() + " (expected: one JSON object)");
        }
    }

    private static ClientFrame client(JsonNode tree) {
        Fields in = new Fields(tree);
        String type = in.text("type");
        return switch (type) {
            case "hello" -> hello(in.only(HELLO_FIELDS));
            case "sub" -> sub(in.only(SUB_FIELDS));
            case "unsub" -> new ClientFrame.Unsub(in.only(UNSUB_FIELDS).number("ref"), channel(in));
            case "send" ->
                new ClientFrame.Send(
                        in.only(SEND_FIELDS).number("ref"),
                        channel(in),
                        key(in),
                        Texts.checkMessage(in.text("text")),
                        threadRoot(in),
                        in.flag("also_to_channel"),
                        in.optionalNumber("follows"));
            case "read" ->
                new ClientFrame.Read(
                        in.only(READ_FIELDS).number("ref"),
                        channel(in),
                        threadRoot(in),
                        Fields.convert("seq", in.number("seq"), Seq::new),
                        generation(in));
            case "ping" -> new ClientFrame.Ping(in.only(PING_FIELDS).optionalNumber("nonce").orElse(0L));
            default ->
                throw new GaplessException(
                        ErrorCode.UNKNOWN_FRAME,
                        "type: " + (type.length() > 40 ? type.substring(0, 40) + "…" : type)
                                + " (expected: hello, sub, unsub, send, read or ping)");
        };
    }

    private static Optional<Seq> threadRoot(Fields in) {
        return in.optionalNumber("thread_root").map(n -> Fields.convert("thread_root", n, Seq::new));
    }

    private static long generation(Fields in) {
        long generation = in.optionalNumber("generation").orElse(0L);
        if (generation < 0) {
            throw GaplessException.invalidField("generation", Long.toString(generation), "0 or more");
        }
        return generation;
    }

    private static ClientFrame.Hello hello(Fields in) {
        Optional<String> device = in.optionalText("device");
        if (device.isPresent() && (device.get().isEmpty() || device.get().length() > DEVICE_MAX)) {
            throw GaplessException.invalidField("device", device.get(), "1 to " + DEVICE_MAX + " characters");
        }
        Map<ChannelId, Position> resume = in.has("resume") ? positions("resume", in.object("resume")) : Map.of();
        return new ClientFrame.Hello(in.optionalText("token"), device, resume);
    }

    /// Reads `{"C…": 12, …}`.
    static Map<ChannelId, Position> positions(String field, JsonNode object) {
        if (object.size() > Limits.RESUME_CHANNELS) {
            throw GaplessException.invalidField(
                    field, object.size() + " channels", "at most " + Limits.RESUME_CHANNELS);
        }
        Map<ChannelId, Position> positions = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            JsonNode value = entry.getValue();
            if (!value.isIntegralNumber() || !value.canConvertToLong()) {
                throw GaplessException.invalidField(field, Fields.describe(value), "a seq or 0");
            }
            positions.put(
                    Fields.convert(field, entry.getKey(), ChannelId::parse),
                    Fields.convert(field, value.longValue(), Position::new));
        }
        return positions;
    }

    private static ClientFrame.Sub sub(Fields in) {
        String level = in.optionalText("level").orElse(InterestLevel.FULL.text());
        InterestLevel parsed = InterestLevel.find(level)
                .filter(found -> found != InterestLevel.NONE)
                .orElseThrow(() -> GaplessException.invalidField("level", level, "head or full"));
        return new ClientFrame.Sub(
                in.number("ref"),
                channel(in),
                parsed,
                in.optionalNumber("after").map(n -> Fields.convert("after", n, Position::new)));
    }

    private static ChannelId channel(Fields in) {
        return Fields.convert("channel", in.text("channel"), ChannelId::parse);
    }

    private static IdempotencyKey key(Fields in) {
        String key = in.optionalText("key")
                .orElseThrow(() -> new GaplessException(
                        ErrorCode.MISSING_KEY, "key: missing (expected: the sender's own name for this send)"));
        return Fields.convert("key", key, IdempotencyKey::new);
    }

    private static void writeClient(JsonGenerator out, ClientFrame frame) throws IOException {
        switch (frame) {
            case ClientFrame.Hello(Optional<String> token, Optional<String> device, Map<ChannelId, Position> resume) -> {
                out.writeStringField("type", "hello");
                writeOptional(out, "token", token);
                writeOptional(out, "device", device);
                if (!resume.isEmpty()) {
                    out.writeObjectFieldStart("resume");
                    for (Map.Entry<ChannelId, Position> entry : resume.entrySet()) {
                        out.writeNumberField(
                                entry.getKey().text(), entry.getValue().value());
                    }
                    out.writeEndObject();
                }
            }
            case ClientFrame.Sub(long ref, ChannelId channel, InterestLevel level, Optional<Position> after) -> {
                start(out, "sub", ref, channel);
                out.writeStringField("level", level.text());
                if (after.isPresent()) {
                    out.writeNumberField("after", after.get().value());
                }
            }
            case ClientFrame.Unsub(long ref, ChannelId channel) -> start(out, "unsub", ref, channel);
            case ClientFrame.Send send -> {
                start(out, "send", send.ref(), send.channel());
                out.writeStringField("key", send.key().value());
                out.writeStringField("text", send.text());
                if (send.threadRoot().isPresent()) {
                    out.writeNumberField("thread_root", send.threadRoot().get().value());
                }
                if (send.alsoToChannel()) {
                    out.writeBooleanField("also_to_channel", true);
                }
                if (send.follows().isPresent()) {
                    out.writeNumberField("follows", send.follows().get());
                }
            }
            case ClientFrame.Read read -> {
                start(out, "read", read.ref(), read.channel());
                if (read.threadRoot().isPresent()) {
                    out.writeNumberField("thread_root", read.threadRoot().get().value());
                }
                out.writeNumberField("seq", read.seq().value());
                out.writeNumberField("generation", read.generation());
            }
            case ClientFrame.Ping(long nonce) -> {
                out.writeStringField("type", "ping");
                out.writeNumberField("nonce", nonce);
            }
        }
    }

    private static void writeServer(JsonGenerator out, ServerFrame frame) throws IOException {
        switch (frame) {
            case ServerFrame.Welcome welcome -> writeWelcome(out, welcome);
            case ServerFrame.Sent sent -> {
                start(out, "ok", sent.ref(), sent.channel());
                out.writeNumberField("seq", sent.seq().value());
                out.writeNumberField("ordinal", sent.ordinal().value());
                out.writeNumberField("at_ms", sent.at().toEpochMilli());
                out.writeBooleanField("duplicate", sent.duplicate());
            }
            case ServerFrame.Subscribed(long ref, ServerFrame.ChannelHead at) -> {
                start(out, "ok", ref, at.channel());
                out.writeNumberField("epoch", at.epoch().value());
                out.writeNumberField("head", at.head().value());
                out.writeNumberField("ordinal", at.ordinal().value());
            }
            case ServerFrame.Unsubscribed(long ref, ChannelId channel) -> start(out, "ok", ref, channel);
            case ServerFrame.Error error -> {
                out.writeStringField("type", "error");
                if (error.ref().isPresent()) {
                    out.writeNumberField("ref", error.ref().get());
                }
                out.writeStringField("code", error.code());
                out.writeStringField("message", error.message());
                out.writeBooleanField("definite", error.definite());
                if (error.retryAfter().isPresent()) {
                    out.writeNumberField("retry_after_ms", error.retryAfter().get().toMillis());
                }
                if (error.rateLimit().isPresent()) {
                    out.writeStringField("rate_limit", error.rateLimit().get());
                }
                if (error.rateLimitPolicy().isPresent()) {
                    out.writeStringField("rate_limit_policy", error.rateLimitPolicy().get());
                }
            }
            case ServerFrame.Pushed(Event event) ->
                throw new IllegalStateException("event " + event.seq() + " has its own text");
            case ServerFrame.PushedMany(List<Event> events) -> {
                out.writeStringField("type", "events");
                out.writeArrayFieldStart("events");
                for (Event event : events) {
                    out.writeRawValue(new String(EventCodec.json(event), StandardCharsets.UTF_8));
                }
                out.writeEndArray();
            }
            case ServerFrame.Head(ChannelId channel, Position head, Ordinal ordinal) -> {
                out.writeStringField("type", "head");
                out.writeStringField("channel", channel.text());
                out.writeNumberField("head", head.value());
                out.writeNumberField("ordinal", ordinal.value());
            }
            case ServerFrame.Gap(ChannelId channel, Seq from, Seq to) -> {
                out.writeStringField("type", "gap");
                out.writeStringField("channel", channel.text());
                out.writeNumberField("from", from.value());
                out.writeNumberField("to", to.value());
            }
            case ServerFrame.CaughtUp(ChannelId channel, Position head) -> {
                out.writeStringField("type", "caught_up");
                out.writeStringField("channel", channel.text());
                out.writeNumberField("head", head.value());
            }
            case ServerFrame.Notice notice -> {
                out.writeStringField("type", "notice");
                out.writeStringField("kind", notice.kind());
                writeOptional(out, "channel", notice.channel().map(ChannelId::text));
                if (notice.deadline().isPresent()) {
                    out.writeNumberField("deadline_ms", notice.deadline().get().toMillis());
                }
                if (notice.reconnectAfter().isPresent()) {
                    out.writeNumberField(
                            "reconnect_after_ms", notice.reconnectAfter().get().toMillis());
                }
            }
            case ServerFrame.CursorMoved moved -> {
                out.writeStringField("type", "cursor");
                if (moved.ref().isPresent()) {
                    out.writeNumberField("ref", moved.ref().get());
                }
                out.writeStringField("channel", moved.channel().text());
                if (moved.threadRoot().isPresent()) {
                    out.writeNumberField("thread_root", moved.threadRoot().get().value());
                }
                out.writeNumberField("seq", moved.seq().value());
                out.writeNumberField("ordinal", moved.ordinal().value());
                out.writeNumberField("generation", moved.generation());
                out.writeNumberField("revision", moved.revision());
            }
            case ServerFrame.UserHead(long revision) -> {
                out.writeStringField("type", "user_head");
                out.writeNumberField("revision", revision);
            }
            case ServerFrame.Pong(long nonce) -> {
                out.writeStringField("type", "pong");
                out.writeNumberField("nonce", nonce);
            }
            case ServerFrame.Unknown(String type) -> out.writeStringField("type", type);
        }
    }

    private static void writeWelcome(JsonGenerator out, ServerFrame.Welcome welcome) throws IOException {
        out.writeStringField("type", "welcome");
        out.writeStringField("user", welcome.user().text());
        out.writeStringField("workspace", welcome.workspace().text());
        out.writeStringField("gateway", welcome.gateway());
        out.writeNumberField("ping_every_ms", welcome.pingEvery().toMillis());
        out.writeArrayFieldStart("channels");
        for (ServerFrame.ChannelHead head : welcome.channels()) {
            out.writeStartObject();
            out.writeStringField("channel", head.channel().text());
            out.writeNumberField("epoch", head.epoch().value());
            out.writeNumberField("head", head.head().value());
            out.writeNumberField("ordinal", head.ordinal().value());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeArrayFieldStart("unknown");
        for (ChannelId channel : welcome.unknown()) {
            out.writeString(channel.text());
        }
        out.writeEndArray();
        out.writeNumberField("user_revision", welcome.userRevision());
    }

    private static ServerFrame server(JsonNode tree) {
        Fields in = new Fields(tree);
        String type = in.text("type");
        return switch (type) {
            case "event" -> new ServerFrame.Pushed(EventCodec.decode(tree));
            case "events" -> {
                List<Event> events = new ArrayList<>();
                in.array("events").forEach(event -> events.add(EventCodec.decode(event)));
                yield new ServerFrame.PushedMany(events);
            }
            case "welcome" -> welcome(in);
            case "ok" -> ok(in);
            case "error" ->
                new ServerFrame.Error(
                        in.optionalNumber("ref"),
                        in.text("code"),
                        in.text("message"),
                        in.flag("definite"),
                        in.optionalNumber("retry_after_ms").map(Duration::ofMillis),
                        in.optionalText("rate_limit"),
                        in.optionalText("rate_limit_policy"));
            case "head" ->
                new ServerFrame.Head(channel(in), new Position(in.number("head")), new Ordinal(in.number("ordinal")));
            case "gap" -> new ServerFrame.Gap(channel(in), new Seq(in.number("from")), new Seq(in.number("to")));
            case "caught_up" -> new ServerFrame.CaughtUp(channel(in), new Position(in.number("head")));
            case "notice" ->
                new ServerFrame.Notice(
                        in.text("kind"),
                        in.optionalText("channel").map(ChannelId::parse),
                        in.optionalNumber("deadline_ms").map(Duration::ofMillis),
                        in.optionalNumber("reconnect_after_ms").map(Duration::ofMillis));
            case "cursor" ->
                new ServerFrame.CursorMoved(
                        in.optionalNumber("ref"),
                        channel(in),
                        threadRoot(in),
                        new Seq(in.number("seq")),
                        new Ordinal(in.number("ordinal")),
                        in.number("generation"),
                        in.number("revision"));
            case "user_head" -> new ServerFrame.UserHead(in.number("revision"));
            case "pong" -> new ServerFrame.Pong(in.number("nonce"));
            default -> new ServerFrame.Unknown(type);
        };
    }

    private static ServerFrame ok(Fields in) {
        long ref = in.number("ref");
        ChannelId channel = channel(in);
        if (in.has("seq")) {
            return new ServerFrame.Sent(
                    ref,
                    channel,
                    new Seq(in.number("seq")),
                    new Ordinal(in.number("ordinal")),
                    Instant.ofEpochMilli(in.number("at_ms")),
                    in.flag("duplicate"));
        }
        return in.has("head")
                ? new ServerFrame.Subscribed(ref, head(in))
                : new ServerFrame.Unsubscribed(ref, channel);
    }

    private static ServerFrame.Welcome welcome(Fields in) {
        List<ServerFrame.ChannelHead> heads = new ArrayList<>();
        in.array("channels").forEach(node -> heads.add(head(new Fields(node))));
        List<ChannelId> unknown = new ArrayList<>();
        in.array("unknown").forEach(node -> unknown.add(ChannelId.parse(node.asText())));
        return new ServerFrame.Welcome(
                UserId.parse(in.text("user")),
                WorkspaceId.parse(in.text("workspace")),
                in.text("gateway"),
                Duration.ofMillis(in.number("ping_every_ms")),
                heads,
                unknown,
                in.optionalNumber("user_revision").orElse(0L));
    }

    private static ServerFrame.ChannelHead head(Fields in) {
        return new ServerFrame.ChannelHead(
                channel(in),
                new Epoch(in.number("epoch")),
                new Position(in.number("head")),
                new Ordinal(in.number("ordinal")));
    }

    private static void start(JsonGenerator out, String type, long ref, ChannelId channel) throws IOException {
        out.writeStringField("type", type);
        out.writeNumberField("ref", ref);
        out.writeStringField("channel", channel.text());
    }

    private static void writeOptional(JsonGenerator out, String field, Optional<String> value) throws IOException {
        if (value.isPresent()) {
            out.writeStringField(field, value.get());
        }
    }

    private interface Body {
        void write(JsonGenerator out) throws IOException;
    }

    private static byte[] json(Body body) {
        try (ByteArrayBuilder bytes = new ByteArrayBuilder(256);
                JsonGenerator out = Json.FACTORY.createGenerator(bytes)) {
            out.writeStartObject();
            body.write(out);
            out.writeEndObject();
            out.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
