package dev.gapless.client.transport;

import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// One WebSocket of a [LeanTransport]: a virtual thread reads, another writes while there is something to write.
final class LeanConnection implements WebSocketConnection {
    private static final int FIN = 0x80;
    private static final int MASKED = 0x80;
    private static final int SHORT_LENGTH = 125;
    private static final int MAX_16_BIT = 0xFFFF;
    private static final int MAX_REASON_BYTES = 123;

    private final Socket socket;
    private final FrameReader reader;
    private final WebSocketListener listener;
    private final RandomGenerator random;
    private final Consumer<LeanConnection> gone;
    private final FrameWriter<Outgoing> writer = new FrameWriter<>(this::write, this::abort);
    private volatile int endCode = 1006;
    private volatile String endReason = "";

    LeanConnection(
            Socket socket,
            FrameReader reader,
            WebSocketListener listener,
            RandomGenerator random,
            Consumer<LeanConnection> gone) {
        this.socket = socket;
        this.reader = reader;
        this.listener = listener;
        this.random = random;
        this.gone = gone;
    }

    /// A frame, encoded; after the last one the socket is closed.
    @SuppressWarnings("ArrayRecordComponent") // Handed from the sender to the writer, once.
    private record Outgoing(byte[] bytes, boolean last) {}

    void start() {
        Thread.ofVirtual().name("ws-read").start(this::readAll);
    }

    @Override
    public void send(String text) {
        writer.add(new Outgoing(frame(FrameReader.TEXT, text.getBytes(StandardCharsets.UTF_8)), false));
    }

    @Override
    public void close(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        endCode = code;
        endReason = reason;
        writer.add(new Outgoing(
                frame(FrameReader.CLOSE,
                        closePayload(code, Arrays.copyOf(text, Math.min(text.length, MAX_REASON_BYTES)))),
                true));
    }

    @Override
    public void abort() {
        writer.stop();
        try {
            socket.close();
        } catch (IOException e) {
            endReason = String.valueOf(e.getMessage());
        }
    }

    private void readAll() {
        try {
            boolean more = true;
            while (more) {
                more = handle(reader.read());
            }
        } catch (FrameReader.ProtocolException e) {
            close(e.code, String.valueOf(e.getMessage()));
        } catch (EOFException e) {
            note("connection ended");
            abort();
        } catch (IOException e) {
            note(String.valueOf(e.getMessage()));
            abort();
        } finally {
            gone.accept(this);
            listener.closed(endCode, endReason);
        }
    }

    /// @return false after the server's goodbye; the writer answers it and closes the socket
    private boolean handle(FrameReader.Message message) throws IOException {
        switch (message.opcode()) {
            case FrameReader.TEXT -> listener.text(message.text());
            case FrameReader.PING -> writer.add(new Outgoing(frame(FrameReader.PONG, message.payload()), false));
            case FrameReader.CLOSE -> {
                byte[] payload = message.payload();
                int code = payload.length >= 2 ? ByteBuffer.wrap(payload).getShort() & 0xFFFF : 1005;
                String reason = payload.length > 2
                        ? new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8)
                        : "";
                endCode = code;
                endReason = reason;
                writer.add(new Outgoing(frame(FrameReader.CLOSE, payload), true));
                return false;
            }
            default -> {}
        }
        return true;
    }

    private void note(String reason) {
        if (endReason.isEmpty()) {
            endReason = reason;
        }
    }

    private void write(List<Outgoing> frames) throws IOException {
        int length = frames.stream().mapToInt(frame -> frame.bytes().length).sum();
        ByteBuffer all = ByteBuffer.allocate(length);
        boolean last = false;
        for (Outgoing frame : frames) {
            all.put(frame.bytes());
            last |= frame.last();
        }
        socket.getOutputStream().write(all.array());
        if (last) {
            abort();
        }
    }

    private static byte[] closePayload(int code, byte[] reason) {
        return ByteBuffer.allocate(2 + reason.length).putShort((short) code).put(reason).array();
    }

    private byte[] frame(int opcode, byte[] payload) {
        int header = payload.length <= SHORT_LENGTH ? 2 : payload.length <= MAX_16_BIT ? 4 : 10;
        ByteBuffer frame = ByteBuffer.allocate(header + 4 + payload.length).put((byte) (FIN | opcode));
        switch (header) {
            case 2 -> frame.put((byte) (MASKED | payload.length));
            case 4 -> frame.put((byte) (MASKED | 126)).putShort((short) payload.length);
            default -> frame.put((byte) (MASKED | 127)).putLong(payload.length);
        }
        byte[] mask = new byte[4];
        random.nextBytes(mask);
        frame.put(mask);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ mask[i & 3]));
        }
        return frame.array();
    }
}
