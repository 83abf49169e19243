package dev.gapless.cli.chat;

import dev.gapless.protocol.id.ChannelId;
import java.util.Optional;
import java.util.function.Supplier;
import org.jline.reader.LineReader;
import org.jspecify.annotations.Nullable;

/// What is in the input line and was not sent: put aside while something is chosen, kept as the channel's draft otherwise, and
/// back when the person is. Widgets call, under the reader's lock, and the thread that reads lines.
final class InputLine {
    private static final String TAKE_DRAFT = "gapless-take-draft";

    private final LineReader reader;
    private final Supplier<ChatState> shown;
    private volatile @Nullable Conversation conversation;
    /// What was in the line when the person began to choose something. Touched only by widgets.
    private String aside = "";
    /// What the next line begins with.
    private volatile String next = "";
    /// The channel whose draft is in the line.
    private volatile Optional<ChannelId> drafted = Optional.empty();
    /// True on the way from one channel to another: the line belongs to neither.
    private volatile boolean leaving;
    /// What was kept last. Touched only by widgets.
    private Optional<Draft> kept = Optional.empty();

    InputLine(LineReader reader, Supplier<ChatState> shown) {
        this.reader = reader;
        this.shown = shown;
        reader.getWidgets().put(TAKE_DRAFT, this::takeDraft);
    }

    /// What was typed in a channel and not sent.
    record Draft(ChannelId channel, String text) {
        void keep(Kept store) {
            store.draft(channel, text);
        }
    }

    void begin(Conversation talk) {
        conversation = talk;
    }

    /// What the line begins with: what was put aside before a command, or the draft of a channel that just came on screen.
    String initial() {
        String text = next;
        next = "";
        Optional<ChannelId> now = shown.get().current();
        if (!now.equals(drafted)) {
            drafted = now;
            return text.isEmpty() ? draft(now) : text;
        }
        return text;
    }

    /// A line was entered, so it is no draft any more.
    void entered() {
        Conversation talk = conversation;
        if (talk != null) {
            shown.get().current().ifPresent(channel -> new Draft(channel, next).keep(talk.kept()));
        }
    }

    /// What is to be kept of what was typed, if that is new.
    Optional<Draft> typed(String text) {
        Optional<Draft> draft =
                leaving ? Optional.empty() : shown.get().current().map(channel -> new Draft(channel, text));
        if (draft.isEmpty() || draft.equals(kept) || !shown.get().current().equals(drafted)) {
            return Optional.empty();
        }
        kept = draft;
        return draft;
    }

    void putAside() {
        aside = reader.getBuffer().toString();
        reader.getBuffer().clear();
    }

    /// What was put aside is in the line again.
    void putBack() {
        replace(aside);
        aside = "";
    }

    /// What was put aside comes with the next line.
    void putBackNext() {
        next = aside;
        aside = "";
    }

    void replace(String text) {
        reader.getBuffer().clear();
        reader.getBuffer().write(text);
    }

    /// Goes to another channel, off the reader's thread: what was typed stays behind, and the draft there comes in.
    void leave(Conversation talk, Runnable way) {
        Optional<ChannelId> from = shown.get().current();
        String typed = reader.getBuffer().toString();
        leaving = true;
        reader.getBuffer().clear();
        Thread.ofVirtual().name("chat-go").start(() -> {
            from.ifPresent(channel -> new Draft(channel, typed).keep(talk.kept()));
            try {
                way.run();
            } finally {
                leaving = false;
                drafted = Optional.empty();
                wantDraft();
            }
        });
    }

    private void wantDraft() {
        try {
            reader.callWidget(TAKE_DRAFT);
        } catch (IllegalStateException e) {
            drafted = Optional.empty(); // nobody is reading: the next line begins with it
        }
    }

    private boolean takeDraft() {
        Optional<ChannelId> now = shown.get().current();
        if (!now.equals(drafted)) {
            drafted = now;
            if (reader.getBuffer().length() == 0) {
                reader.getBuffer().write(draft(now));
                reader.callWidget(LineReader.REDISPLAY);
            }
        }
        return true;
    }

    private String draft(Optional<ChannelId> channel) {
        Conversation talk = conversation;
        return talk == null ? "" : channel.flatMap(talk.kept()::draft).orElse("");
    }
}
