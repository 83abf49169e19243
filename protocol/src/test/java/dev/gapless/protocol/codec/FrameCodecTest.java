package dev.gapless.protocol.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FrameCodecTest {
    private static final ChannelId CHANNEL = new ChannelId(9);

    static Stream<ClientFrame> clientFrames() {
        return Stream.of(
                new ClientFrame.Hello(Optional.of("gpl_x"), Optional.of("laptop"), Map.of(CHANNEL, new Position(4))),
                new ClientFrame.Hello(Optional.empty(), Optional.empty(), Map.of()),
                new ClientFrame.Sub(1, CHANNEL, InterestLevel.FULL, Optional.of(Position.START)),
                new ClientFrame.Sub(2, CHANNEL, InterestLevel.HEAD, Optional.empty()),
                new ClientFrame.Unsub(3, CHANNEL),
                new ClientFrame.Send(4, CHANNEL, new IdempotencyKey("k"), "hé \" \\ \n 👋", Optional.of(new Seq(2))),
                new ClientFrame.Send(4, CHANNEL, new IdempotencyKey("k"), "both", Optional.of(new Seq(2)), true,
                        Optional.of(3L)),
                new ClientFrame.Read(6, CHANNEL, Optional.empty(), new Seq(9), 3),
                new ClientFrame.Read(7, CHANNEL, Optional.of(new Seq(2)), new Seq(9), 0),
                new ClientFrame.Ping(5));
    }

    static Stream<ServerFrame> serverFrames() {
        ServerFrame.ChannelHead head =
                new ServerFrame.ChannelHead(CHANNEL, Epoch.FIRST, new Position(7), new Ordinal(6));
        return Stream.of(
                new ServerFrame.Welcome(
                        new UserId(1),
                        new WorkspaceId(2),
                        "gw-0.1",
                        Duration.ofSeconds(20),
                        List.of(head),
                        List.of(new ChannelId(3)),
                        77),
                new ServerFrame.Sent(1, CHANNEL, new Seq(7), new Ordinal(6), Instant.ofEpochMilli(5), true),
                new ServerFrame.Subscribed(2, head),
                new ServerFrame.Unsubscribed(3, CHANNEL),
                new ServerFrame.Error(Optional.of(4L), "overloaded", "queue: full", true,
                        Optional.of(Duration.ofMillis(9))),
                new ServerFrame.Error(Optional.empty(), "invalid-json", "frame: nothing", true, Optional.empty()),
                new ServerFrame.Head(CHANNEL, new Position(7), new Ordinal(6)),
                new ServerFrame.Gap(CHANNEL, new Seq(3), new Seq(5)),
                new ServerFrame.CaughtUp(CHANNEL, new Position(7)),
                new ServerFrame.Notice(
                        "drain", Optional.empty(), Optional.of(Duration.ofSeconds(5)),
                        Optional.of(Duration.ofMillis(70))),
                new ServerFrame.Notice("ended", Optional.of(CHANNEL), Optional.empty(), Optional.empty()),
                new ServerFrame.CursorMoved(CHANNEL, Optional.empty(), new Seq(7), new Ordinal(6), 2, 40),
                new ServerFrame.CursorMoved(CHANNEL, Optional.of(new Seq(3)), new Seq(7), Ordinal.ZERO, 0, 41)
                        .answering(8),
                new ServerFrame.UserHead(41),
                new ServerFrame.Pong(5));
    }

    @ParameterizedTest
    @MethodSource("clientFrames")
    void readsTheClientFrameItWrote(ClientFrame frame) {
        assertEquals(Optional.of(frame), FrameCodec.readClient(FrameCodec.write(frame)).frame());
    }

    @ParameterizedTest
    @MethodSource("serverFrames")
    void readsTheServerFrameItWrote(ServerFrame frame) {
        assertEquals(frame, FrameCodec.readServer(new String(FrameCodec.write(frame), StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock = """
                    ``                                                        | invalid-json
                    nonsense                                                  | invalid-json
                    []                                                        | invalid-json
                    {"type":"ping"                                            | invalid-json
                    {"type":"ping","type":"ping"}                             | invalid-json
                    {}                                                        | invalid-field
                    {"type":7}                                                | invalid-field
                    {"type":"dance"}                                          | unknown-frame
                    {"type":"ping","extra":1}                                 | unknown-field
                    {"type":"ping","nonce":"1"}                               | invalid-field
                    {"type":"ping","nonce":1.5}                               | invalid-field
                    {"type":"ping","nonce":99999999999999999999}              | invalid-field
                    {"type":"unsub","ref":1}                                  | invalid-field
                    {"type":"unsub","ref":1,"channel":"general"}              | invalid-field
                    {"type":"sub","ref":1,"channel":"C0000000000001","after":-1} | invalid-field
                    {"type":"sub","ref":1,"channel":"C0000000000001","level":"none"} | invalid-field
                    {"type":"send","ref":1,"channel":"C0000000000001","text":"x"} | missing-key
                    {"type":"send","ref":1,"channel":"C0000000000001","key":"","text":"x"} | invalid-field
                    {"type":"send","ref":1,"channel":"C0000000000001","key":"k","text":""} | text-empty
                    {"type":"send","ref":1,"channel":"C0000000000001","key":"k","text":" \\n"} | text-empty
                    {"type":"send","ref":1,"channel":"C0000000000001","key":"k","text":"\\ud800"} | invalid-utf8
                    {"type":"send","ref":1,"channel":"C0000000000001","key":"k","text":"x","thread_root":0} | invalid-field
                    {"type":"read","ref":1,"channel":"C0000000000001"}        | invalid-field
                    {"type":"read","ref":1,"channel":"C0000000000001","seq":0} | invalid-field
                    {"type":"read","ref":1,"channel":"C0000000000001","seq":4,"generation":-1} | invalid-field
                    {"type":"read","ref":1,"channel":"C0000000000001","seq":4,"mark_unread":true} | unknown-field
                    {"type":"hello","resume":[]}                              | invalid-field
                    {"type":"hello","resume":{"C0000000000001":-4}}           | invalid-field
                    {"type":"hello","device":""}                              | invalid-field
                    """)
    void namesEachMistake(String text, String code) {
        FrameCodec.Reading reading = FrameCodec.readClient(text == null ? "" : text);
        assertEquals(Optional.of(code), reading.refusal().map(refusal -> refusal.code().text()));
    }

    @Test
    void keepsTheRefOfARefusedFrame() {
        assertEquals(
                Optional.of(41L),
                FrameCodec.readClient("{\"type\":\"unsub\",\"ref\":41,\"channel\":\"x\"}").ref());
    }

    @Test
    void refusesTextOverTheLimitAndTakesTextAtIt() {
        String head = "{\"type\":\"send\",\"ref\":1,\"channel\":\"C0000000000001\",\"key\":\"k\",\"text\":\"";
        String largest = "é".repeat(Limits.TEXT_BYTES / 2);
        assertTrue(FrameCodec.readClient(head + largest + "\"}").frame().isPresent());
        assertEquals(
                Optional.of(ErrorCode.TEXT_TOO_LARGE),
                FrameCodec.readClient(head + largest + "x\"}").refusal().map(GaplessException::code));
    }

    @Property
    void anyTextIsReadOrRefused(@ForAll String text) {
        FrameCodec.Reading reading = FrameCodec.readClient(text);
        assertTrue(reading.frame().isPresent() != reading.refusal().isPresent());
    }
}
