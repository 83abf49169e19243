package dev.gapless.server.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gapless.protocol.codec.FrameCodec;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.event.EventKind;
import dev.gapless.protocol.event.InterestLevel;
import dev.gapless.protocol.event.MemberRole;
import dev.gapless.protocol.event.Mention;
import dev.gapless.protocol.event.MentionTarget;
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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// protocol.md and asyncapi.yaml name every frame, field, event kind and close code of the code.
class ProtocolPagesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path REFERENCE = Path.of("..", "docs", "reference");
    private static final ChannelId CHANNEL = new ChannelId(1);
    private static final UserId USER = new UserId(2);

    private static Event event(EventBody body) {
        return new Event(CHANNEL, new Seq(3), new Ordinal(2), USER, Instant.EPOCH, body);
    }

    /// One of each, with all optional fields.
    private static List<ServerFrame> serverFrames() {
        ServerFrame.ChannelHead head =
                new ServerFrame.ChannelHead(CHANNEL, Epoch.FIRST, new Position(3), new Ordinal(2));
        List<Mention> named = List.of(new Mention(0, 1, new MentionTarget.User(USER)));
        Event posted = event(new EventBody.MessagePosted(
                "x", new IdempotencyKey("k"), Optional.of(Seq.FIRST), true, Optional.of(Seq.FIRST), true, named));
        return List.of(
                new ServerFrame.Welcome(
                        USER, new WorkspaceId(3), "gw", Duration.ofSeconds(20), List.of(head), List.of(CHANNEL)),
                new ServerFrame.Sent(1, CHANNEL, new Seq(3), new Ordinal(2), Instant.EPOCH, false),
                new ServerFrame.Subscribed(1, head),
                new ServerFrame.Unsubscribed(1, CHANNEL),
                new ServerFrame.Error(Optional.of(1L), "internal", "m", false, Optional.of(Duration.ofMillis(5))),
                new ServerFrame.Pushed(posted),
                new ServerFrame.Pushed(event(new EventBody.MemberJoined(USER, MemberRole.MEMBER))),
                new ServerFrame.Pushed(event(new EventBody.MemberLeft(USER))),
                new ServerFrame.Pushed(event(new EventBody.ChannelChanged(Map.of("name", "x")))),
                new ServerFrame.Pushed(
                        event(new EventBody.MessageEdited(Seq.FIRST, "x", named, Optional.of(Seq.FIRST), true))),
                new ServerFrame.Pushed(event(new EventBody.MessageDeleted(Seq.FIRST))),
                new ServerFrame.Pushed(event(new EventBody.ReactionAdded(Seq.FIRST, "x"))),
                new ServerFrame.Pushed(event(new EventBody.ReactionRemoved(Seq.FIRST, "x"))),
                new ServerFrame.Pushed(event(new EventBody.MessagePinned(Seq.FIRST))),
                new ServerFrame.Pushed(event(new EventBody.MessageUnpinned(Seq.FIRST))),
                new ServerFrame.PushedMany(List.of(posted)),
                new ServerFrame.Head(CHANNEL, new Position(3), new Ordinal(2)),
                new ServerFrame.Gap(CHANNEL, new Seq(1), new Seq(2)),
                new ServerFrame.CaughtUp(CHANNEL, new Position(3)),
                new ServerFrame.Notice(
                        ServerFrame.Notice.DRAIN,
                        Optional.of(CHANNEL),
                        Optional.of(Duration.ofMillis(1)),
                        Optional.of(Duration.ofMillis(1))),
                new ServerFrame.CursorMoved(
                        Optional.of(1L), CHANNEL, Optional.of(Seq.FIRST), new Seq(3), new Ordinal(2), 1, 5),
                new ServerFrame.UserHead(5),
                new ServerFrame.Pong(1));
    }

    private static List<ClientFrame> clientFrames() {
        return List.of(
                new ClientFrame.Hello(Optional.of("t"), Optional.of("d"), Map.of(CHANNEL, Position.START)),
                new ClientFrame.Sub(1, CHANNEL, InterestLevel.FULL, Optional.of(Position.START)),
                new ClientFrame.Unsub(1, CHANNEL),
                new ClientFrame.Send(1, CHANNEL, new IdempotencyKey("k"), "x", Optional.of(Seq.FIRST), true,
                        Optional.of(0L)),
                new ClientFrame.Read(1, CHANNEL, Optional.of(Seq.FIRST), new Seq(3), 1),
                new ClientFrame.Ping(1));
    }

    @Test
    void samplesCoverEveryFrame() {
        Set<Class<?>> sampled = new HashSet<>();
        serverFrames().forEach(frame -> sampled.add(frame.getClass()));
        clientFrames().forEach(frame -> sampled.add(frame.getClass()));
        Set<Class<?>> all = new HashSet<>(Arrays.asList(ServerFrame.class.getPermittedSubclasses()));
        all.addAll(Arrays.asList(ClientFrame.class.getPermittedSubclasses()));
        all.remove(ServerFrame.Unknown.class);
        assertEquals(all, sampled);
    }

    @Test
    void asyncapiNamesEveryFrameAndField() throws IOException {
        String page = Files.readString(REFERENCE.resolve("asyncapi.yaml"));
        for (JsonNode frame : frames()) {
            String type = frame.get("type").textValue();
            String schema = schema(page, type);
            for (String field : fields(frame)) {
                assertTrue(schema.contains("\n        " + field + ": "), () -> type + " lacks " + field);
            }
        }
    }

    @Test
    void protocolPageNamesEveryFrameAndField() throws IOException {
        String page = Files.readString(REFERENCE.resolve("protocol.md"));
        for (JsonNode frame : frames()) {
            String type = frame.get("type").textValue();
            String rows = page.lines()
                    .filter(line -> line.startsWith("| `" + type + "` |")
                            || type.equals("event") && (line.startsWith("| `m") || line.startsWith("| `r"))
                            || type.equals("event") && line.startsWith("| `channel."))
                    .collect(Collectors.joining("\n"));
            for (String field : fields(frame)) {
                assertTrue(field.equals("type") || rows.contains("`" + field + "`"), () -> type + " lacks " + field);
            }
        }
    }

    @Test
    void pagesNameEveryEventKindAndCloseCode() throws IOException {
        String protocol = Files.readString(REFERENCE.resolve("protocol.md"));
        String asyncapi = Files.readString(REFERENCE.resolve("asyncapi.yaml"));
        for (EventKind kind : EventKind.values()) {
            assertTrue(protocol.contains("`" + kind.text() + "`"), kind.text());
            assertTrue(asyncapi.contains(kind.text()), kind.text());
        }
        for (CloseCode code : CloseCode.values()) {
            assertTrue(protocol.contains("| " + code.number() + " |"), code.toString());
        }
    }

    private static List<JsonNode> frames() throws IOException {
        List<JsonNode> frames = new java.util.ArrayList<>();
        for (ServerFrame frame : serverFrames()) {
            frames.add(JSON.readTree(FrameCodec.write(frame)));
        }
        for (ClientFrame frame : clientFrames()) {
            frames.add(JSON.readTree(FrameCodec.write(frame).getBytes(StandardCharsets.UTF_8)));
        }
        return frames;
    }

    private static Set<String> fields(JsonNode frame) {
        Set<String> fields = new TreeSet<>();
        frame.fieldNames().forEachRemaining(fields::add);
        return fields;
    }

    private static String schema(String page, String type) {
        int start = page.indexOf("\n    " + type + ":\n      type: object");
        assertTrue(start >= 0, () -> "no schema " + type);
        int end = start + 1;
        do {
            end = page.indexOf('\n', end + 1);
        } while (end >= 0 && page.startsWith("\n      ", end));
        return page.substring(start, end < 0 ? page.length() : end);
    }
}
