package dev.gapless.client.transport;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Reads frames of a server (RFC 6455, 5.2) and puts fragments together. Its buffer is small while the connection is idle and
/// grows with the traffic. Confined to the reading thread.
final class FrameReader {
    static final int TEXT = 1;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private static final int CONTINUATION = 0;
    private static final int IDLE_BYTES = 512;
    private static final int BUSY_BYTES = 32 * 1024;
    private static final int HEAD_BYTES = 16 * 1024;
    private static final int MAX_CONTROL_BYTES = 125;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;

    private final InputStream in;
    private byte[] buffer = new byte[IDLE_BYTES];
    private int start;
    private int end;
    private @Nullable ByteArrayOutputStream fragments;

    FrameReader(InputStream in) {
        this.in = in;
    }

    /// A control frame, or a text put together.
    ///
    /// @param opcode text, close, ping or pong
    /// @param payload its bytes
    @SuppressWarnings("ArrayRecordComponent") // Handed from the reader to the connection, once.
    record Message(int opcode, byte[] payload) {
        /// The payload of a text.
        ///
        /// @throws ProtocolException 1007 if it is not UTF-8
        String text() throws ProtocolException {
            String text = new String(payload, StandardCharsets.UTF_8);
            if (text.indexOf('\uFFFD') >= 0) {
                checkUtf8();
            }
            return text;
        }

        private void checkUtf8() throws ProtocolException {
            try {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload));
            } catch (CharacterCodingException e) {
                throw new ProtocolException(1007, "text: not UTF-8 (expected: UTF-8)", e);
            }
        }
    }

    /// The server broke the protocol.
    static final class ProtocolException extends IOException {
        private static final long serialVersionUID = 1L;

        final int code;

        ProtocolException(int code, String message) {
            super(message);
            this.code = code;
        }

        ProtocolException(int code, String message, Throwable cause) {
            super(message, cause);
            this.code = code;
        }
    }

    /// Reads an HTTP head, without the empty line at its end.
    String readHead() throws IOException {
        for (int looked = start;;) {
            for (; looked + 3 < end; looked++) {
                if (buffer[looked] == '\r'
                        && buffer[looked + 1] == '\n'
                        && buffer[looked + 2] == '\r'
                        && buffer[looked + 3] == '\n') {
                    String head = new String(buffer, start, looked - start, StandardCharsets.US_ASCII);
                    start = looked + 4;
                    return head;
                }
            }
            if (end - start > HEAD_BYTES) {
                throw new ProtocolException(1002, "upgrade: head of over " + HEAD_BYTES + " bytes");
            }
            int before = start;
            fill(end - start + 1);
            looked -= before - start;
        }
    }

    /// Reads the next message; blocks.
    ///
    /// @throws EOFException if the connection ended
    Message read() throws IOException {
        while (true) {
            need(2);
            int first = buffer[start] & 0xFF;
            int second = buffer[start + 1] & 0xFF;
            if ((first & 0x70) != 0 || (second & 0x80) != 0) {
                throw new ProtocolException(1002, "frame: reserved bits or a mask (expected: neither from a server)");
            }
            byte[] payload = payload(second & 0x7F);
            boolean last = (first & 0x80) != 0;
            int opcode = first & 0x0F;
            if (opcode >= CLOSE) {
                if (!last || payload.length > MAX_CONTROL_BYTES || opcode > PONG) {
                    throw new ProtocolException(1002, "control frame: " + opcode + " of " + payload.length + " bytes");
                }
                return new Message(opcode, payload);
            }
            byte[] whole = assemble(opcode, last, payload);
            if (whole != null) {
                return new Message(TEXT, whole);
            }
        }
    }

    private byte @Nullable [] assemble(int opcode, boolean last, byte[] payload) throws ProtocolException {
        boolean begins = opcode == TEXT;
        if (!begins && opcode != CONTINUATION || begins == (fragments != null)) {
            throw new ProtocolException(
                    opcode == 2 ? 1003 : 1002, "frame: opcode " + opcode + " (expected: texts, fragments in order)");
        }
        if (begins && last) {
            return payload;
        }
        ByteArrayOutputStream parts = fragments == null ? new ByteArrayOutputStream() : fragments;
        parts.writeBytes(payload);
        checkLength(parts.size());
        fragments = last ? null : parts;
        return last ? parts.toByteArray() : null;
    }

    private byte[] payload(int shortLength) throws IOException {
        int header = 2;
        long length = shortLength;
        if (shortLength == LENGTH_16) {
            header = 4;
            need(header);
            length = ByteBuffer.wrap(buffer, start + 2, 2).getShort() & 0xFFFF;
        } else if (shortLength == LENGTH_64) {
            header = 10;
            need(header);
            length = ByteBuffer.wrap(buffer, start + 2, 8).getLong();
        }
        checkLength(length);
        need(header + (int) length);
        byte[] payload = Arrays.copyOfRange(buffer, start + header, start + header + (int) length);
        start += header + (int) length;
        return payload;
    }

    private static void checkLength(long length) throws ProtocolException {
        if (length < 0 || length > WebSocketTransport.MAX_MESSAGE_BYTES) {
            throw new ProtocolException(
                    1009,
                    "message: " + length + " bytes (expected: at most " + WebSocketTransport.MAX_MESSAGE_BYTES + ")");
        }
    }

    private void need(int bytes) throws IOException {
        while (end - start < bytes) {
            fill(bytes);
        }
    }

    /// Reads some bytes into a buffer that can hold at least so many. An empty buffer shrinks before the wait, a full one
    /// grows after it.
    private void fill(int bytes) throws IOException {
        if (start == end) {
            start = 0;
            end = 0;
            if (buffer.length > IDLE_BYTES && bytes <= IDLE_BYTES && in.available() == 0) {
                buffer = new byte[IDLE_BYTES];
            }
        }
        if (start + bytes > buffer.length) {
            byte[] target = bytes > buffer.length ? new byte[Math.max(bytes, buffer.length)] : buffer;
            System.arraycopy(buffer, start, target, 0, end - start);
            buffer = target;
            end -= start;
            start = 0;
        }
        int read = in.read(buffer, end, buffer.length - end);
        if (read < 0) {
            throw new EOFException("connection ended");
        }
        end += read;
        if (end == buffer.length && buffer.length < BUSY_BYTES) {
            buffer = Arrays.copyOf(buffer, Math.min(BUSY_BYTES, buffer.length * 4));
        }
    }
}
