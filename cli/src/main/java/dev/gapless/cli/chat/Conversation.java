package dev.gapless.cli.chat;

import dev.gapless.cli.chat.Outgoing.Fate;
import dev.gapless.cli.output.Line;
import dev.gapless.cli.output.Line.Tone;
import dev.gapless.cli.output.SafeText;
import dev.gapless.cli.workspace.Workspace;
import dev.gapless.client.ApiException;
import dev.gapless.client.ChatClient;
import dev.gapless.client.ChatListener;
import dev.gapless.client.session.ConnectionState;
import dev.gapless.client.session.HoleUpdate;
import dev.gapless.client.session.Notice;
import dev.gapless.client.session.OutgoingMessage;
import dev.gapless.client.session.SavedPosition;
import dev.gapless.client.session.SendState;
import dev.gapless.client.session.SendUpdate;
import dev.gapless.client.session.StartAt;
import dev.gapless.protocol.api.ChannelView;
import dev.gapless.protocol.api.EventPage;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Position;
import dev.gapless.protocol.id.UserId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Brings the client, the state and a screen together: what the client tells becomes an event of the chat, and what that changes
/// is shown. The client's thread and the input's thread call; state changes one at a time, under this object's lock.
final class Conversation implements ChatListener {
    private final Workspace workspace;
    private final UserId self;
    private final Screen screen;
    private volatile ChatState state = ChatState.empty();
    private volatile @Nullable RuntimeException failure;
    private volatile @Nullable ChatClient client;

    Conversation(Workspace workspace, UserId self, Screen screen) {
        this.workspace = workspace;
        this.self = self;
        this.screen = screen;
    }

    /// Takes the client that calls this listener; once, before anything is typed.
    void use(ChatClient started, List<OutgoingMessage> unsettled) {
        client = started;
        unsettled.forEach(message -> happen(new ChatEvent.Typed(
                new Outgoing(message.key(), message.channel(), message.text(), new Fate.Unknown()))));
    }

    ChatState state() {
        return state;
    }

    /// Why the client stopped, if it did.
    Optional<RuntimeException> failure() {
        return Optional.ofNullable(failure);
    }

    /// Own messages that are not in the log and may still get there.
    boolean unsettled() {
        return client().unsettledSends() > 0;
    }

    /// Opens a channel and puts it on screen, with its latest messages.
    ///
    /// @param historyCount how many
    void open(ChannelView view, int historyCount) {
        if (state.room(view.id()).isPresent()) {
            show(view.id());
            return;
        }
        if (!view.joined() && view.kind().equals("public")) {
            join(view.id());
        }
        EventPage page = workspace.api().latestEvents(view.id(), historyCount);
        happen(new ChatEvent.Opened(Room.at(view.id(), workspace.label(view, Optional.of(self)), 0)));
        page.events().forEach(event -> happen(new ChatEvent.Arrived(view.id(), entry(event))));
        client().subscribe(
                view.id(), new StartAt.Saved(new SavedPosition(page.epoch(), new Position(Math.max(0, page.to())))));
    }

    /// Puts an open channel on screen.
    void show(ChannelId channel) {
        happen(new ChatEvent.SwitchedTo(channel));
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
        Optional<Room> room = state.room();
        if (room.isPresent()) {
            workspace.api().leave(room.get().channel());
            client().unsubscribe(room.get().channel());
            happen(new ChatEvent.Closed(room.get().channel()));
        }
    }

    /// Shows older messages of the channel on screen again.
    void history(int count) {
        state.room().ifPresent(room -> {
            List<Entry> entries = workspace.api().latestEvents(room.channel(), count).events().stream()
                    .map(this::entry)
                    .toList();
            synchronized (this) {
                screen.notices(List.of(Line.of(Tone.DIM,
                        "── " + SafeText.line(room.label()) + ", the last " + entries.size() + " ──")));
                screen.entries(entries);
            }
        });
    }

    /// Sends to the channel on screen.
    void say(String text) {
        Optional<Room> room = state.room();
        if (room.isEmpty()) {
            notice(Tone.BAD, "no channel is open; /join #channel");
            return;
        }
        if (state.outgoing().size() >= ChatState.OUTGOING_MAX) {
            notice(Tone.BAD, "too many messages wait; this one was not taken");
            return;
        }
        IdempotencyKey key = client().newKey();
        Fate fate = state.link() instanceof LinkState.Live ? new Fate.Pending() : new Fate.Queued();
        happen(new ChatEvent.Typed(new Outgoing(key, room.get().channel(), text, fate)));
        send(new Outgoing(key, room.get().channel(), text, fate));
    }

    /// Sends refused messages again, with the keys they had.
    void retry() {
        refused().forEach(message -> {
            happen(new ChatEvent.FateKnown(message.key(), new Fate.Pending()));
            send(message);
        });
    }

    /// Gives refused messages up.
    void drop() {
        refused().forEach(message -> happen(new ChatEvent.Dropped(message.key())));
    }

    private List<Outgoing> refused() {
        return state.outgoing().stream()
                .filter(message -> message.fate() instanceof Fate.Refused)
                .toList();
    }

    private void send(Outgoing message) {
        try {
            SendState sent = client()
                    .send(OutgoingMessage.of(message.channel(), message.key(), message.text()))
                    .state();
            if (sent instanceof SendState.Refused) {
                known(message.key(), sent);
            }
        } catch (GaplessException e) {
            happen(new ChatEvent.Dropped(message.key()));
            notice(Tone.BAD, SafeText.line(e.text()));
        }
    }

    void goOffline() {
        client().goOffline();
    }

    void goOnline() {
        client().goOnline();
    }

    /// Counts a wait down by a second, so that the state line does.
    synchronized void tick(Duration passed) {
        if (state.link() instanceof LinkState.Waiting(Duration delay, int attempt) && delay.compareTo(passed) > 0) {
            happen(new ChatEvent.LinkChanged(new LinkState.Waiting(delay.minus(passed), attempt)));
        }
    }

    /// Shows lines to the person only.
    synchronized void notices(List<Line> lines) {
        screen.notices(lines);
    }

    void notice(Tone tone, String text) {
        notices(List.of(Line.of(tone, text)));
    }

    private synchronized void happen(ChatEvent event) {
        ChatState before = state;
        ChatState.Step step = before.after(event);
        state = step.state();
        if (event instanceof ChatEvent.Opened || event instanceof ChatEvent.SwitchedTo
                || event instanceof ChatEvent.Closed) {
            state.room().ifPresent(
                    room -> screen.notices(List.of(Line.of(Tone.DIM, "── " + SafeText.line(room.label()) + " ──"))));
        }
        if (!step.entries().isEmpty()) {
            screen.entries(step.entries());
        }
        if (!state.equals(before)) {
            screen.status(before, state);
        }
    }

    private Entry entry(Event event) {
        return Entry.of(event, self, workspace::handle);
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
        happen(new ChatEvent.Arrived(event.channel(), entry(event)));
    }

    @Override
    public void state(ConnectionState connection) {
        happen(new ChatEvent.LinkChanged(
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
        known(update.message().key(), update.state());
    }

    private void known(IdempotencyKey key, SendState sent) {
        Fate fate = switch (sent) {
            case SendState.Pending pending ->
                state.link() instanceof LinkState.Live ? new Fate.Pending() : new Fate.Queued();
            case SendState.Unknown unknown -> new Fate.Unknown();
            case SendState.Acked acked -> new Fate.Acked(acked.seq());
            case SendState.Refused refused ->
                new Fate.Refused(refused.refusal().code(), refused.refusal().message());
        };
        happen(new ChatEvent.FateKnown(key, fate));
        if (sent instanceof SendState.Refused(var refusal)) {
            notice(Tone.BAD, "not sent: " + SafeText.line(refusal.message()) + " (code " + refusal.code() + ")");
        }
    }

    @Override
    public void hole(HoleUpdate update) {
        happen(
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
                happen(new ChatEvent.Closed(ended.channel()));
            }
            case Notice.Trimmed gone ->
                notice(Tone.DIM, "── " + gone.from() + "–" + gone.to() + " were removed by retention ──");
            case Notice.EpochChanged changed -> {
                notice(Tone.WARN, "the log was rewound by a restore; it is shown again from its start");
                happen(new ChatEvent.Rewound(changed.channel()));
            }
            case Notice.Trouble trouble ->
                notice(Tone.DIM, SafeText.line(trouble.message()) + " (code " + SafeText.line(trouble.code()) + ")");
            case Notice.Draining draining -> {}
            case Notice.Subscribed subscribed -> {}
            case Notice.CaughtUp caughtUp -> {}
            case Notice.HeadMoved moved -> {}
        }
    }

    @Override
    public void failed(RuntimeException thrown) {
        failure = thrown;
        happen(new ChatEvent.LinkChanged(new LinkState.Ended(String.valueOf(thrown.getMessage()))));
    }
}
