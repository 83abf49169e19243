package dev.gapless.cli.chat;

import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jline.keymap.KeyMap;
import org.jline.reader.Binding;
import org.jline.reader.LineReader;
import org.jline.reader.Reference;
import org.jspecify.annotations.Nullable;

/// What keys do: going to another channel, choosing one, choosing a message.
///
/// Widgets run under the reader's lock, and the conversation calls the reader under its own: so it is asked on another thread, in
/// order.
final class KeyBindings {
    private static final String SWITCHING = "gapless-switching";
    private static final String SELECTING = "gapless-selecting";
    private static final String LOOK = "gapless-look";
    /// How long an Esc may be the start of an arrow key.
    private static final long ESCAPE_MS = 100;
    /// Wishes that wait for the conversation; one more is dropped, and is worth no more than a key press.
    private static final int WORK_MAX = 256;

    private final LineReader reader;
    private final InputLine line;
    private final Supplier<ChatState> shown;
    private final BlockingQueue<Consumer<Conversation>> work = new ArrayBlockingQueue<>(WORK_MAX);
    private @Nullable Conversation conversation;
    private @Nullable InputHandler handler;
    /// The input line as it was at the last look. Touched only by widgets.
    private String looked = "";

    KeyBindings(LineReader reader, InputLine line, Supplier<ChatState> shown) {
        this.reader = reader;
        this.line = line;
        this.shown = shown;
        reader.getWidgets().put(LOOK, this::look);
        bindTyping();
        bindSwitching();
        bindSelecting();
    }

    /// Takes whom keys act on, and acts from now on.
    void begin(Conversation talk, InputHandler input) {
        conversation = talk;
        handler = input;
        Thread.ofVirtual().name("chat-act").start(() -> work(talk));
    }

    /// Looks what was typed, if a line is being read.
    void lookNow() {
        try {
            reader.callWidget(LOOK);
        } catch (IllegalStateException e) {
            looked = ""; // the line was just accepted
        }
    }

    /// The reader was interrupted: keys mean what they mean at first.
    void reset() {
        reader.setKeyMap(LineReader.MAIN);
        line.putBackNext();
        tell(talk -> talk.mode(new Mode.Typing()));
    }

    private void bindTyping() {
        KeyMap<Binding> main = Objects.requireNonNull(reader.getKeyMaps().get(LineReader.MAIN));
        on(main, "gapless-switch", this::beginSwitching, KeyMap.ctrl('G'));
        on(main, "gapless-next", () -> leaveFor(talk -> talk.rooms().nextUnread()), KeyMap.alt('a'));
        on(main, "gapless-select", this::beginSelecting, KeyMap.alt('k'), "\u001b[1;3A", KeyMap.alt("\u001b[A"));
    }

    private void bindSwitching() {
        KeyMap<Binding> keys = modeKeys();
        for (char c = ' '; c < 0x7f; c++) {
            keys.bind(new Reference(LineReader.SELF_INSERT), String.valueOf(c));
        }
        keys.setUnicode(new Reference(LineReader.SELF_INSERT));
        keys.bind(new Reference(LineReader.BACKWARD_DELETE_CHAR), "\u007f", KeyMap.ctrl('H'));
        on(keys, "gapless-switch-up", () -> moveSwitch(-1), "\u001b[A", "\u001bOA", KeyMap.ctrl('P'));
        on(keys, "gapless-switch-down", () -> moveSwitch(1), "\u001b[B", "\u001bOB", KeyMap.ctrl('N'), "\t");
        on(keys, "gapless-switch-take", this::takeSwitch, "\r", "\n");
        on(keys, "gapless-mode-end", this::endMode, "\u001b", KeyMap.ctrl('G'), KeyMap.ctrl('C'));
        reader.getKeyMaps().put(SWITCHING, keys);
    }

    private void bindSelecting() {
        KeyMap<Binding> keys = modeKeys();
        on(keys, "gapless-select-up", () -> moveSelection(-1), "\u001b[A", "\u001bOA", "k", KeyMap.alt('k'));
        on(keys, "gapless-select-down", () -> moveSelection(1), "\u001b[B", "\u001bOB", "j");
        on(keys, "gapless-select-reply", () -> withSelected(entry -> "/reply " + entry.seq() + " "), "r");
        on(keys, "gapless-select-thread", () -> withSelected(entry -> "/thread " + entry.seq()), "t");
        on(keys, "gapless-select-edit", () -> withSelected(KeyBindings::editing), "e");
        on(keys, "gapless-select-delete", () -> withSelected(entry -> "/delete " + entry.seq()), "d");
        on(keys, "gapless-select-react", () -> withSelected(entry -> "/react " + entry.seq() + " "), "+");
        on(keys, "gapless-select-pin", () -> withSelected(entry -> "/pin " + entry.seq()), "p");
        on(keys, "gapless-select-unread", () -> withSelected(entry -> "/mark-unread " + entry.seq()), "u");
        on(keys, "gapless-select-end", this::endMode, "\u001b", "q", KeyMap.ctrl('G'), KeyMap.ctrl('C'));
        reader.getKeyMaps().put(SELECTING, keys);
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
        line.putAside();
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
        ChatState state = shown.get();
        String filter = reader.getBuffer().toString();
        Optional<Switcher.Choice> choice = state.mode() instanceof Mode.Switching switching
                ? Switcher.at(state, filter.equals(switching.filter()) ? switching : new Mode.Switching(filter, 0))
                : Optional.empty();
        endMode();
        choice.ifPresent(taken -> leaveFor(talk -> talk.rooms().go(taken.channel())));
    }

    /// Goes to another channel; what was typed stays behind as a draft.
    private void leaveFor(Consumer<Conversation> way) {
        Conversation talk = conversation;
        InputHandler input = handler;
        if (talk != null && input != null) {
            line.leave(talk, () -> input.guarded(() -> way.accept(talk)));
        }
    }

    private void beginSelecting() {
        line.putAside();
        reader.setKeyMap(SELECTING);
        moveSelection(-1);
    }

    private void moveSelection(int step) {
        tell(talk -> talk.acts().beside(step).ifPresent(entry -> talk.mode(new Mode.Selecting(entry))));
    }

    /// Leaves a command about the chosen message in the input line, to be finished or taken back; what was typed before comes back
    /// after it.
    private void withSelected(Function<Entry, String> command) {
        if (shown.get().mode() instanceof Mode.Selecting(Entry entry)) {
            reader.setKeyMap(LineReader.MAIN);
            line.putBackNext();
            line.replace(command.apply(entry));
            tell(talk -> talk.mode(new Mode.Typing()));
        } else {
            endMode();
        }
    }

    private void endMode() {
        reader.setKeyMap(LineReader.MAIN);
        line.putBack();
        tell(talk -> talk.mode(new Mode.Typing()));
    }

    private void tell(Consumer<Conversation> what) {
        work.offer(what);
    }

    private void work(Conversation talk) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                work.take().accept(talk);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Looks what was typed: it narrows the choice of a channel, and it shows that the person is there. In a pause it is kept.
    private boolean look() {
        String typed = reader.getBuffer().toString();
        boolean still = typed.equals(looked);
        if (!still) {
            looked = typed;
            if (shown.get().mode() instanceof Mode.Switching(String filter, int index) && !filter.equals(typed)) {
                tell(talk -> talk.mode(new Mode.Switching(typed, 0)));
            }
            tell(talk -> talk.marks().active());
        }
        if (still && shown.get().mode() instanceof Mode.Typing) {
            line.typed(typed).ifPresent(draft -> tell(talk -> draft.keep(talk.kept())));
        }
        return true;
    }
}
