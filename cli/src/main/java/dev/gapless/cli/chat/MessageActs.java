package dev.gapless.cli.chat;

import dev.gapless.cli.output.Line;
import dev.gapless.cli.output.Line.Tone;
import dev.gapless.cli.output.SafeText;
import dev.gapless.cli.workspace.Workspace;
import dev.gapless.client.ChatClient;
import dev.gapless.client.local.LocalSearch;
import dev.gapless.client.timeline.Message;
import dev.gapless.protocol.api.ThreadPage;
import dev.gapless.protocol.codec.Texts;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Position;
import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.id.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// What is done to single messages of the channel on screen: they are named by their seq. What comes of it arrives as an event.
final class MessageActs {
    private static final int SEARCH_SHOWN = 20;

    private final Workspace workspace;
    private final UserId self;
    private final Board board;
    private final Transcripts transcripts;
    private final Kept kept;
    private final Sending sending;
    private final ReadMarks marks;
    private final Supplier<ChatClient> client;

    MessageActs(
            Workspace workspace,
            UserId self,
            Board board,
            Transcripts transcripts,
            Kept kept,
            Sending sending,
            ReadMarks marks,
            Supplier<ChatClient> client) {
        this.workspace = workspace;
        this.self = self;
        this.board = board;
        this.transcripts = transcripts;
        this.kept = kept;
        this.sending = sending;
        this.marks = marks;
        this.client = client;
    }

    /// The message above or below the one chosen; the last one if none is.
    Optional<Entry> beside(int step) {
        ChatState state = board.state();
        long from = state.mode() instanceof Mode.Selecting(Entry entry) ? entry.seq() : Long.MAX_VALUE;
        return state.room()
                .flatMap(room -> transcripts.beside(room.channel(), room.thread(), from, step))
                .map(message -> Entry.of(message, self, workspace::handle));
    }

    void edit(long seq, String text) {
        onScreen(channel -> workspace.api().edit(channel, new Seq(seq), Texts.checkMessage(text),
                client.get().newKey()));
    }

    /// Replaces words in one's own last message.
    void substitute(String old, String now) {
        onScreen(channel -> {
            Optional<Message> last = transcripts.lastOwn(channel);
            if (last.isEmpty() || !last.get().text().contains(old)) {
                board.notice(Tone.BAD, "your last message does not hold " + SafeText.line(old));
                return;
            }
            int at = last.get().text().indexOf(old);
            String text = last.get().text();
            edit(last.get().seq().value(), text.substring(0, at) + now + text.substring(at + old.length()));
        });
    }

    void delete(long seq) {
        onScreen(channel -> workspace.api().deleteMessage(channel, new Seq(seq)));
    }

    void react(long seq, String emoji) {
        onScreen(channel -> workspace.api().react(channel, new Seq(seq), emoji));
    }

    void unreact(long seq, String emoji) {
        onScreen(channel -> workspace.api().unreact(channel, new Seq(seq), emoji));
    }

    void pin(long seq) {
        onScreen(channel -> workspace.api().pin(channel, new Seq(seq)));
    }

    void unpin(long seq) {
        onScreen(channel -> workspace.api().unpin(channel, new Seq(seq)));
    }

    void markUnread(long seq) {
        onScreen(channel -> marks.unread(channel, seq));
    }

    void reply(long seq, String text) {
        onScreen(channel -> sending.say(text, Optional.of(new Seq(rootOf(channel, seq)))));
    }

    /// Shows a thread and types into it, or into the channel again.
    void thread(Optional<Long> root) {
        onScreen(channel -> {
            if (root.isEmpty()) {
                board.happen(new ChatEvent.ThreadOpened(channel, root));
                board.notice(Tone.DIM, "── back in the channel ──");
                return;
            }
            long top = rootOf(channel, root.get());
            ThreadPage page = workspace.api().thread(channel, new Seq(top), Position.START, ChatInput.HISTORY_DEFAULT);
            page.events().forEach(transcripts::take);
            board.happen(new ChatEvent.ThreadOpened(channel, Optional.of(top)));
            board.again("── thread " + top + "; /thread goes back ──", channel, transcripts.thread(channel, top));
            marks.active();
        });
    }

    /// Shows messages that hold the words, of those that are kept here.
    void search(String words) {
        List<Line> lines = new ArrayList<>();
        for (LocalSearch.Hit hit : kept.search(words, SEARCH_SHOWN)) {
            String label = Optional.ofNullable(board.state().badges().get(hit.channel()))
                    .map(Badge::label)
                    .orElse(hit.channel().text());
            lines.add(Line.of(Tone.NAME, "  " + SafeText.line(label) + " " + hit.message().seq() + "  ")
                    .and(Tone.DIM, SafeText.line(workspace.handle(hit.message().actor())) + "  ")
                    .and(Tone.PLAIN, SafeText.line(hit.message().text())));
        }
        board.notices(
                lines.isEmpty() ? List.of(Line.of(Tone.DIM, "nothing found here; gapless search asks the server"))
                        : lines);
    }

    private long rootOf(ChannelId channel, long seq) {
        return transcripts.message(channel, seq)
                .flatMap(Message::threadRoot)
                .map(Seq::value)
                .orElse(seq);
    }

    private void onScreen(Consumer<ChannelId> act) {
        Optional<ChannelId> channel = board.state().current();
        if (channel.isEmpty()) {
            board.notice(Tone.BAD, "no channel is open; /join #channel");
            return;
        }
        try {
            act.accept(channel.get());
        } catch (GaplessException e) {
            board.notice(Tone.BAD, SafeText.line(e.text()));
        }
    }
}
