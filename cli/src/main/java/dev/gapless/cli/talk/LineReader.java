package dev.gapless.cli.talk;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.ExitCode;
import dev.gapless.protocol.codec.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Lines of a stream, cut where a message would be too long. For one thread.
final class LineReader {
    private static final byte CONTINUATION = (byte) 0b1000_0000;
    private static final byte CONTINUATION_MASK = (byte) 0b1100_0000;

    private final InputStream in;
    private final byte[] chunk = new byte[8192];
    private final ByteBuffer line = ByteBuffer.allocate(Limits.TEXT_BYTES);
    private int position;
    private int filled;

    LineReader(InputStream in) {
        this.in = in;
    }

    Optional<String> next() {
        line.clear();
        try {
            while (true) {
                if (position == filled) {
                    filled = in.read(chunk);
                    position = 0;
                    if (filled <= 0) {
                        filled = 0;
                        return line.position() == 0 ? Optional.empty() : Optional.of(take());
                    }
                }
                byte b = chunk[position];
                boolean full = line.remaining() < 4 && (b & CONTINUATION_MASK) != CONTINUATION;
                if (b == '\n' || full || !line.hasRemaining()) {
                    position += b == '\n' ? 1 : 0;
                    return Optional.of(take());
                }
                line.put(b);
                position++;
            }
        } catch (IOException e) {
            throw new CliFailure(
                    ExitCode.FAILED, "no-input", "standard input: " + e.getMessage(), "what came before is sent");
        }
    }

    private String take() {
        String text = new String(line.array(), 0, line.position(), StandardCharsets.UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }
}
