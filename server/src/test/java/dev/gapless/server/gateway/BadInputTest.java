package dev.gapless.server.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.protocol.codec.EventCodec;
import dev.gapless.protocol.codec.FrameCodec;
import dev.gapless.protocol.codec.Limits;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.frame.ServerFrame;
import dev.gapless.protocol.id.ChannelKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a broken or hostile client sends gets a named error, and the connection stays usable unless the protocol says close.
class BadInputTest {
    private static final Logger ROOT = Logger.getLogger("");
    private final Queue<LogRecord> errors = new ConcurrentLinkedQueue<>();
    private final LiveServer server = new LiveServer(Map.of());
    private final Handler watch = new Handler() {
        @Override
        public void publish(LogRecord record) {
            if (record.getLevel().intValue() >= Level.SEVERE.intValue()) {
                errors.add(record);
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void watchTheLog() {
        ROOT.addHandler(watch);
    }

    @AfterEach
    void stop() {
        server.close();
        ROOT.removeHandler(watch);
        assertEquals(List.of(), errors.stream().map(LogRecord::getMessage).toList());
    }

    private static ServerFrame frame(RawSocket.Frame raw) {
        assertEquals(1, raw.opcode(), () -> "close " + raw.closeCode());
        return FrameCodec.readServer(raw.text());
    }

    private static String errorCode(RawSocket socket) throws Exception {
        return assertInstanceOf(ServerFrame.Error.class, frame(socket.next())).code();
    }

    private RawSocket signedIn() throws Exception {
        RawSocket socket = new RawSocket(server);
        socket.hello(5);
        assertInstanceOf(ServerFrame.Welcome.class, frame(socket.next()));
        return socket;
    }

    private static void stillUsable(RawSocket socket) throws Exception {
        socket.text("{\"type\":\"ping\",\"nonce\":42}");
        assertEquals(new ServerFrame.Pong(42), frame(socket.next()));
    }

    @Test
    void tenThousandRandomFramesGetANamedErrorEach() throws Exception {
        Random random = new Random(4711);
        ChannelKey key = server.channel(1);
        List<String> pieces = List.of(
                "{", "}", "[", "]", "\"type\"", ":", ",", "\"sub\"", "\"send\"", "\"hello\"", "\"unsub\"", "null", "-1",
                "1e9",
                "\"ref\"", "\"channel\"", "\"" + key.channel().text() + "\"", "\"\\u0000\"", "\"\uD83D\uDE00\"", "true",
                " ");
        try (RawSocket socket = signedIn()) {
            int errorsSeen = 0;
            for (int i = 0; i < 10_000; i++) {
                switch (random.nextInt(4)) {
                    case 0 -> {
                        byte[] noise = new byte[random.nextInt(200)];
                        random.nextBytes(noise);
                        socket.frame(0x81, noise);
                    }
                    case 1 -> {
                        StringBuilder text = new StringBuilder();
                        for (int n = random.nextInt(20); n >= 0; n--) {
                            text.append(pieces.get(random.nextInt(pieces.size())));
                        }
                        socket.text(text.toString());
                    }
                    case 2 -> socket.text("{\"type\":\"send\",\"ref\":" + i
                            + ",\"channel\":\"nowhere\",\"key\":\"k\",\"text\":\"x\"}");
                    default -> socket.frame(0x82, new byte[random.nextInt(50)]);
                }
                String code = errorCode(socket);
                assertTrue(ErrorCode.find(code).isPresent(), code);
                assertTrue(ErrorCode.find(code).orElseThrow().kind() != ErrorCode.Kind.INTERNAL, code);
                errorsSeen++;
            }
            assertEquals(10_000, errorsSeen);
            stillUsable(socket);
        }
    }

    @Test
    void putsFragmentsTogetherEvenWithinACharacter() throws Exception {
        ChannelKey key = server.channel(1);
        byte[] text = ("{\"type\":\"send\",\"ref\":9,\"channel\":\"" + key.channel().text()
                + "\",\"key\":\"k\",\"text\":\"gr\u00fc\u00dfe \uD83D\uDE00\"}")
                .getBytes(StandardCharsets.UTF_8);
        try (RawSocket socket = signedIn()) {
            for (int i = 0; i < text.length; i++) {
                boolean last = i == text.length - 1;
                socket.frame((i == 0 ? 1 : 0) | (last ? 0x80 : 0), Arrays.copyOfRange(text, i, i + 1));
                if (i == 5) {
                    socket.frame(0x89, "between".getBytes(StandardCharsets.UTF_8));
                }
            }
            RawSocket.Frame first = socket.next();
            RawSocket.Frame second = socket.next();
            RawSocket.Frame pong = first.opcode() == 10 ? first : second;
            assertEquals("between", pong.text());
            ServerFrame answer = frame(first.opcode() == 10 ? second : first);
            assertEquals(1, assertInstanceOf(ServerFrame.Sent.class, answer).seq().value());
            EventBody body = EventCodec.decode(server.log.after(key, 0, 1).getFirst().json()).body();
            assertEquals("gr\u00fc\u00dfe \uD83D\uDE00", assertInstanceOf(EventBody.MessagePosted.class, body).text());
        }
    }

    @Test
    void refusesBytesThatAreNotUtf8AndGoesOn() throws Exception {
        try (RawSocket socket = signedIn()) {
            socket.frame(0x81, new byte[] {'{', (byte) 0xC3, '}'});
            assertEquals("invalid-utf8", errorCode(socket));
            stillUsable(socket);
        }
    }

    @Test
    void oversizeMessagesCloseWith1009() throws Exception {
        try (RawSocket socket = signedIn()) {
            socket.frame(0x81, new byte[Limits.FRAME_BYTES + 1]);
            assertEquals("frame-too-large", errorCode(socket));
            assertEquals(1009, socket.next().closeCode());
            socket.frame(0x88, new byte[] {3, (byte) 0xF1});
            assertTrue(socket.atEnd());
        }
    }

    @Test
    void oversizeInFragmentsClosesToo() throws Exception {
        try (RawSocket socket = signedIn()) {
            socket.frame(0x01, new byte[Limits.FRAME_BYTES]);
            socket.frame(0x80, new byte[1]);
            assertEquals("frame-too-large", errorCode(socket));
            assertEquals(1009, socket.next().closeCode());
        }
    }

    @Test
    void largestAllowedMessageIsRead() throws Exception {
        try (RawSocket socket = signedIn()) {
            socket.frame(0x81, " ".repeat(Limits.FRAME_BYTES).getBytes(StandardCharsets.US_ASCII));
            assertEquals("invalid-json", errorCode(socket));
            stillUsable(socket);
        }
    }

    @Test
    void brokenFramingClosesWith1002() throws Exception {
        byte[][] broken = {
            {(byte) 0x81, 0x02, '{', '}'}, // no mask
            {(byte) 0xC1, (byte) 0x80, 0, 0, 0, 0}, // reserved bit
            {(byte) 0x83, (byte) 0x80, 0, 0, 0, 0}, // unknown opcode
            {(byte) 0x80, (byte) 0x80, 0, 0, 0, 0}, // continuation of nothing
            {0x09, (byte) 0x80, 0, 0, 0, 0}, // ping in parts
        };
        for (byte[] bytes : broken) {
            try (RawSocket socket = signedIn()) {
                socket.raw(bytes);
                assertEquals(1002, socket.next().closeCode());
            }
        }
    }

    @Test
    void firstFrameMustBeHello() throws Exception {
        try (RawSocket socket = new RawSocket(server)) {
            socket.text("{\"type\":\"ping\",\"nonce\":1}");
            assertEquals("hello-required", errorCode(socket));
            assertEquals(4401, socket.next().closeCode());
        }
    }

    @Test
    void aWrongTokenCloses() throws Exception {
        try (RawSocket socket = new RawSocket(server)) {
            socket.text("{\"type\":\"hello\",\"token\":\"nonsense\"}");
            assertEquals("unauthenticated", errorCode(socket));
            assertEquals(4401, socket.next().closeCode());
        }
        try (RawSocket socket = new RawSocket(server)) {
            socket.text("{\"type\":\"hello\"}");
            assertEquals("unauthenticated", errorCode(socket));
            assertEquals(4401, socket.next().closeCode());
        }
    }

    @Test
    void aSecondHelloIsRefusedAndTheConnectionStays() throws Exception {
        try (RawSocket socket = signedIn()) {
            socket.hello(5);
            assertEquals("hello-required", errorCode(socket));
            stillUsable(socket);
        }
    }

    @Test
    void fieldsAreCheckedByName() throws Exception {
        ChannelKey key = server.channel(1);
        String channel = key.channel().text();
        Map<String, String> cases = Map.of(
                "{\"type\":\"sub\",\"ref\":1,\"channel\":\"" + channel + "\",\"after\":-1}", "invalid-field",
                "{\"type\":\"sub\",\"ref\":1,\"channel\":\"" + channel + "\",\"level\":\"none\"}", "invalid-field",
                "{\"type\":\"sub\",\"ref\":1,\"channel\":\"" + channel + "\",\"extra\":1}", "unknown-field",
                "{\"type\":\"send\",\"ref\":1,\"channel\":\"" + channel + "\",\"text\":\"x\"}", "missing-key",
                "{\"type\":\"send\",\"ref\":1,\"channel\":\"" + channel + "\",\"key\":\"k\",\"text\":\"\"}",
                "text-empty",
                "{\"type\":\"send\",\"ref\":1,\"channel\":\"" + channel + "\",\"key\":\"k\",\"text\":\""
                        + "x".repeat(16385)
                        + "\"}",
                "text-too-large",
                "{\"type\":\"dance\",\"ref\":1}", "unknown-frame");
        try (RawSocket socket = signedIn()) {
            for (Map.Entry<String, String> one : cases.entrySet()) {
                socket.text(one.getKey());
                ServerFrame.Error error = assertInstanceOf(ServerFrame.Error.class, frame(socket.next()));
                assertEquals(one.getValue(), error.code());
                assertEquals(1L, error.ref().orElseThrow());
            }
            stillUsable(socket);
        }
    }

    @Test
    void sendsInFlightAreBounded() throws Exception {
        ChannelKey key = server.channel(1);
        server.holdSends = true;
        try (Device device = Device.hello(server, 5)) {
            for (int i = 1; i <= Limits.IN_FLIGHT_SENDS + 1; i++) {
                device.send(i, key.channel(), "x");
            }
            ServerFrame.Error error = device.awaitError("overloaded");
            assertEquals(Limits.IN_FLIGHT_SENDS + 1L, error.ref().orElseThrow());
            assertTrue(error.retryAfter().isPresent());
            server.answerHeldSends();
            for (int i = 0; i < Limits.IN_FLIGHT_SENDS; i++) {
                device.await(ServerFrame.Sent.class);
            }
            server.holdSends = false;
            device.send(999, key.channel(), "x");
            assertEquals(999, device.await(ServerFrame.Sent.class).ref());
        }
    }
}
