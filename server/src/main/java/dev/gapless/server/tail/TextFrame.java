package dev.gapless.server.tail;

import dev.gapless.protocol.codec.FrameCodec;
import dev.gapless.protocol.frame.ServerFrame;
import java.nio.ByteBuffer;

/// Final, unmasked WebSocket text frames as servers send them (RFC 6455 section 5.2): header and payload in one array.
public final class TextFrame {
    private static final int FINAL_TEXT = 0x81;
    private static final int ONE_BYTE_LENGTH = 125;
    private static final int TWO_BYTE_LENGTH = 0xFFFF;

    private TextFrame() {}

    /// The frame of a server frame.
    public static byte[] of(ServerFrame frame) {
        return of(FrameCodec.write(frame));
    }

    /// Index of the payload in a frame.
    static int payloadOf(byte[] frame) {
        int length = frame[1] & 0x7F;
        return length <= ONE_BYTE_LENGTH ? 2 : length == 126 ? 4 : 10;
    }

    /// The frame of a text.
    ///
    /// @param payload UTF-8
    public static byte[] of(byte[] payload) {
        int length = payload.length;
        int header = length <= ONE_BYTE_LENGTH ? 2 : length <= TWO_BYTE_LENGTH ? 4 : 10;
        ByteBuffer frame = ByteBuffer.allocate(header + length).put((byte) FINAL_TEXT);
        if (length <= ONE_BYTE_LENGTH) {
            frame.put((byte) length);
        } else if (length <= TWO_BYTE_LENGTH) {
            frame.put((byte) 126).putShort((short) length);
        } else {
            frame.put((byte) 127).putLong(length);
        }
        return frame.put(payload).array();
    }
}
