package dev.gapless.cli.chat;

import dev.gapless.cli.chat.Outgoing.Fate;
import dev.gapless.cli.output.Line.Tone;
import dev.gapless.cli.output.Line;
import dev.gapless.cli.output.SafeText;
import dev.gapless.cli.workspace.Workspace;
import dev.gapless.client.ApiException;
import dev.gapless.client.ChatClient;
import dev.gapless.client.ChatListener;
import dev.gapless.client.ClientException;
import dev.gapless.client.local.LocalSearch;
import dev.gapless.client.local.LocalStore;
import dev.gapless.client.local.MemoryLocalStore;
import dev.gapless.client.session.ConnectionState;
import dev.gapless.client.session.HoleUpdate;
import dev.gapless.client.session.Notice;
import dev.gapless.client.session.OutgoingMessage;
import dev.gapless.client.session.SavedPosition;
import dev.gapless.client.session.SendState;
import dev.gapless.client.session.SendUpdate;
import dev.gapless.client.session.StartAt;
import dev.gapless.client.store.StoreException;
import dev.gapless.client.timeline.Message;
import dev.gapless.protocol.api.ChannelView;
import dev.gapless.protocol.api.CursorView;
import dev.gapless.protocol.api.EventPage;
import dev.gapless.protocol.api.PutCursor;
import dev.gapless.protocol.api.ThreadPage;
import dev.gapless.protocol.api.UserView;
import dev.gapless.protocol.codec.Texts;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Epoch;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Position;
import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.id.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Brings the client, the state and a screen together: what the client tells becomes an event of the chat, and what that changes
/// is shown. The client's thread and the input's thread call; state changes one at a time, under this object's lock.
final class Conversation implements ChatListener {
    /// Events that may be missing between what was kept and the latest ones for them to be read all.
    private static final int JUMP_OVER = 1_000;
    private static final int SEARCH_SHOWN = 20;

    private final Workspace workspace;
    private final UserId self;
    private final Screen screen;
    private final Transcripts transcripts;
    private final Reading reading;
    private final Badges badges;
    private volatile LocalStore store;
    /// What is behind this seq is new: a line is drawn above it. Guarded by this object's lock; -1 for nowhere.
    private long newBehind = -1;
    private volatile ChatState state = ChatState.empty();
    private volatile @Nullable RuntimeException failure;
    private volatile @Nullable ChatClient client;

    Conversation(Workspace workspace, UserId self, Screen screen, LocalStore store, Reading reading) {
        this.workspace = workspace;
        this.self = self;
        this.screen = screen;
        this.store = store;
        this.transcripts = new Transcripts(self, workspace::handle);
        this.reading = reading;
        this.badges = new Badges(workspace, self, store, counts -> happen(new ChatEvent.Counted(counts)));
        happen(new ChatEvent.Counted(badges.kept()));
    }

    /// Takes the client that calls this listener; once, before anything is typed.
    void use(ChatClient started, List<OutgoingMessage> unsettled) {
        client = started;
        unsettled.forEach(message -> happen(new ChatEvent.Typed(
                new Outgoing(
                        message.key(),
                        message.channel(),
                        message.text(),
                        message.threadRoot(),
                        new Fate.Unknown()))));
        store.revision().ifPresent(revision -> started.restoreCursors(revision, store.cursors()));
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

    /// The channel of a name, as it was kept.
    Optional<ChannelView> cached(String name) {
        String bare = name.startsWith("#") ? name.substring(1) : name;
        return store.channels().stream()
                .filter(view -> view.joined() && view.name().equals(Optional.of(bare)))
                .filter(view -> !store.events(view.id()).isEmpty())
                .findFirst();
    }

    /// Opens a channel and puts it on screen, with its latest messages: those that are kept at once, and what came since as soon
    /// as the server answers.
    ///
    /// @param historyCount how many
    void open(ChannelView view, int historyCount) {
        if (state.room(view.id()).isPresent()) {
            show(view.id());
            return;
        }
        List<Event> kept = store.events(view.id());
        if (kept.isEmpty()) {
            if (!view.joined() && view.kind().equals("public")) {
                join(view.id());
            }
            EventPage page = workspace.api().latestEvents(view.id(), historyCount);
            keep(local -> local.keepEvents(page.events()));
            show(view, readPosition(view.id()), page.events());
            follow(view.id(), page.epoch(), page.to());
        } else {
            long read = store.cursors().stream()
                    .filter(cursor -> cursor.channel().equals(view.id()) && cursor.threadRoot().isEmpty())
                    .mapToLong(cursor -> cursor.seq().value())
                    .findFirst()
                    .orElse(0);
            show(view, read, kept.subList(Math.max(0, kept.size() - historyCount), kept.size()));
            long last = kept.getLast().seq().value();
            Thread.ofVirtual().name("chat-catch-up").start(() -> catchUp(view, last, historyCount));
        }
        keep(local -> local.keepChannels(List.of(view)));
    }

    /// Goes on behind what was kept, or, if too much came since, from the latest messages.
    private void catchUp(ChannelView view, long last, int historyCount) {
        Optional<SavedPosition> saved = store.positions().find(view.id());
        Epoch epoch = saved.map(SavedPosition::epoch).orElse(view.epoch());
        try {
            EventPage page = workspace.api().latestEvents(view.id(), historyCount);
            if (!page.epoch().equals(epoch) || page.from() > last + JUMP_OVER) {
                notice(Tone.DIM,
                        "── " + (page.from() - last - 1) + " events between are not shown; gapless history ──");
                keep(local -> local.forget(view.id()));
                transcripts.clear(view.id());
                page.events().forEach(this::event);
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
        client().unsubscribe(channel);
        client().subscribe(
                channel, new StartAt.Saved(new SavedPosition(epoch, new Position(Math.max(0, last)))));
    }

    private void show(ChannelView view, long read, List<Event> events) {
        Room room = Room.at(view.id(), workspace.label(view, Optional.of(self)), 0).readUpTo(read);
        synchronized (this) {
            happen(new ChatEvent.Opened(room));
            newBehind = read > 0 ? read : -1;
            events.forEach(this::arrive);
            newBehind = -1;
        }
        active();
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
    void show(ChannelId channel) {
        synchronized (this) {
            newBehind = state.room(channel).map(Room::read).filter(read -> read > 0).orElse(-1L);
            happen(new ChatEvent.SwitchedTo(channel));
            newBehind = -1;
        }
        active();
    }

    /// Goes to a channel, opening it if need be.
    void go(ChannelId channel) {
        if (state.room(channel).isPresent()) {
            show(channel);
            return;
        }
        ChannelView view = store.channels().stream()
                .filter(known -> known.id().equals(channel) && !store.events(channel).isEmpty())
                .findFirst()
                .orElseGet(() -> workspace.api().channel(channel));
        open(view, ChatInput.HISTORY_DEFAULT);
    }

    /// Goes to the next channel with something unread.
    void nextUnread() {
        Switcher.next(state).ifPresentOrElse(
                choice -> go(choice.channel()), () -> notice(Tone.DIM, "nothing else is unread"));
    }

    /// Keys mean something else from now on.
    void mode(Mode mode) {
        happen(new ChatEvent.ModeChanged(mode));
    }

    /// The message above or below the one chosen; the last one if none is.
    Optional<Entry> beside(int step) {
        long from = state.mode() instanceof Mode.Selecting(Entry entry) ? entry.seq() : Long.MAX_VALUE;
        return state.current()
                .flatMap(channel -> transcripts.beside(channel, from, step))
                .map(message -> Entry.of(message, self, workspace::handle));
    }

    /// The person is there: what is on screen counts as read, unless the policy says otherwise.
    void active() {
        state.room().filter(room -> reading.whenActive()).ifPresent(this::markRead);
    }

    /// Marks the channel on screen as read, on the person's word.
    void markRead() {
        if (reading.allowed()) {
            state.room().ifPresent(this::markRead);
        } else {
            notice(Tone.WARN, "this chat only looks: nothing is marked (--explore)");
        }
    }

    private void markRead(Room room) {
        ChatClient started = client;
        if (started == null) {
            return;
        }
        room.thread().ifPresent(root -> transcripts.thread(room.channel(), root).stream()
                .mapToLong(Entry::seq)
                .filter(seq -> seq > root)
                .max()
                .ifPresent(last -> started.readThread(room.channel(), new Seq(root), new Seq(last))));
        if (room.seq() > room.read()) {
            started.read(room.channel(), new Seq(room.seq()));
            happen(new ChatEvent.Read(room.channel(), room.seq()));
            happen(new ChatEvent.Counted(Map.of(room.channel(), new Badge(room.label(), 0, 0))));
        }
    }

    void markUnread(long seq) {
        if (seq < 2) {
            notice(Tone.BAD, "/mark-unread: " + seq + " (expected: 2 or more)");
            return;
        }
        onScreen(channel -> {
            workspace.api().putCursor(
                    channel, new PutCursor(new Seq(seq - 1), Optional.empty(), Optional.of(true), Optional.empty()));
            badges.stale(channel);
            notice(Tone.DIM, "unread from " + seq);
        });
    }

    void edit(long seq, String text) {
        onScreen(channel -> workspace.api().edit(channel, new Seq(seq), Texts.checkMessage(text), client().newKey()));
    }

    /// Replaces words in one's own last message.
    void substitute(String old, String now) {
        onScreen(channel -> {
            Optional<Message> last = transcripts.lastOwn(channel);
            if (last.isEmpty() || !last.get().text().contains(old)) {
                notice(Tone.BAD, "your last message does not hold " + SafeText.line(old));
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

    /// Shows a thread and types into it, or into the channel again.
    void thread(Optional<Long> root) {
        onScreen(channel -> {
            if (root.isEmpty()) {
                happen(new ChatEvent.ThreadOpened(channel, root));
                notice(Tone.DIM, "── back in the channel ──");
                return;
            }
            long top = rootOf(channel, root.get());
            ThreadPage page = workspace.api().thread(channel, new Seq(top), Position.START, ChatInput.HISTORY_DEFAULT);
            page.events().forEach(transcripts::take);
            happen(new ChatEvent.ThreadOpened(channel, Optional.of(top)));
            synchronized (this) {
                screen.notices(List.of(Line.of(Tone.DIM, "── thread " + top + "; /thread goes back ──")));
                screen.entries(channel, transcripts.thread(channel, top));
            }
            active();
        });
    }

    void reply(long seq, String text) {
        onScreen(channel -> say(text, Optional.of(new Seq(rootOf(channel, seq)))));
    }

    void search(String words) {
        List<Line> lines = new ArrayList<>();
        for (LocalSearch.Hit hit : LocalSearch.find(store, words, SEARCH_SHOWN)) {
            String label = Optional.ofNullable(state.badges().get(hit.channel()))
                    .map(Badge::label)
                    .orElse(hit.channel().text());
            lines.add(Line.of(Tone.NAME, "  " + SafeText.line(label) + " " + hit.message().seq() + "  ")
                    .and(Tone.DIM, SafeText.line(workspace.handle(hit.message().actor())) + "  ")
                    .and(Tone.PLAIN, SafeText.line(hit.message().text())));
        }
        notices(lines.isEmpty() ? List.of(Line.of(Tone.DIM, "nothing found here; gapless search asks the server"))
                : lines);
    }

    void keepPeople(List<UserView> people) {
        keep(local -> local.keepPeople(people));
    }

    /// Keeps what is typed in the channel on screen.
    void keepDraft(String text) {
        state.current().ifPresent(channel -> keep(local -> local.keepDraft(channel, text)));
    }

    Optional<String> draft(ChannelId channel) {
        return store.draft(channel);
    }

    private long rootOf(ChannelId channel, long seq) {
        return transcripts.message(channel, seq)
                .flatMap(Message::threadRoot)
                .map(Seq::value)
                .orElse(seq);
    }

    private void onScreen(Consumer<ChannelId> act) {
        Optional<ChannelId> channel = state.current();
        if (channel.isEmpty()) {
            notice(Tone.BAD, "no channel is open; /join #channel");
            return;
        }
        try {
            act.accept(channel.get());
        } catch (GaplessException e) {
            notice(Tone.BAD, SafeText.line(e.text()));
        }
    }

    /// Keeps something; what cannot be kept any more is not worth the conversation.
    private void keep(Consumer<LocalStore> what) {
        try {
            what.accept(store);
        } catch (StoreException e) {
            store = new MemoryLocalStore();
            notice(Tone.WARN, "nothing is kept from now on: " + SafeText.line(String.valueOf(e.getMessage())));
        }
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
                    .map(event -> transcripts.take(event).entry())
                    .filter(room::shows)
                    .toList();
            synchronized (this) {
                screen.notices(List.of(Line.of(Tone.DIM,
                        "── " + SafeText.line(room.label()) + ", the last " + entries.size() + " ──")));
                screen.entries(room.channel(), entries);
            }
        });
    }

    /// Sends to the channel on screen, or to the thread that is open there.
    void say(String text) {
        say(text, state.room().flatMap(Room::thread).map(Seq::new));
    }

    private void say(String text, Optional<Seq> root) {
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
        Outgoing message = new Outgoing(key, room.get().channel(), text, root, fate);
        happen(new ChatEvent.Typed(message));
        send(message);
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
                    .send(new OutgoingMessage(message.channel(), message.key(), message.text(), message.root()))
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
        if (state.link() instanceof LinkState.Live) {
            badges.refresh(client());
        }
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
        state.current().ifPresent(channel -> paint(channel, step));
        if (!state.equals(before)) {
            screen.status(before, state);
        }
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

    private ChatClient client() {
        ChatClient started = client;
        if (started == null) {
            throw new IllegalStateException("conversation: no client yet (expected: use() first)");
        }
        return started;
    }

    @Override
    public void event(Event event) {
        keep(local -> local.keepEvents(List.of(event)));
        arrive(event);
    }

    /// Puts an event into the transcript that is kept already.
    private void arrive(Event event) {
        Transcripts.Taken taken = transcripts.take(event);
        happen(new ChatEvent.Arrived(event.channel(), taken.entry()));
        taken.amended().forEach(entry -> happen(new ChatEvent.Amended(event.channel(), entry)));
        boolean shown = state.current().filter(event.channel()::equals).isPresent();
        if (shown && reading.whenShown()) {
            state.room().ifPresent(this::markRead);
        } else {
            badges.stale(event.channel());
        }
    }

    @Override
    public void cursor(CursorView cursor) {
        keep(local -> local.keepCursor(cursor));
        if (cursor.threadRoot().isEmpty()) {
            happen(new ChatEvent.Read(cursor.channel(), cursor.seq().value()));
        }
        badges.stale(cursor.channel());
    }

    @Override
    public void revision(long revision) {
        keep(local -> local.keepRevision(revision));
    }

    @Override
    public void state(ConnectionState connection) {
        if (connection instanceof ConnectionState.Live) {
            badges.all();
        }
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
                transcripts.clear(changed.channel());
                keep(local -> local.forget(changed.channel()));
                happen(new ChatEvent.Rewound(changed.channel()));
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
        happen(new ChatEvent.LinkChanged(new LinkState.Ended(String.valueOf(thrown.getMessage()))));
    }
}
