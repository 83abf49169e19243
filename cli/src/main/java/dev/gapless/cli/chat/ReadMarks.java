package dev.gapless.cli.chat;

import dev.gapless.cli.output.Line.Tone;
import dev.gapless.cli.workspace.Workspace;
import dev.gapless.client.ChatClient;
import dev.gapless.protocol.api.CursorView;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Seq;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// How far the person has read: what is on screen becomes read as the policy says, and as the person says. A channel that was
/// marked as unread, on whichever device, stays so until the person comes to it again. Any thread may call.
final class ReadMarks {
    private final Workspace workspace;
    private final Board board;
    private final Transcripts transcripts;
    private final Badges badges;
    private final Reading reading;
    private final Supplier<Optional<ChatClient>> client;
    /// Channels that are on screen and yet stay unread.
    private final Set<ChannelId> held = ConcurrentHashMap.newKeySet();
    /// Generations of the read positions that are known; a mark-unread makes a new one.
    private final Map<ChannelId, Long> generations = new ConcurrentHashMap<>();

    /// @param board what is on screen
    /// @param transcripts what the threads there hold
    /// @param reading the policy
    /// @param client tells the server; empty before it is started
    ReadMarks(
            Workspace workspace,
            Board board,
            Transcripts transcripts,
            Badges badges,
            Reading reading,
            Supplier<Optional<ChatClient>> client) {
        this.workspace = workspace;
        this.board = board;
        this.transcripts = transcripts;
        this.badges = badges;
        this.reading = reading;
        this.client = client;
    }

    /// A read position as it now is.
    void learn(CursorView cursor) {
        if (cursor.threadRoot().isPresent()) {
            return;
        }
        Long before = generations.put(cursor.channel(), cursor.generation());
        if (before != null && cursor.generation() > before) {
            held.add(cursor.channel());
        }
        board.happen(new ChatEvent.Read(cursor.channel(), cursor.seq().value()));
    }

    /// The person comes to a channel.
    void entered(ChannelId channel) {
        held.remove(channel);
        active();
    }

    /// The person is there: what is on screen counts as read, unless the policy says otherwise.
    void active() {
        board.state().room().filter(room -> reading.whenActive() && !held.contains(room.channel()))
                .ifPresent(this::mark);
    }

    /// Something came on screen.
    void shown() {
        board.state().room().filter(room -> reading.whenShown() && !held.contains(room.channel()))
                .ifPresent(this::mark);
    }

    /// Marks the channel on screen as read, on the person's word.
    void read() {
        if (reading.allowed()) {
            board.state().room().ifPresent(room -> {
                held.remove(room.channel());
                mark(room);
            });
        } else {
            looksOnly();
        }
    }

    /// Marks a message of the channel on screen, and all behind it, as unread.
    void unread(ChannelId channel, long seq) {
        if (!reading.allowed()) {
            looksOnly();
            return;
        }
        if (seq < 2) {
            board.notice(Tone.BAD, "/mark-unread: " + seq + " (expected: 2 or more)");
            return;
        }
        held.add(channel);
        workspace.api().markUnread(channel, new Seq(seq - 1));
        badges.stale(channel);
        board.notice(Tone.DIM, "unread from " + seq);
    }

    private void looksOnly() {
        board.notice(Tone.WARN, "this chat only looks: nothing is marked (--explore)");
    }

    private void mark(Room room) {
        Optional<ChatClient> started = client.get();
        if (started.isEmpty()) {
            return;
        }
        room.thread().ifPresent(root -> transcripts.thread(room.channel(), root).stream()
                .mapToLong(Entry::seq)
                .filter(seq -> seq > root)
                .max()
                .ifPresent(last -> started.get().readThread(room.channel(), new Seq(root), new Seq(last))));
        if (room.seq() > room.read()) {
            started.get().read(room.channel(), new Seq(room.seq()));
            board.happen(new ChatEvent.Read(room.channel(), room.seq()));
            board.happen(new ChatEvent.Counted(Map.of(room.channel(), new Badge(room.label(), 0, 0))));
        }
    }
}
