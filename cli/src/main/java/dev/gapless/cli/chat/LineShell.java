package dev.gapless.cli.chat;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.ExitCode;
import dev.gapless.cli.Session;
import dev.gapless.cli.output.Colour;
import dev.gapless.cli.output.Line;
import dev.gapless.client.Sleeper;
import dev.gapless.protocol.id.ChannelId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/// The chat without a terminal to draw on: lines of standard input are sent, entries are printed to standard output, everything
/// else to standard error. At the end of the input it waits for what was sent.
final class LineShell implements Screen {
    /// Wide enough that nothing is wrapped: whoever reads the lines breaks them.
    private static final int WIDTH = 100_000;

    private static final Duration SETTLE_WITHIN = Duration.ofSeconds(30);
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);

    private final Session session;
    private final TranscriptView view;
    private final Colour colour;

    LineShell(Session session) {
        this.session = session;
        this.view = new TranscriptView(session.world().clock().getZone());
        this.colour = session.colour(session.world().out());
    }

    /// Reads lines until there are no more.
    void run(Conversation conversation, InputHandler input) throws InterruptedException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(session.world().in(), StandardCharsets.UTF_8));
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (input.handle(line) == InputHandler.Next.QUIT) {
                    break;
                }
            }
        } catch (IOException e) {
            throw new CliFailure(ExitCode.FAILED, "no-input", "standard input: " + e.getMessage(),
                    "what came before is sent");
        }
        settle(conversation);
    }

    private static void settle(Conversation conversation) throws InterruptedException {
        long deadline = System.nanoTime() + SETTLE_WITHIN.toNanos();
        while (conversation.failure().isEmpty() && busy(conversation) && System.nanoTime() < deadline) {
            Sleeper.SYSTEM.sleep(LOOK_EVERY);
        }
        if (conversation.sending().unsettled()) {
            throw new CliFailure(
                    ExitCode.PENDING,
                    "outcome-unknown",
                    "some messages were not answered in " + SETTLE_WITHIN.toSeconds() + " s (expected: acks)",
                    "gapless chat sends them again with the same keys");
        }
    }

    /// True while a message is on its way, or acked and not printed.
    private static boolean busy(Conversation conversation) {
        return conversation.sending().unsettled()
                || conversation.state().outgoing().stream()
                        .anyMatch(message -> message.fate() instanceof Outgoing.Fate.Acked);
    }

    @Override
    public void entries(ChannelId channel, List<Entry> entries) {
        for (Entry entry : entries) {
            view.lines(entry, WIDTH).forEach(line -> session.world().out().line(line.render(colour)));
        }
    }

    @Override
    public void amended(ChannelId channel, Entry entry) {
        view.correction(entry, WIDTH).forEach(line -> session.world().out().line(line.render(colour)));
    }

    @Override
    public void notices(List<Line> lines) {
        lines.forEach(line -> session.notice(line.text()));
    }

    @Override
    public void status(ChatState before, ChatState now) {
        if (!before.link().getClass().equals(now.link().getClass())) {
            session.notice(StatusView.stateLine(now, WIDTH).text());
        }
        now.room().flatMap(Room::hole).ifPresent(hole -> {
            if (before.room().flatMap(Room::hole).isEmpty()) {
                session.notice(StatusView.hole(hole, WIDTH).text());
            }
        });
    }
}
