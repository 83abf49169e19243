package dev.gapless.server.gateway;

import io.helidon.common.buffers.DataReader;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Reads WebSocket messages from a socket (RFC 6455 section 5): unmasks, puts fragments together, bounds their total size, and checks
/// UTF-8. Used by the connection's thread only.
final class MessageReader {
    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int NONE = -1;
    private static final int MASK_BYTES = 4;
    private static final byte[] NO_BYTES = {};

    private final DataReader in;
    private final int maxBytes;
    private int openType = NONE;
    private long rest;
    private @Nullable ByteArrayOutputStream fragments;

    /// @param maxBytes of one message, however many fragments it has
    MessageReader(DataReader in, int maxBytes) {
        this.in = in;
        this.maxBytes = maxBytes;
    }

    /// Waits for the next message or control frame.
    ///
    /// @throws RuntimeException of the socket, when the peer is gone
    Incoming next() {
        while (true) {
            Incoming incoming = frame();
            if (incoming != null) {
                return incoming;
            }
        }
    }

    /// Reads one frame.
    ///
    /// @return null if it does not complete a message
    private @Nullable Incoming frame() {
        int first = in.read() & 0xFF;
        int second = in.read() & 0xFF;
        boolean last = (first & 0x80) != 0;
        int opcode = first & 0x0F;
        if ((first & 0x70) != 0) {
            return new Incoming.Violation("reserved bits");
        }
        if ((second & 0x80) == 0) {
            return new Incoming.Violation("a frame without mask");
        }
        long length = length(second & 0x7F);
        return switch (opcode) {
            case CLOSE, PING, PONG -> control(opcode, last, length);
            case TEXT, BINARY ->
                openType == NONE ? data(opcode, last, length) : new Incoming.Violation("a message within a message");
            case CONTINUATION ->
                openType == NONE
                        ? new Incoming.Violation("a continuation of nothing")
                        : data(openType, last, length);
            default -> new Incoming.Violation("opcode " + opcode);
        };
    }

    private long length(int shortForm) {
        if (shortForm < 126) {
            return shortForm;
        }
        long length = 0;
        for (int i = shortForm == 126 ? 2 : 8; i > 0; i--) {
            length = length << 8 | in.read() & 0xFF;
        }
        return length;
    }

    private Incoming control(int opcode, boolean last, long length) {
        if (!last || length > ControlFrame.MAX_PAYLOAD) {
            return new Incoming.Violation("a control frame in parts, or too long");
        }
        byte[] payload = payload((int) length);
        return switch (opcode) {
            case PING -> new Incoming.Ping(payload);
            case PONG -> new Incoming.Pong();
            default -> new Incoming.Close();
        };
    }

    private @Nullable Incoming data(int type, boolean last, long length) {
        ByteArrayOutputStream earlier = fragments;
        long total = (earlier == null ? 0 : earlier.size()) + length;
        if (length < 0 || total > maxBytes) {
            openType = last ? NONE : type;
            rest = length < 0 ? Long.MAX_VALUE : length + MASK_BYTES;
            return new Incoming.TooLarge(length < 0 ? Long.MAX_VALUE : total);
        }
        byte[] payload = payload((int) length);
        if (!last) {
            if (earlier == null) {
                earlier = new ByteArrayOutputStream(payload.length);
                fragments = earlier;
            }
            earlier.writeBytes(payload);
            openType = type;
            return null;
        }
        if (earlier != null) {
            earlier.writeBytes(payload);
            payload = earlier.toByteArray();
            fragments = null;
        }
        openType = NONE;
        return type == BINARY ? new Incoming.Binary() : text(payload);
    }

    private static Incoming text(byte[] payload) {
        try {
            return new Incoming.Text(
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString());
        } catch (CharacterCodingException e) {
            return new Incoming.NotUtf8();
        }
    }

    private byte[] payload(int length) {
        byte[] mask = in.readBytes(MASK_BYTES);
        if (length == 0) {
            // Asked for nothing, the socket reader would wait for more.
            return NO_BYTES;
        }
        byte[] payload = in.readBytes(length);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i & 3];
        }
        return payload;
    }

    /// Throws away what is left of a frame that was too large.
    void skipRest() {
        while (rest > 0) {
            in.ensureAvailable();
            int step = (int) Math.min(rest, in.available());
            in.skip(step);
            rest -= step;
        }
    }

    /// Reads and throws away whatever comes, until the peer is gone.
    void drain() {
        while (true) {
            in.ensureAvailable();
            in.skip(in.available());
        }
    }
}
