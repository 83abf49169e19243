package dev.gapless.cli.chat;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.ExitCode;
import dev.gapless.cli.Session;
import dev.gapless.cli.output.Colour;
import dev.gapless.cli.output.Line;
import dev.gapless.cli.output.Line.Tone;
import dev.gapless.client.Sleeper;
import dev.gapless.protocol.id.ChannelId;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReader.Option;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.Status;

/// The chat on a terminal: the input line is always live, the transcript grows above it, holes, own messages on their way and the
/// state line stand under it. The only class that owns a terminal.
///
/// JLine's reader may be told to print above, and to run a widget, by any thread; both take its lock, so the status lines are
/// drawn by a widget and never between the reader's own escape sequences.
final class TerminalShell implements Screen, AutoCloseable {
    private static final String DRAW_STATUS = "gapless-draw-status";
    private static final String PROMPT = "› ";
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);
    private static final int LOOKS_PER_SECOND = 5;
    private static final int MIN_WIDTH = 20;

    private final Terminal terminal;
    private final LineReader reader;
    private final Optional<Status> status;
    private final Colour colour;
    private final Pane pane;
    private final InputLine input;
    private final KeyBindings keys;
    private final AtomicBoolean repaintDue = new AtomicBoolean();
    private volatile ChatState shown = ChatState.empty();
    private volatile Roster roster = Roster.EMPTY;
    private volatile boolean closed;
    /// Height of the status area as drawn last. Touched only while drawing it.
    private int statusLines;

    private TerminalShell(Session session, Terminal terminal) {
        this.terminal = terminal;
        this.pane = new Pane(new TranscriptView(session.world().clock().getZone()));
        this.colour = session.colour(session.world().out());
        this.status = Optional.ofNullable(Status.getStatus(terminal));
        this.reader = LineReaderBuilder.builder()
                .terminal(terminal)
                .appName("gapless")
                // A message may hold any quote or backslash.
                .parser(new DefaultParser().quoteChars(new char[0]).escapeChars(new char[0]))
                .completer((from, line, candidates) -> roster
                        .candidates(line.line().substring(0, line.cursor()))
                        .forEach(name -> candidates.add(new Candidate(name))))
                .option(Option.DISABLE_EVENT_EXPANSION, true)
                .option(Option.ERASE_LINE_ON_FINISH, true)
                .option(Option.AUTO_FRESH_LINE, true)
                .option(Option.BRACKETED_PASTE, true)
                .build();
        reader.getWidgets().put(DRAW_STATUS, this::drawStatus);
        reader.getWidgets().put(LineReader.CALLBACK_INIT, this::begin);
        this.input = new InputLine(reader, () -> shown);
        this.keys = new KeyBindings(reader, input, () -> shown);
    }

    /// Takes the terminal.
    static TerminalShell open(Session session) {
        try {
            return new TerminalShell(session, TerminalBuilder.builder().system(true).build());
        } catch (IOException e) {
            throw new CliFailure(
                    ExitCode.FAILED, "no-terminal", "terminal: " + e.getMessage(),
                    "TERM=dumb gapless chat uses plain lines");
        }
    }

    /// Reads lines until the person leaves.
    ///
    /// @param names asked once for names to complete; may fail
    void run(Conversation conversation, InputHandler handler, Supplier<Roster> names) {
        Thread.ofVirtual().name("chat-names").start(() -> roster = names.get());
        input.begin(conversation);
        keys.begin(conversation, handler);
        Thread.ofVirtual().name("chat-tick").start(() -> tick(conversation));
        boolean warned = false;
        while (conversation.failure().isEmpty()) {
            try {
                String line = reader.readLine(PROMPT, null, input.initial());
                input.entered();
                if (handler.handle(line) == InputHandler.Next.QUIT) {
                    return;
                }
                warned = false;
            } catch (UserInterruptException e) {
                keys.reset();
                if (warned && e.getPartialLine().isEmpty()) {
                    return;
                }
                if (e.getPartialLine().isEmpty()) {
                    conversation.notice(Tone.DIM, "Ctrl-C again leaves, and so does Ctrl-D");
                    warned = true;
                }
            } catch (EndOfFileException e) {
                return;
            }
        }
    }

    /// A line is being read. At the first one, everything is painted that waited for it: printed earlier, it would run into the
    /// status lines.
    private boolean begin() {
        if (!pane.begun()) {
            List<Line> waiting = pane.begin(width());
            drawStatus();
            write(waiting);
        }
        return true;
    }

    /// Counts waits down, and looks whether the terminal has another size: JLine tells its reader only.
    private void tick(Conversation conversation) {
        try {
            Size size = terminal.getSize();
            for (int i = 1; !closed; i++) {
                Sleeper.SYSTEM.sleep(LOOK_EVERY);
                if (i % LOOKS_PER_SECOND == 0) {
                    conversation.tick(Duration.ofSeconds(1));
                }
                if (reader.isReading()) {
                    keys.lookNow();
                }
                if (!size.equals(terminal.getSize())) {
                    size = terminal.getSize();
                    repaint();
                } else if (repaintDue.compareAndSet(true, false)) {
                    repaint();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Paints everything anew, wrapped for the new size: what the terminal made of the old lines is not to be known.
    private synchronized void repaint() {
        if (closed || !reader.isReading()) {
            return;
        }
        statusLines = 0;
        reader.callWidget(LineReader.CLEAR_SCREEN);
        requestStatus();
        // Rows above the top are in the terminal's own memory already.
        write(pane.last(rows() - 1, width()));
    }

    @Override
    public synchronized void entries(ChannelId channel, List<Entry> entries) {
        write(pane.entries(channel, entries, width()));
    }

    @Override
    public synchronized void notices(List<Line> lines) {
        write(pane.notices(lines, width()));
    }

    /// What is still on screen is painted anew, soon and at once with what else changes meanwhile.
    @Override
    public synchronized void amended(ChannelId channel, Entry entry) {
        switch (pane.amended(channel, entry, rows(), width())) {
            case Pane.Amendment.Unseen unseen -> {}
            case Pane.Amendment.Repaint repaint -> repaintDue.set(true);
            case Pane.Amendment.Print(List<Line> lines) -> write(lines);
        }
    }

    @Override
    public void status(ChatState before, ChatState now) {
        shown = now;
        requestStatus();
    }

    private void write(List<Line> lines) {
        if (!lines.isEmpty() && !closed) {
            reader.printAbove(String.join("\n", lines.stream().map(line -> line.render(colour)).toList()));
        }
    }

    private void requestStatus() {
        if (closed || !pane.begun()) {
            return;
        }
        try {
            reader.callWidget(DRAW_STATUS);
        } catch (IllegalStateException e) {
            drawStatus(); // nobody is reading, so nothing is in the way
        }
    }

    private boolean drawStatus() {
        status.ifPresent(area -> {
            List<AttributedString> lines = StatusView.lines(shown, width()).stream()
                    .map(line -> AttributedString.fromAnsi(line.render(colour)))
                    .toList();
            if (lines.size() != statusLines) {
                // JLine paints the difference to what it painted last, and takes rows that move for painted: blank them first.
                area.update(Collections.nCopies(lines.size(), AttributedString.EMPTY));
                statusLines = lines.size();
            }
            area.update(lines);
        });
        return true;
    }

    /// Rows that the transcript has, one at least.
    private int rows() {
        return Math.max(2, terminal.getSize().getRows() - statusLines);
    }

    private int width() {
        return Math.max(MIN_WIDTH, terminal.getSize().getColumns());
    }

    @Override
    public void close() throws IOException {
        closed = true;
        status.ifPresent(Status::hide);
        status.ifPresent(Status::close);
        terminal.close();
    }
}
