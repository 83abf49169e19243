package dev.gapless.server.gateway;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// WebSocket control frames, as bytes.
final class ControlFrame {
    /// Longest payload of a control frame.
    static final int MAX_PAYLOAD = 125;

    private static final int FINAL_CLOSE = 0x88;
    private static final int FINAL_PONG = 0x8A;

    private ControlFrame() {}

    static byte[] pong(byte[] payload) {
        return frame(FINAL_PONG, payload);
    }

    static byte[] close(CloseCode code) {
        byte[] reason = code.reason().getBytes(StandardCharsets.UTF_8);
        return frame(
                FINAL_CLOSE,
                ByteBuffer.allocate(2 + reason.length)
                        .putShort((short) code.number())
                        .put(reason)
                        .array());
    }

    private static byte[] frame(int first, byte[] payload) {
        return ByteBuffer.allocate(2 + payload.length)
                .put((byte) first)
                .put((byte) payload.length)
                .put(payload)
                .array();
    }
}
