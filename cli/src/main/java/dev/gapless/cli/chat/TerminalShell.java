package dev.gapless.cli.chat;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.ExitCode;
import dev.gapless.cli.Session;
import dev.gapless.cli.output.Colour;
import dev.gapless.cli.output.Line.Tone;
import dev.gapless.cli.output.Line;
import dev.gapless.client.Sleeper;
import dev.gapless.protocol.id.ChannelId;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jline.keymap.KeyMap;
import org.jline.reader.Binding;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader.Option;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.Reference;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.Status;
import org.jspecify.annotations.Nullable;

/// The chat on a terminal: the input line is always live, the transcript grows above it, holes, own messages on their way and the
/// state line stand under it. The only class that owns a terminal.
///
/// JLine's reader may be told to print above, and to run a widget, by any thread; both take its lock, so the status lines are
/// drawn by a widget and never between the reader's own escape sequences.
final class TerminalShell implements Screen, AutoCloseable {
    private static final String DRAW_STATUS = "gapless-draw-status";
    private static final String LOOK = "gapless-look";
    private static final String TAKE_DRAFT = "gapless-take-draft";
    private static final String SWITCHING = "gapless-switching";
    private static final String SELECTING = "gapless-selecting";
    /// How long an Esc may be the start of an arrow key.
    private static final long ESCAPE_MS = 100;
    private static final int WORK_MAX = 256;
    private static final String PROMPT = "› ";
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);
    private static final int LOOKS_PER_SECOND = 5;
    /// Transcript items kept to be painted again when the size changes.
    private static final int RECENT_MAX = 200;
    private static final int MIN_WIDTH = 20;

    private final Terminal terminal;
    private final LineReader reader;
    private final Optional<Status> status;
    private final TranscriptView view;
    private final Colour colour;
    private final Deque<Item> recent = new ArrayDeque<>();
    private final BlockingQueue<Consumer<Conversation>> work = new ArrayBlockingQueue<>(WORK_MAX);
    private final AtomicBoolean repaintDue = new AtomicBoolean();
    private @Nullable Conversation conversation;
    private @Nullable InputHandler handler;
    /// What was in the input line when the person began to choose something. Touched only by widgets.
    private String aside = "";
    /// The input line as it was at the last look. Touched only by widgets.
    private String looked = "";
    /// The channel whose draft is in the input line.
    private volatile Optional<ChannelId> drafted = Optional.empty();
    private volatile ChatState shown = ChatState.empty();
    private volatile Roster roster = Roster.EMPTY;
    private volatile boolean closed;
    /// Height of the status area as drawn last. Touched only while drawing it.
    private int statusLines;

    private TerminalShell(Session session, Terminal terminal) {
        this.terminal = terminal;
        this.view = new TranscriptView(session.world().clock().getZone());
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
        reader.getWidgets().put(LOOK, this::look);
        reader.getWidgets().put(TAKE_DRAFT, this::takeDraft);
        bindKeys();
    }

    /// Something in the transcript.
    ///
    /// @param channel of an entry
    /// @param entry empty for lines that are for the person only
    /// @param lines at a width
    private record Item(Optional<ChannelId> channel, Optional<Entry> entry, IntFunction<List<Line>> lines) {}

    private void bindKeys() {
        KeyMap<Binding> main = Objects.requireNonNull(reader.getKeyMaps().get(LineReader.MAIN));
        on(main, "gapless-switch", this::beginSwitching, KeyMap.ctrl('G'));
        on(main, "gapless-next", this::nextUnread, KeyMap.alt('a'));
        on(main, "gapless-select", this::beginSelecting, KeyMap.alt('k'), "\u001b[1;3A", KeyMap.alt("\u001b[A"));
        KeyMap<Binding> switching = modeKeys();
        for (char c = ' '; c < 0x7f; c++) {
            switching.bind(new Reference(LineReader.SELF_INSERT), String.valueOf(c));
        }
        switching.setUnicode(new Reference(LineReader.SELF_INSERT));
        switching.bind(new Reference(LineReader.BACKWARD_DELETE_CHAR), "\u007f", KeyMap.ctrl('H'));
        on(switching, "gapless-switch-up", () -> moveSwitch(-1), "\u001b[A", "\u001bOA", KeyMap.ctrl('P'));
        on(switching, "gapless-switch-down", () -> moveSwitch(1), "\u001b[B", "\u001bOB", KeyMap.ctrl('N'), "\t");
        on(switching, "gapless-switch-take", this::takeSwitch, "\r", "\n");
        on(switching, "gapless-mode-end", this::endMode, "\u001b", KeyMap.ctrl('G'), KeyMap.ctrl('C'));
        reader.getKeyMaps().put(SWITCHING, switching);
        KeyMap<Binding> selecting = modeKeys();
        on(selecting, "gapless-select-up", () -> moveSelection(-1), "\u001b[A", "\u001bOA", "k", KeyMap.alt('k'));
        on(selecting, "gapless-select-down", () -> moveSelection(1), "\u001b[B", "\u001bOB", "j");
        on(selecting, "gapless-select-reply", () -> withSelected(entry -> "/reply " + entry.seq() + " "), "r");
        on(selecting, "gapless-select-thread", () -> withSelected(entry -> "/thread " + entry.seq()), "t");
        on(selecting, "gapless-select-edit", () -> withSelected(TerminalShell::editing), "e");
        on(selecting, "gapless-select-delete", () -> withSelected(entry -> "/delete " + entry.seq()), "d");
        on(selecting, "gapless-select-react", () -> withSelected(entry -> "/react " + entry.seq() + " "), "+");
        on(selecting, "gapless-select-pin", () -> withSelected(entry -> "/pin " + entry.seq()), "p");
        on(selecting, "gapless-select-end", this::endMode, "\u001b", "q", KeyMap.ctrl('G'), KeyMap.ctrl('C'));
        reader.getKeyMaps().put(SELECTING, selecting);
    }

    private static KeyMap<Binding> modeKeys() {
        KeyMap<Binding> keys = new KeyMap<>();
        keys.setAmbiguousTimeout(ESCAPE_MS);
        return keys;
    }

    private void on(KeyMap<Binding> keys, String name, Runnable action, String... strokes) {
        reader.getWidgets().put(name, () -> {
            action.run();
            return true;
        });
        keys.bind(new Reference(name), strokes);
    }

    private static String editing(Entry entry) {
        String text = entry.what() instanceof Entry.What.Said said ? said.text() : "";
        return "/edit " + entry.seq() + " " + text.replace('\n', ' ');
    }

    private void beginSwitching() {
        aside = reader.getBuffer().toString();
        reader.getBuffer().clear();
        reader.setKeyMap(SWITCHING);
        tell(talk -> talk.mode(new Mode.Switching("", 0)));
    }

    private void moveSwitch(int step) {
        tell(talk -> {
            if (talk.state().mode() instanceof Mode.Switching(String filter, int index)) {
                talk.mode(new Mode.Switching(filter, index + step));
            }
        });
    }

    private void takeSwitch() {
        Mode mode = shown.mode();
        String filter = reader.getBuffer().toString();
        Optional<Switcher.Choice> choice = mode instanceof Mode.Switching switching
                ? Switcher.at(
                        shown,
                        filter.equals(switching.filter()) ? switching : new Mode.Switching(filter, 0))
                : Optional.empty();
        endMode();
        choice.ifPresent(taken -> leaveFor(talk -> talk.go(taken.channel())));
    }

    private void nextUnread() {
        leaveFor(Conversation::nextUnread);
    }

    /// Goes to another channel, off the reader's thread; what was typed stays behind as a draft.
    private void leaveFor(Consumer<Conversation> way) {
        String typed = reader.getBuffer().toString();
        reader.getBuffer().clear();
        Conversation talk = conversation;
        InputHandler input = handler;
        if (talk != null && input != null) {
            Thread.ofVirtual().name("chat-go").start(() -> {
                talk.keepDraft(typed);
                input.guarded(() -> way.accept(talk));
                wantDraft();
            });
        }
    }

    private void beginSelecting() {
        aside = reader.getBuffer().toString();
        reader.getBuffer().clear();
        reader.setKeyMap(SELECTING);
        moveSelection(-1);
    }

    private void moveSelection(int step) {
        tell(talk -> talk.beside(step).ifPresent(entry -> talk.mode(new Mode.Selecting(entry))));
    }

    /// Leaves a command about the chosen message in the input line, to be finished or taken back.
    private void withSelected(Function<Entry, String> command) {
        Mode mode = shown.mode();
        endMode();
        if (mode instanceof Mode.Selecting(Entry entry)) {
            reader.getBuffer().clear();
            reader.getBuffer().write(command.apply(entry));
        }
    }

    private void endMode() {
        reader.setKeyMap(LineReader.MAIN);
        reader.getBuffer().clear();
        reader.getBuffer().write(aside);
        aside = "";
        tell(talk -> talk.mode(new Mode.Typing()));
    }

    /// Asks something of the conversation. Widgets run under the reader's lock, and the conversation calls the reader under its
    /// own: so it is asked on another thread, in order; what is more than [#WORK_MAX] waiting is dropped.
    private void tell(Consumer<Conversation> what) {
        work.offer(what);
    }

    private void work(Conversation talk) {
        try {
            while (!closed) {
                work.take().accept(talk);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Looks what was typed: it narrows the choice of a channel, and it shows that the person is there.
    private boolean look() {
        String typed = reader.getBuffer().toString();
        if (!typed.equals(looked)) {
            looked = typed;
            if (shown.mode() instanceof Mode.Switching(String filter, int index) && !filter.equals(typed)) {
                tell(talk -> talk.mode(new Mode.Switching(typed, 0)));
            }
            tell(Conversation::active);
        }
        return true;
    }

    private void wantDraft() {
        try {
            reader.callWidget(TAKE_DRAFT);
        } catch (IllegalStateException e) {
            drafted = Optional.empty(); // nobody is reading, so there is no line to put it into
        }
    }

    private boolean takeDraft() {
        Optional<ChannelId> now = shown.current();
        if (!now.equals(drafted) && reader.getBuffer().length() == 0) {
            drafted = now;
            Conversation talk = conversation;
            if (talk != null) {
                now.flatMap(talk::draft).ifPresent(text -> reader.getBuffer().write(text));
            }
        }
        return true;
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
    void run(Conversation conversation, InputHandler input, Supplier<Roster> names) {
        Thread.ofVirtual().name("chat-names").start(() -> roster = names.get());
        Thread.ofVirtual().name("chat-tick").start(() -> tick(conversation));
        this.conversation = conversation;
        Thread.ofVirtual().name("chat-act").start(() -> work(conversation));
        this.handler = input;
        boolean warned = false;
        while (conversation.failure().isEmpty()) {
            try {
                if (input.handle(reader.readLine(PROMPT)) == InputHandler.Next.QUIT) {
                    return;
                }
                warned = false;
            } catch (UserInterruptException e) {
                reader.setKeyMap(LineReader.MAIN);
                conversation.mode(new Mode.Typing());
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
                    lookSoon();
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

    private void lookSoon() {
        try {
            reader.callWidget(LOOK);
        } catch (IllegalStateException e) {
            looked = ""; // the line was just accepted
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
        List<Line> lines = new ArrayList<>();
        recent.forEach(item -> lines.addAll(item.lines().apply(width())));
        // Rows above the top are in the terminal's own memory already.
        int rows = Math.max(1, terminal.getSize().getRows() - statusLines - 1);
        write(lines.subList(Math.max(0, lines.size() - rows), lines.size()));
    }

    @Override
    public void entries(ChannelId channel, List<Entry> entries) {
        print(entries.stream().map(entry -> item(channel, entry)).toList());
    }

    @Override
    public void notices(List<Line> lines) {
        print(List.of(new Item(Optional.empty(), Optional.empty(), width -> lines)));
    }

    /// What is still on screen is painted anew, soon and at once with what else changes meanwhile; above it, only another text is
    /// worth a line.
    @Override
    public synchronized void amended(ChannelId channel, Entry entry) {
        int below = 0;
        Optional<Item> old = Optional.empty();
        List<Item> items = new ArrayList<>(recent);
        for (int i = items.size() - 1; i >= 0 && old.isEmpty(); i--) {
            Item item = items.get(i);
            boolean same = item.channel().filter(channel::equals).isPresent()
                    && item.entry().filter(known -> known.seq() == entry.seq()).isPresent();
            if (same) {
                old = Optional.of(item);
                items.set(i, item(channel, entry));
            } else {
                below += item.lines().apply(width()).size();
            }
        }
        if (old.isEmpty()) {
            return;
        }
        recent.clear();
        recent.addAll(items);
        if (below < terminal.getSize().getRows() - statusLines) {
            repaintDue.set(true);
        } else if (!old.flatMap(Item::entry).map(TerminalShell::text).equals(Optional.of(text(entry)))) {
            print(List.of(new Item(Optional.empty(), Optional.empty(), width -> view.correction(entry, width))));
        }
    }

    private static String text(Entry entry) {
        return entry.what() instanceof Entry.What.Said said ? said.text() : "";
    }

    private Item item(ChannelId channel, Entry entry) {
        return new Item(Optional.of(channel), Optional.of(entry), width -> view.lines(entry, width));
    }

    @Override
    public void status(ChatState before, ChatState now) {
        shown = now;
        requestStatus();
    }

    private synchronized void print(List<Item> items) {
        recent.addAll(items);
        while (recent.size() > RECENT_MAX) {
            recent.remove();
        }
        write(items.stream().flatMap(item -> item.lines().apply(width()).stream()).toList());
    }

    private void write(List<Line> lines) {
        if (!lines.isEmpty() && !closed) {
            reader.printAbove(String.join("\n", lines.stream().map(line -> line.render(colour)).toList()));
        }
    }

    private void requestStatus() {
        if (closed) {
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
