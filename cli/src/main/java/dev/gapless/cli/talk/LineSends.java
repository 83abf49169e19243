package dev.gapless.cli.talk;

import dev.gapless.cli.Session;
import dev.gapless.cli.workspace.Device;
import dev.gapless.cli.workspace.Workspace;
import dev.gapless.client.ChatClient;
import dev.gapless.client.PendingSend;
import dev.gapless.client.session.OutgoingMessage;
import dev.gapless.client.session.Refusal;
import dev.gapless.client.session.SendState;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.IdempotencyKey;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// Sends each line of a stream as a message, in order, over one live connection. Reads no further than [#WAITING_MAX] lines ahead
/// of the acks. Bytes that are not UTF-8 become replacement characters: a build log is worth more with a blot than not at all.
///
/// The n-th line has the key `name.n`, so the same lines sent again under the same name are in the log once.
///
/// @param session where notices go
/// @param workspace whose channel
/// @param name of the whole, [#NAME_MAX] characters at most
/// @param within how long one line may take
record LineSends(Session session, Workspace workspace, IdempotencyKey name, Duration within) {
    /// Leaves room for a dot and the number of a line.
    static final int NAME_MAX = 52;

    private static final int WAITING_MAX = 1_024;

    /// How it went.
    ///
    /// @param sent lines that are in the log
    /// @param repeated of these, lines that an earlier run, or an earlier try of this one, had sent
    /// @param blank lines without text, which are not sent
    /// @param refused lines that the server did not take
    /// @param unknown lines that were not answered in time
    /// @param firstSeq seq of the first line
    /// @param lastSeq seq of the last line
    /// @param key name of the whole: the same lines sent again under it are in the log once
    record Outcome(
            long sent,
            long repeated,
            long blank,
            long refused,
            long unknown,
            Optional<Long> firstSeq,
            Optional<Long> lastSeq,
            String key) {
        static Outcome none(IdempotencyKey name) {
            return new Outcome(0, 0, 0, 0, 0, Optional.empty(), Optional.empty(), name.value());
        }

        String line() {
            String seqs = firstSeq.map(first -> ", seq " + first + " to " + lastSeq.orElse(first)).orElse("");
            return "sent " + sent + (sent == 1 ? " line" : " lines") + seqs
                    + (repeated > 0 ? ", " + repeated + " of them there already" : "")
                    + (blank > 0 ? ", " + blank + " blank left out" : "")
                    + (refused > 0 ? ", " + refused + " refused" : "");
        }

        Outcome with(SendState state) {
            return switch (state) {
                case SendState.Acked acked -> {
                    Optional<Long> seq = Optional.of(acked.seq().value());
                    yield new Outcome(
                            sent + 1,
                            repeated + (acked.duplicate() ? 1 : 0),
                            blank,
                            refused,
                            unknown,
                            firstSeq.or(() -> seq),
                            seq,
                            key);
                }
                case SendState.Refused no ->
                    new Outcome(sent, repeated, blank, refused + 1, unknown, firstSeq, lastSeq, key);
                case SendState.Pending pending -> unanswered();
                case SendState.Unknown doubt -> unanswered();
            };
        }

        Outcome withBlank() {
            return new Outcome(sent, repeated, blank + 1, refused, unknown, firstSeq, lastSeq, key);
        }

        private Outcome unanswered() {
            return new Outcome(sent, repeated, blank, refused, unknown + 1, firstSeq, lastSeq, key);
        }
    }

    Outcome run(ChannelId channel, InputStream in) throws InterruptedException {
        try (Device device = new Device(session, workspace, "send")) {
            ChatClient client = device.connect(event -> {});
            Deque<PendingSend> waiting = new ArrayDeque<>();
            Outcome outcome = Outcome.none(name);
            long number = 0;
            LineReader lines = new LineReader(in);
            for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
                if (line.get().isBlank()) {
                    outcome = outcome.withBlank();
                    continue;
                }
                number++;
                waiting.add(client.send(OutgoingMessage.of(
                        channel, new IdempotencyKey(name.value() + "." + number), line.get())));
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
}
