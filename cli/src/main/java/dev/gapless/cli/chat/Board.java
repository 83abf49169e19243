package dev.gapless.cli.chat;

import dev.gapless.cli.output.Line;
import dev.gapless.cli.output.Line.Tone;
import dev.gapless.cli.output.SafeText;
import dev.gapless.protocol.id.ChannelId;
import java.util.List;

/// The state of the chat and the screen it is shown on. The client's thread and the input's threads call; state changes one at a
/// time, under this object's lock, and what changed is shown before the next change.
final class Board {
    private final Screen screen;
    private volatile ChatState state = ChatState.empty();
    /// What is behind this seq is new: a line is drawn above it. Guarded by this object's lock; -1 for nowhere.
    private long newBehind = -1;

    Board(Screen screen) {
        this.screen = screen;
    }

    ChatState state() {
        return state;
    }

    synchronized void happen(ChatEvent event) {
        ChatState before = state;
        ChatState.Step step = before.after(event);
        state = step.state();
        if (event instanceof ChatEvent.Opened || event instanceof ChatEvent.SwitchedTo
                || event instanceof ChatEvent.Closed) {
            state.room().ifPresent(
                    room -> screen.notices(List.of(Line.of(Tone.DIM, "── " + SafeText.line(room.label()) + " ──"))));
        }
        state.current().ifPresent(channel -> paint(channel, step));
        if (!state.equals(before)) {
            screen.status(before, state);
        }
    }

    /// Lets things happen of which the first message behind a read position gets a line above it.
    ///
    /// @param read the position, 0 if there is none
    synchronized void happenBehind(long read, Runnable things) {
        newBehind = read > 0 ? read : -1;
        things.run();
        newBehind = -1;
    }

    /// Shows lines to the person only.
    synchronized void notices(List<Line> lines) {
        screen.notices(lines);
    }

    void notice(Tone tone, String text) {
        notices(List.of(Line.of(tone, text)));
    }

    /// Shows entries again, under a line that says which.
    synchronized void again(String headline, ChannelId channel, List<Entry> entries) {
        screen.notices(List.of(Line.of(Tone.DIM, headline)));
        screen.entries(channel, entries);
    }

    /// Adds what is new to the screen, with a line above the first message that was not read.
    private void paint(ChannelId channel, ChatState.Step step) {
        List<Entry> entries = step.entries();
        for (int i = 0; i < entries.size() && newBehind >= 0; i++) {
            if (entries.get(i).seq() > newBehind && entries.get(i).isMessage() && !entries.get(i).own()) {
                screen.entries(channel, entries.subList(0, i));
                screen.notices(List.of(Line.of(Tone.WARN, "── new messages ──")));
                entries = entries.subList(i, entries.size());
                newBehind = -1;
            }
        }
        if (!entries.isEmpty()) {
            screen.entries(channel, entries);
        }
        step.amended().forEach(entry -> screen.amended(channel, entry));
    }
}
