package dev.gapless.bench.socket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One WebSocket of a [LoadLoop]. Used only from the loop's thread.
public final class LoadConnection {
    private static final int MAX_FRAME = 1 << 20;
    private static final int FIRST_BUFFER = 4 * 1024;
    private static final int OP_TEXT = 1;
    private static final int OP_CLOSE = 8;
    private static final int OP_PING = 9;
    private static final int OP_PONG = 10;
    private static final int MASK = 0x5a17c3e9;

    private final LoadLoop loop;
    private final SocketChannel socket;
    private final FrameHandler handler;
    private @Nullable SelectionKey key;
    private byte[] in = new byte[FIRST_BUFFER];
    private int inLength;
    private byte[] out = new byte[1024];
    private int outLength;
    private boolean upgraded;
    private boolean reading = true;
    private boolean dirty;
    private boolean closed;

    LoadConnection(LoadLoop loop, SocketChannel socket, FrameHandler handler) {
        this.loop = loop;
        this.socket = socket;
        this.handler = handler;
    }

    void registered(SelectionKey selectionKey) {
        this.key = selectionKey;
    }

    /// Queues a text frame; it is written when the loop has handled what it is at.
    public void send(String text) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        send(OP_TEXT, payload, 0, payload.length);
    }

    /// Stops reading from the socket, as a reader that is stuck does.
    public void stopReading() {
        reading = false;
        updateInterest();
    }

    /// Reads again.
    public void resumeReading() {
        reading = true;
        updateInterest();
    }

    /// Drops the TCP connection without a goodbye.
    public void drop() {
        close("dropped");
    }

    void upgrade(String request) {
        byte[] bytes = request.getBytes(StandardCharsets.US_ASCII);
        append(bytes, 0, bytes.length);
        markDirty();
    }

    void readable(ByteBuffer shared) throws IOException {
        shared.clear();
        int count = socket.read(shared);
        if (count < 0) {
            close("end of stream");
            return;
        }
        int needed = inLength + count;
        if (needed > in.length) {
            in = Arrays.copyOf(in, Math.max(needed, Math.min(in.length * 2, MAX_FRAME * 2)));
        }
        shared.flip().get(in, inLength, count);
        inLength = needed;
        int used = 0;
        if (!upgraded) {
            used = upgradeAnswer();
        }
        while (upgraded && !closed) {
            int next = frame(used);
            if (next == used) {
                break;
            }
            used = next;
        }
        if (used > 0) {
            System.arraycopy(in, used, in, 0, inLength - used);
            inLength -= used;
        }
        if (inLength == 0 && in.length > FIRST_BUFFER * 4) {
            in = new byte[FIRST_BUFFER];
        }
    }

    void flush() throws IOException {
        dirty = false;
        if (closed) {
            return;
        }
        if (outLength == 0) {
            updateInterest();
            return;
        }
        int written = socket.write(ByteBuffer.wrap(out, 0, outLength));
        if (written < outLength) {
            System.arraycopy(out, written, out, 0, outLength - written);
        }
        outLength -= written;
        updateInterest();
    }

    void close(String reason) {
        if (closed) {
            return;
        }
        closed = true;
        try {
            socket.close();
        } catch (IOException e) {
            // The socket is given up either way.
            reason = reason + "; " + e.getMessage();
        }
        loop.ended(this);
        handler.closed(this, reason);
    }

    private int upgradeAnswer() {
        for (int i = 3; i < inLength; i++) {
            if (in[i] == '\n' && in[i - 1] == '\r' && in[i - 2] == '\n' && in[i - 3] == '\r') {
                String answer = new String(in, 0, i + 1, StandardCharsets.US_ASCII);
                if (!answer.startsWith("HTTP/1.1 101")) {
                    close("upgrade refused: " + answer.lines().findFirst().orElse(""));
                    return i + 1;
                }
                upgraded = true;
                handler.opened(this);
                return i + 1;
            }
        }
        return 0;
    }

    /// Handles one frame at `start` if it is whole; returns where the next one starts, or `start`.
    private int frame(int start) {
        if (inLength - start < 2) {
            return start;
        }
        int opcode = in[start] & 0x0f;
        int length = in[start + 1] & 0x7f;
        int header = 2;
        if (length == 126) {
            if (inLength - start < 4) {
                return start;
            }
            length = (in[start + 2] & 0xff) << 8 | in[start + 3] & 0xff;
            header = 4;
        } else if (length == 127) {
            if (inLength - start < 10) {
                return start;
            }
            length = (int) ByteBuffer.wrap(in, start + 2, 8).order(ByteOrder.BIG_ENDIAN).getLong();
            header = 10;
        }
        int end = start + header + length;
        if (end > inLength) {
            return start;
        }
        switch (opcode) {
            case OP_TEXT -> handler.frame(this, in, start + header, length);
            case OP_PING -> send(OP_PONG, in, start + header, length);
            case OP_CLOSE -> {
                int code = length >= 2 ? (in[start + header] & 0xff) << 8 | in[start + header + 1] & 0xff : 0;
                close("close " + code);
            }
            default -> close("opcode " + opcode);
        }
        return end;
    }

    private void send(int opcode, byte[] payload, int offset, int length) {
        byte[] header = new byte[length < 126 ? 6 : 8];
        header[0] = (byte) (0x80 | opcode);
        if (length < 126) {
            header[1] = (byte) (0x80 | length);
        } else if (length <= 0xffff) {
            header[1] = (byte) (0x80 | 126);
            header[2] = (byte) (length >>> 8);
            header[3] = (byte) length;
        } else {
            throw new IllegalArgumentException("frame: " + length + " bytes (expected: at most 65535)");
        }
        ByteBuffer.wrap(header, header.length - 4, 4).putInt(MASK);
        append(header, 0, header.length);
        int at = outLength;
        append(payload, offset, length);
        for (int i = 0; i < length; i++) {
            out[at + i] ^= (byte) (MASK >>> (8 * (3 - (i & 3))));
        }
        markDirty();
    }

    private void append(byte[] bytes, int offset, int length) {
        if (outLength + length > out.length) {
            out = Arrays.copyOf(out, Math.max(outLength + length, out.length * 2));
        }
        System.arraycopy(bytes, offset, out, outLength, length);
        outLength += length;
    }

    private void markDirty() {
        if (!dirty) {
            dirty = true;
            loop.dirty(this);
        }
    }

    private void updateInterest() {
        if (key != null && key.isValid()) {
            key.interestOps(
                    (reading ? SelectionKey.OP_READ : 0) | (outLength > 0 && !dirty ? SelectionKey.OP_WRITE : 0));
        }
    }
}
