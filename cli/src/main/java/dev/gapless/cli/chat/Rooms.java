package dev.gapless.cli.chat;

import dev.gapless.cli.output.Line.Tone;
import dev.gapless.cli.output.SafeText;
import dev.gapless.cli.workspace.Workspace;
import dev.gapless.client.ApiException;
import dev.gapless.client.ChatClient;
import dev.gapless.client.ClientException;
import dev.gapless.client.session.SavedPosition;
import dev.gapless.client.session.StartAt;
import dev.gapless.protocol.api.ChannelView;
import dev.gapless.protocol.api.EventPage;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Epoch;
import dev.gapless.protocol.id.Position;
import dev.gapless.protocol.id.UserId;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Opens channels, goes from one to another, and leaves them.
final class Rooms {
    /// Events that may be missing between what was kept and the latest ones for them to be read all.
    private static final int JUMP_OVER = 1_000;

    private final Workspace workspace;
    private final UserId self;
    private final Board board;
    private final Transcripts transcripts;
    private final Kept kept;
    private final Badges badges;
    private final ReadMarks marks;
    private final Supplier<ChatClient> client;
    /// Puts an event into the transcript that is kept already.
    private final Consumer<Event> arrive;

    Rooms(
            Workspace workspace,
            UserId self,
            Board board,
            Transcripts transcripts,
            Kept kept,
            Badges badges,
            ReadMarks marks,
            Supplier<ChatClient> client,
            Consumer<Event> arrive) {
        this.workspace = workspace;
        this.self = self;
        this.board = board;
        this.transcripts = transcripts;
        this.kept = kept;
        this.badges = badges;
        this.marks = marks;
        this.client = client;
        this.arrive = arrive;
    }

    /// Opens the channel of a name, without asking the server if it was open before.
    void open(String name) {
        Optional<Room> open = board.state().rooms().values().stream()
                .filter(room -> room.label().equals(name) || room.label().equals("#" + name))
                .findFirst();
        if (open.isPresent()) {
            show(open.get().channel());
        } else {
            open(cached(name).orElseGet(() -> workspace.channel(name)), ChatInput.HISTORY_DEFAULT);
        }
    }

    /// The channel of a name, as it was kept.
    Optional<ChannelView> cached(String name) {
        return kept.channel(view -> {
            String label = workspace.label(view, Optional.of(self));
            return label.equals(name) || label.equals("#" + name) || view.id().text().equals(name);
        });
    }

    /// Opens a channel and puts it on screen, with its latest messages: those that are kept at once, and what came since as soon
    /// as the server answers.
    ///
    /// @param historyCount how many
    void open(ChannelView view, int historyCount) {
        if (board.state().room(view.id()).isPresent()) {
            show(view.id());
            return;
        }
        List<Event> events = kept.events(view.id());
        if (events.isEmpty()) {
            if (!view.joined() && view.kind().equals("public")) {
                join(view.id());
                kept.keep(local -> local.keepChannels(List.of(workspace.api().channel(view.id()))));
            } else {
                kept.keep(local -> local.keepChannels(List.of(view)));
            }
            EventPage page = workspace.api().latestEvents(view.id(), historyCount);
            kept.keep(local -> local.keepEvents(page.events()));
            show(view, readPosition(view.id()), page.events());
            follow(view.id(), page.epoch(), page.to());
        } else {
            show(view, kept.readPosition(view.id()),
                    events.subList(Math.max(0, events.size() - historyCount), events.size()));
            long last = events.getLast().seq().value();
            Thread.ofVirtual().name("chat-catch-up").start(() -> catchUp(view, last, historyCount));
        }
    }

    /// Goes on behind what was kept, or, if too much came since, from the latest messages.
    private void catchUp(ChannelView view, long last, int historyCount) {
        Optional<SavedPosition> saved = kept.store().positions().find(view.id());
        Epoch epoch = saved.map(SavedPosition::epoch).orElse(view.epoch());
        try {
            EventPage page = workspace.api().latestEvents(view.id(), historyCount);
            if (!page.epoch().equals(epoch) || page.from() > last + JUMP_OVER) {
                board.notice(Tone.DIM,
                        "── " + (page.from() - last - 1) + " events between are not shown; gapless history ──");
                kept.keep(local -> local.forget(view.id()));
                transcripts.clear(view.id());
                if (!page.epoch().equals(epoch)) {
                    board.happen(new ChatEvent.Rewound(view.id()));
                }
                page.events().forEach(event -> {
                    kept.keep(local -> local.keepEvents(List.of(event)));
                    arrive.accept(event);
                });
                follow(view.id(), page.epoch(), page.to());
                return;
            }
        } catch (ClientException e) {
            // Off line: the client goes on from there when it is connected.
        }
        follow(view.id(), epoch, last);
        badges.stale(view.id());
    }

    private void follow(ChannelId channel, Epoch epoch, long last) {
        badges.opened(channel);
        client.get().unsubscribe(channel);
        client.get().subscribe(
                channel, new StartAt.Saved(new SavedPosition(epoch, new Position(Math.max(0, last)))));
    }

    private void show(ChannelView view, long read, List<Event> events) {
        Room room = Room.at(view.id(), workspace.label(view, Optional.of(self)), 0).readUpTo(read);
        board.happenBehind(read, () -> {
            board.happen(new ChatEvent.Opened(room));
            events.forEach(arrive);
        });
        marks.entered(view.id());
    }

    private long readPosition(ChannelId channel) {
        try {
            return workspace.api().unread(channel).channels().stream()
                    .mapToLong(count -> count.cursor().value())
                    .findFirst()
                    .orElse(0);
        } catch (ClientException e) {
            return 0; // the line of new messages is a convenience
        }
    }

    /// Puts an open channel on screen.
    private void show(ChannelId channel) {
        long read = board.state().room(channel).map(Room::read).orElse(0L);
        board.happenBehind(read, () -> board.happen(new ChatEvent.SwitchedTo(channel)));
        marks.entered(channel);
    }

    /// Goes to a channel, opening it if need be.
    void go(ChannelId channel) {
        if (board.state().room(channel).isPresent()) {
            show(channel);
        } else {
            ChannelView view = kept.channel(known -> known.id().equals(channel))
                    .orElseGet(() -> workspace.api().channel(channel));
            open(view, ChatInput.HISTORY_DEFAULT);
        }
    }

    /// Goes to the next channel with something unread.
    void nextUnread() {
        Switcher.next(board.state()).ifPresentOrElse(
                choice -> go(choice.channel()), () -> board.notice(Tone.DIM, "nothing else is unread"));
    }

    private void join(ChannelId channel) {
        try {
            workspace.api().join(channel);
        } catch (ApiException e) {
            if (!e.is(ErrorCode.ALREADY_A_MEMBER)) {
                throw e;
            }
        }
    }

    /// Leaves the channel on screen.
    void leave() {
        Optional<Room> room = board.state().room();
        if (room.isPresent()) {
            workspace.api().leave(room.get().channel());
            client.get().unsubscribe(room.get().channel());
            board.happen(new ChatEvent.Closed(room.get().channel()));
        }
    }

    /// Shows the latest messages of the channel on screen again.
    void history(int count) {
        board.state().room().ifPresent(room -> {
            List<Entry> entries = workspace.api().latestEvents(room.channel(), count).events().stream()
                    .map(event -> transcripts.take(event).entry())
                    .filter(room::shows)
                    .toList();
            board.again(
                    "── " + SafeText.line(room.label()) + ", the last " + entries.size() + " ──",
                    room.channel(),
                    entries);
        });
    }
}
