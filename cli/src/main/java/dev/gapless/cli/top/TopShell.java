package dev.gapless.cli.top;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.ExitCode;
import dev.gapless.cli.Session;
import dev.gapless.cli.output.Colour;
import dev.gapless.cli.output.Line;
import dev.gapless.client.ClientException;
import dev.gapless.client.Sleeper;
import dev.gapless.protocol.api.TopView;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.NonBlockingReader;

/// Owns the terminal while `top` runs: takes the whole screen, reads keys on the caller's thread, asks for frames on another, and gives
/// the screen back as it was.
final class TopShell implements AutoCloseable {
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);
    private static final long ESCAPE_MS = 50;
    private static final int ESCAPE = 27;
    private static final int MIN_WIDTH = 20;
    private static final int MIN_HEIGHT = 4;
    private static final int USUAL_WIDTH = 80;
    private static final int USUAL_HEIGHT = 24;
    private static final String HOME = "\u001b[H";
    private static final String END_OF_LINE = "\u001b[K";
    private static final String END_OF_SCREEN = "\u001b[J";

    private final Terminal terminal;
    private final Attributes before;
    private final Colour colour;
    private final TopScreen screen;
    private volatile boolean closed;
    // Guarded by this object's lock.
    private TopState state;
    private String drawn = "";

    private TopShell(Session session, Terminal terminal, TopState state) {
        this.terminal = terminal;
        this.colour = session.colour(session.world().out());
        this.screen = new TopScreen(session.world().clock().getZone());
        this.state = state;
        this.before = terminal.enterRawMode();
        terminal.puts(Capability.enter_ca_mode);
        terminal.puts(Capability.cursor_invisible);
        terminal.flush();
    }

    /// Takes the terminal.
    static TopShell open(Session session, TopState state) {
        try {
            return new TopShell(session, TerminalBuilder.builder().system(true).build(), state);
        } catch (IOException e) {
            throw new CliFailure(
                    ExitCode.FAILED, "no-terminal", "terminal: " + e.getMessage(),
                    "gapless top --once shows one frame");
        }
    }

    /// Shows frames until the person leaves.
    void run(Supplier<TopView> frames, Duration every) {
        Thread reader = Thread.currentThread();
        terminal.handle(Terminal.Signal.INT, signal -> {
            closed = true;
            reader.interrupt();
        });
        Thread.ofVirtual().name("top-frames").start(() -> ask(frames, every));
        NonBlockingReader keys = terminal.reader();
        try {
            while (!closed) {
                Optional<TopState.Key> key = read(keys);
                if (key.isPresent() && !press(key.get())) {
                    return;
                }
                draw();
            }
        } catch (IOException e) {
            closed = true; // the terminal is gone, or Ctrl-C ended the wait for a key
        }
    }

    private void ask(Supplier<TopView> frames, Duration every) {
        try {
            while (!closed) {
                try {
                    TopView frame = frames.get();
                    change(frame);
                } catch (ClientException e) {
                    fail(e.text());
                }
                Sleeper.SYSTEM.sleep(every);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void change(TopView frame) {
        state = state.seen(frame);
    }

    private synchronized void fail(String why) {
        state = state.failed("no news: " + why);
    }

    /// @return false to leave
    private synchronized boolean press(TopState.Key key) {
        Optional<TopState> next = state.after(key);
        next.ifPresent(then -> state = then);
        return next.isPresent();
    }

    private static Optional<TopState.Key> read(NonBlockingReader keys) throws IOException {
        int c = keys.read(LOOK_EVERY.toMillis());
        if (c == NonBlockingReader.READ_EXPIRED) {
            return Optional.empty();
        }
        if (c == NonBlockingReader.EOF) {
            throw new IOException("terminal: closed (expected: keys)");
        }
        if (c != ESCAPE) {
            return Optional.of(new TopState.Key.Typed(c));
        }
        int bracket = keys.read(ESCAPE_MS);
        if (bracket != '[' && bracket != 'O') {
            return Optional.of(TopState.Key.Named.ESCAPE);
        }
        return switch (keys.read(ESCAPE_MS)) {
            case 'A', 'Z' -> Optional.of(TopState.Key.Named.UP);
            case 'B' -> Optional.of(TopState.Key.Named.DOWN);
            case 'C' -> Optional.of(TopState.Key.Named.RIGHT);
            case 'D' -> Optional.of(TopState.Key.Named.LEFT);
            default -> Optional.empty();
        };
    }

    /// Paints what differs from what stands there: all of it, or nothing.
    private synchronized void draw() {
        int columns = terminal.getSize().getColumns();
        int rows = terminal.getSize().getRows();
        List<Line> lines = screen.lines(
                state, Math.max(MIN_WIDTH, columns <= 0 ? USUAL_WIDTH : columns),
                Math.max(MIN_HEIGHT, rows <= 0 ? USUAL_HEIGHT : rows));
        String picture = lines.stream()
                .map(line -> line.render(colour) + END_OF_LINE)
                .collect(Collectors.joining("\r\n", HOME, END_OF_SCREEN));
        String key = columns + "x" + rows + picture;
        if (!key.equals(drawn)) {
            drawn = key;
            terminal.writer().write(picture);
            terminal.flush();
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        terminal.puts(Capability.cursor_visible);
        terminal.puts(Capability.exit_ca_mode);
        terminal.setAttributes(before);
        terminal.flush();
        terminal.close();
    }
}
