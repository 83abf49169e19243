package dev.gapless.cli.chat;

import dev.gapless.cli.output.Line.Tone;
import dev.gapless.cli.output.SafeText;
import dev.gapless.client.local.LocalSearch;
import dev.gapless.client.local.LocalStore;
import dev.gapless.client.local.MemoryLocalStore;
import dev.gapless.client.store.StoreException;
import dev.gapless.protocol.api.ChannelView;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.id.ChannelId;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// What the chat keeps between runs. If it cannot be kept any more, that is said once, and the conversation goes on. Any thread
/// may call.
final class Kept {
    private final Board board;
    private volatile LocalStore store;

    Kept(LocalStore store, Board board) {
        this.store = store;
        this.board = board;
    }

    LocalStore store() {
        return store;
    }

    void keep(Consumer<LocalStore> what) {
        try {
            what.accept(store);
        } catch (StoreException e) {
            store = new MemoryLocalStore();
            board.notice(
                    Tone.WARN, "nothing is kept from now on: " + SafeText.line(String.valueOf(e.getMessage())));
        }
    }

    List<Event> events(ChannelId channel) {
        return store.events(channel);
    }

    /// A joined channel of which messages are kept.
    Optional<ChannelView> channel(Predicate<ChannelView> which) {
        return store.channels().stream()
                .filter(ChannelView::joined)
                .filter(which)
                .filter(view -> !store.events(view.id()).isEmpty())
                .findFirst();
    }

    /// How far oneself has read a channel, 0 if that is not known.
    long readPosition(ChannelId channel) {
        return store.cursors().stream()
                .filter(cursor -> cursor.channel().equals(channel) && cursor.threadRoot().isEmpty())
                .mapToLong(cursor -> cursor.seq().value())
                .findFirst()
                .orElse(0);
    }

    /// Keeps what is typed and not sent, also through a crash.
    void draft(ChannelId channel, String text) {
        if (!draft(channel).orElse("").equals(text)) {
            keep(local -> {
                local.keepDraft(channel, text);
                local.flush();
            });
        }
    }

    Optional<String> draft(ChannelId channel) {
        return store.draft(channel);
    }

    List<LocalSearch.Hit> search(String words, int limit) {
        return LocalSearch.find(store, words, limit);
    }
}
