package dev.gapless.cli.talk;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.ExitCode;
import dev.gapless.cli.Session;
import dev.gapless.cli.workspace.Device;
import dev.gapless.cli.workspace.Workspace;
import dev.gapless.client.ChatClient;
import dev.gapless.client.PendingSend;
import dev.gapless.client.session.Refusal;
import dev.gapless.client.session.SendState;
import dev.gapless.protocol.codec.Limits;
import dev.gapless.protocol.id.ChannelId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// Sends each line of a stream as a message, in order, over one live connection. Reads no further than [#WAITING_MAX] lines ahead
/// of the acks. Bytes that are not UTF-8 become replacement characters: a build log is worth more with a blot than not at all.
///
/// @param session where notices go
/// @param workspace whose channel
/// @param within how long one line may take
record LineSends(Session session, Workspace workspace, Duration within) {
    private static final int WAITING_MAX = 256;

    /// How it went.
    ///
    /// @param sent lines that are in the log
    /// @param blank lines without text, which are not sent
    /// @param refused lines that the server did not take
    /// @param unknown lines that were not answered in time
    /// @param firstSeq seq of the first line
    /// @param lastSeq seq of the last line
    record Outcome(long sent, long blank, long refused, long unknown, Optional<Long> firstSeq, Optional<Long> lastSeq) {
        static final Outcome NONE = new Outcome(0, 0, 0, 0, Optional.empty(), Optional.empty());

        String line() {
            String seqs = firstSeq.map(first -> ", seq " + first + " to " + lastSeq.orElse(first)).orElse("");
            return "sent " + sent + (sent == 1 ? " line" : " lines") + seqs
                    + (blank > 0 ? ", " + blank + " blank left out" : "")
                    + (refused > 0 ? ", " + refused + " refused" : "");
        }

        Outcome with(SendState state) {
            return switch (state) {
                case SendState.Acked acked -> {
                    Optional<Long> seq = Optional.of(acked.seq().value());
                    yield new Outcome(sent + 1, blank, refused, unknown, firstSeq.or(() -> seq), seq);
                }
                case SendState.Refused no -> new Outcome(sent, blank, refused + 1, unknown, firstSeq, lastSeq);
                case SendState.Pending pending -> unanswered();
                case SendState.Unknown doubt -> unanswered();
            };
        }

        Outcome withBlank() {
            return new Outcome(sent, blank + 1, refused, unknown, firstSeq, lastSeq);
        }

        private Outcome unanswered() {
            return new Outcome(sent, blank, refused, unknown + 1, firstSeq, lastSeq);
        }
    }

    Outcome run(ChannelId channel, InputStream in) throws InterruptedException {
        try (Device device = new Device(session, workspace, "send")) {
            ChatClient client = device.connect(event -> {});
            Deque<PendingSend> waiting = new ArrayDeque<>();
            Outcome outcome = Outcome.NONE;
            LineReader lines = new LineReader(in);
            for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
                if (line.get().isBlank()) {
                    outcome = outcome.withBlank();
                    continue;
                }
                waiting.add(client.send(channel, line.get()));
                if (waiting.size() >= WAITING_MAX) {
                    outcome = settle(waiting.remove(), outcome);
                    if (outcome.unknown() > 0) {
                        break;
                    }
                }
            }
            while (!waiting.isEmpty() && outcome.unknown() == 0) {
                outcome = settle(waiting.remove(), outcome);
            }
            for (PendingSend send : waiting) {
                outcome = outcome.with(send.state());
            }
            return outcome;
        }
    }

    private Outcome settle(PendingSend send, Outcome outcome) throws InterruptedException {
        SendState state = send.await(within);
        if (state instanceof SendState.Refused refused && outcome.refused() == 0) {
            Refusal why = refused.refusal();
            session.notice("refused: " + why.message() + " (code " + why.code() + ")");
        }
        return outcome.with(state);
    }

    /// Lines of a stream, cut where a message would be too long. For one thread.
    private static final class LineReader {
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
}
