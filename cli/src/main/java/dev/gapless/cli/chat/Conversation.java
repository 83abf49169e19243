package dev.gapless.cli.chat;

import dev.gapless.cli.output.Line;
import dev.gapless.cli.output.Line.Tone;
import dev.gapless.cli.output.SafeText;
import dev.gapless.cli.workspace.Workspace;
import dev.gapless.client.ChatClient;
import dev.gapless.client.ChatListener;
import dev.gapless.client.local.LocalStore;
import dev.gapless.client.session.ConnectionState;
import dev.gapless.client.session.HoleUpdate;
import dev.gapless.client.session.Notice;
import dev.gapless.client.session.OutgoingMessage;
import dev.gapless.client.session.SendUpdate;
import dev.gapless.protocol.api.CursorView;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.id.UserId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Brings the client, the state and a screen together: what the client tells becomes an event of the chat, and what that changes
/// is shown. The parts of it do what the person asks for: [#rooms], [#acts], [#sending], [#marks]. The client's thread and the
/// input's threads call.
final class Conversation implements ChatListener {
    private final Board board;
    private final Transcripts transcripts;
    private final Kept kept;
    private final Badges badges;
    private final Sending sending;
    private final ReadMarks marks;
    private final MessageActs acts;
    private final Rooms rooms;
    private volatile @Nullable RuntimeException failure;
    private volatile @Nullable ChatClient client;

    Conversation(Workspace workspace, UserId self, Screen screen, LocalStore store, Reading reading) {
        this.board = new Board(screen);
        this.transcripts = new Transcripts(self, workspace::handle);
        this.kept = new Kept(store, board);
        this.badges = new Badges(workspace, self, store, counts -> board.happen(new ChatEvent.Counted(counts)));
        this.sending = new Sending(board, this::client);
        this.marks = new ReadMarks(
                workspace, board, transcripts, badges, reading, () -> Optional.ofNullable(client));
        this.acts = new MessageActs(workspace, self, board, transcripts, kept, sending, marks, this::client);
        this.rooms = new Rooms(
                workspace, self, board, transcripts, kept, badges, marks, this::client, this::arrive);
        board.happen(new ChatEvent.Counted(badges.kept()));
    }

    /// Takes the client that calls this listener; once, before anything is typed.
    void use(ChatClient started, List<OutgoingMessage> unsettled) {
        client = started;
        sending.restore(unsettled);
        LocalStore store = kept.store();
        store.cursors().forEach(marks::learn);
        store.revision().ifPresent(revision -> started.restoreCursors(revision, store.cursors()));
    }

    ChatState state() {
        return board.state();
    }

    /// Channels, opened and left.
    Rooms rooms() {
        return rooms;
    }

    /// What is done to single messages.
    MessageActs acts() {
        return acts;
    }

    /// Own messages.
    Sending sending() {
        return sending;
    }

    /// Read positions.
    ReadMarks marks() {
        return marks;
    }

    /// What outlasts this run.
    Kept kept() {
        return kept;
    }

    /// Why the client stopped, if it did.
    Optional<RuntimeException> failure() {
        return Optional.ofNullable(failure);
    }

    /// Keys mean something else from now on.
    void mode(Mode mode) {
        board.happen(new ChatEvent.ModeChanged(mode));
    }

    void goOffline() {
        client().goOffline();
    }

    void goOnline() {
        client().goOnline();
    }

    /// Does not wait for the next try, if there is one to wait for.
    void tryNow() {
        if (board.state().link() instanceof LinkState.Waiting) {
            client().reconnectNow();
        }
    }

    /// Counts a wait down by a second, so that the state line does.
    void tick(Duration passed) {
        LinkState link = board.state().link();
        if (link instanceof LinkState.Live) {
            badges.refresh(client());
        }
        if (link instanceof LinkState.Waiting(Duration delay, int attempt) && delay.compareTo(passed) > 0) {
            board.happen(new ChatEvent.LinkChanged(new LinkState.Waiting(delay.minus(passed), attempt)));
        }
    }

    /// Shows lines to the person only.
    void notices(List<Line> lines) {
        board.notices(lines);
    }

    void notice(Tone tone, String text) {
        board.notice(tone, text);
    }

    private ChatClient client() {
        ChatClient started = client;
        if (started == null) {
            throw new IllegalStateException("conversation: no client yet (expected: use() first)");
        }
        return started;
    }

    @Override
    public void event(Event event) {
        kept.keep(local -> local.keepEvents(List.of(event)));
        arrive(event);
    }

    /// Puts an event into the transcript that is kept already.
    private void arrive(Event event) {
        Transcripts.Taken taken = transcripts.take(event);
        board.happen(new ChatEvent.Arrived(event.channel(), taken.entry()));
        taken.amended().forEach(entry -> board.happen(new ChatEvent.Amended(event.channel(), entry)));
        if (board.state().current().filter(event.channel()::equals).isPresent()) {
            marks.shown();
        }
        badges.stale(event.channel());
    }

    @Override
    public void cursor(CursorView cursor) {
        kept.keep(local -> local.keepCursor(cursor));
        marks.learn(cursor);
        badges.stale(cursor.channel());
    }

    @Override
    public void revision(long revision) {
        kept.keep(local -> local.keepRevision(revision));
    }

    @Override
    public void state(ConnectionState connection) {
        if (connection instanceof ConnectionState.Live) {
            badges.all();
        }
        board.happen(new ChatEvent.LinkChanged(
                switch (connection) {
                    case ConnectionState.Live live -> new LinkState.Live();
                    case ConnectionState.Connecting connecting -> new LinkState.Connecting(connecting.attempt());
                    case ConnectionState.Reconnecting again -> new LinkState.Waiting(again.in(), again.attempt());
                    case ConnectionState.Offline offline -> new LinkState.Offline();
                    case ConnectionState.Refused refused -> new LinkState.Ended(refused.refusal().message());
                }));
    }

    @Override
    public void send(SendUpdate update) {
        sending.known(update.message().key(), update.state());
    }

    @Override
    public void hole(HoleUpdate update) {
        board.happen(
                switch (update) {
                    case HoleUpdate.HoleOpened opened ->
                        new ChatEvent.HoleOpened(opened.channel(), new Room.Hole(opened.from(), opened.to()));
                    case HoleUpdate.HoleRepaired repaired -> new ChatEvent.HoleClosed(repaired.channel());
                });
    }

    @Override
    public void notice(Notice notice) {
        switch (notice) {
            case Notice.Ended ended -> {
                notice(Tone.WARN, "closed: " + SafeText.line(ended.why().message()));
                board.happen(new ChatEvent.Closed(ended.channel()));
            }
            case Notice.Trimmed gone ->
                notice(Tone.DIM, "── " + gone.from() + "–" + gone.to() + " were removed by retention ──");
            case Notice.EpochChanged changed -> {
                notice(Tone.WARN, "the log was rewound by a restore; it is shown again from its start");
                transcripts.clear(changed.channel());
                kept.keep(local -> local.forget(changed.channel()));
                board.happen(new ChatEvent.Rewound(changed.channel()));
            }
            case Notice.Trouble trouble ->
                notice(Tone.DIM, SafeText.line(trouble.message()) + " (code " + SafeText.line(trouble.code()) + ")");
            case Notice.Draining draining -> {}
            case Notice.Subscribed subscribed -> {}
            case Notice.CaughtUp caughtUp -> {}
            case Notice.HeadMoved moved -> badges.stale(moved.channel());
        }
    }

    @Override
    public void failed(RuntimeException thrown) {
        failure = thrown;
        board.happen(new ChatEvent.LinkChanged(new LinkState.Ended(String.valueOf(thrown.getMessage()))));
    }
}
