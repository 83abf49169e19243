package dev.gapless.cli.chat;

import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.IdempotencyKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// All that the chat knows and shows. Immutable; [#after] is the only way on.
///
/// @param link how the chat stands with the server
/// @param rooms open channels, in the order in which they were opened
/// @param current the one on screen
/// @param badges what is unread, in all channels that are known
/// @param mode what keys mean
/// @param outgoing own messages that are not in the transcript yet, in the order typed
record ChatState(LinkState link, SequencedMap<ChannelId, Room> rooms, Optional<ChannelId> current,
        List<Outgoing> outgoing, SequencedMap<ChannelId, Badge> badges, Mode mode) {
    /// Own messages kept while there is no connection; one more is refused.
    static final int OUTGOING_MAX = 200;

    ChatState {
        rooms = java.util.Collections.unmodifiableSequencedMap(new LinkedHashMap<>(rooms));
        outgoing = List.copyOf(outgoing);
        badges = java.util.Collections.unmodifiableSequencedMap(new LinkedHashMap<>(badges));
    }

    static ChatState empty() {
        return new ChatState(
                new LinkState.Connecting(1),
                new LinkedHashMap<>(),
                Optional.empty(),
                List.of(),
                new LinkedHashMap<>(),
                new Mode.Typing());
    }

    /// The channel on screen.
    Optional<Room> room() {
        return current.flatMap(this::room);
    }

    Optional<Room> room(ChannelId channel) {
        return Optional.ofNullable(rooms.get(channel));
    }

    /// The state after an event, and what is new in the transcript on screen.
    Step after(ChatEvent event) {
        return switch (event) {
            case ChatEvent.LinkChanged changed -> Step.silent(withLink(changed.link()));
            case ChatEvent.Arrived arrived -> arrived(arrived.channel(), arrived.entry());
            case ChatEvent.Amended amended -> amended(amended.channel(), amended.entry());
            case ChatEvent.Read read -> Step.silent(
                    room(read.channel()).map(room -> with(room.readUpTo(read.position()))).orElse(this));
            case ChatEvent.Counted counted -> Step.silent(counted(counted.badges()));
            case ChatEvent.ThreadOpened opened -> Step.silent(
                    room(opened.channel()).map(room -> with(room.inThread(opened.root()))).orElse(this));
            case ChatEvent.ModeChanged changed ->
                Step.silent(new ChatState(link, rooms, current, outgoing, badges, changed.mode()));
            case ChatEvent.HoleOpened opened -> Step.silent(
                    room(opened.channel()).map(room -> with(room.withHole(opened.hole()))).orElse(this));
            case ChatEvent.HoleClosed closed ->
                Step.silent(room(closed.channel()).map(room -> with(room.withoutHole())).orElse(this));
            case ChatEvent.Opened opened -> Step.silent(with(opened.room()).onScreen(opened.room().channel()));
            case ChatEvent.SwitchedTo switched -> switchedTo(switched.channel());
            case ChatEvent.Closed closed -> Step.silent(without(closed.channel()));
            case ChatEvent.Rewound rewound ->
                Step.silent(room(rewound.channel())
                        .map(room -> with(Room.at(room.channel(), room.label(), 0)))
                        .orElse(this));
            case ChatEvent.Typed typed -> Step.silent(withOutgoing(plus(typed.message())));
            case ChatEvent.FateKnown known -> Step.silent(known(known.key(), known.fate()));
            case ChatEvent.Dropped dropped -> Step.silent(withOutgoing(
                    outgoing.stream().filter(message -> !message.key().equals(dropped.key())).toList()));
        };
    }

    /// What an event led to.
    ///
    /// @param state from now on
    /// @param entries to be added to the transcript on screen
    /// @param amended entries of the transcript on screen that look otherwise
    record Step(ChatState state, List<Entry> entries, List<Entry> amended) {
        Step {
            entries = List.copyOf(entries);
            amended = List.copyOf(amended);
        }

        Step(ChatState state, List<Entry> entries) {
            this(state, entries, List.of());
        }

        static Step silent(ChatState state) {
            return new Step(state, List.of());
        }
    }

    private Step arrived(ChannelId channel, Entry entry) {
        Room room = rooms.get(channel);
        if (room == null || entry.seq() <= room.seq()) {
            return Step.silent(this);
        }
        // An own message leaves the list of those on their way when the transcript shows it.
        ChatState settled = withOutgoing(outgoing.stream()
                .filter(message -> !(message.channel().equals(channel)
                        && message.fate() instanceof Outgoing.Fate.Acked acked
                        && acked.seq().value() == entry.seq()))
                .toList());
        boolean visible = current.filter(channel::equals).isPresent();
        return visible
                ? new Step(settled.with(room.shown(entry)), room.shows(entry) ? List.of(entry) : List.of())
                : Step.silent(settled.with(room.missed(entry)));
    }

    private Step amended(ChannelId channel, Entry entry) {
        Room room = rooms.get(channel);
        if (room == null || entry.seq() > room.seq()) {
            return Step.silent(this);
        }
        boolean visible = current.filter(channel::equals).isPresent() && room.shows(entry);
        return new Step(with(room.amended(entry)), List.of(), visible ? List.of(entry) : List.of());
    }

    private ChatState counted(Map<ChannelId, Badge> counts) {
        SequencedMap<ChannelId, Badge> changed = new LinkedHashMap<>(badges);
        changed.putAll(counts);
        return new ChatState(link, rooms, current, outgoing, changed, mode);
    }

    private Step switchedTo(ChannelId channel) {
        Room room = rooms.get(channel);
        if (room == null) {
            return Step.silent(this);
        }
        return new Step(
                with(room.opened()).onScreen(channel),
                room.unseen().stream().filter(room::shows).toList());
    }

    private ChatState known(IdempotencyKey key, Outgoing.Fate fate) {
        if (fate instanceof Outgoing.Fate.Acked acked) {
            Optional<Outgoing> message =
                    outgoing.stream().filter(candidate -> candidate.key().equals(key)).findFirst();
            boolean inTranscript = message.flatMap(sent -> room(sent.channel()))
                    .filter(room -> room.seq() >= acked.seq().value())
                    .isPresent();
            if (inTranscript) {
                return withOutgoing(outgoing.stream()
                        .filter(candidate -> !candidate.key().equals(key))
                        .toList());
            }
        }
        return withOutgoing(outgoing.stream()
                .map(message -> message.key().equals(key) ? message.with(fate) : message)
                .toList());
    }

    private List<Outgoing> plus(Outgoing message) {
        List<Outgoing> more = new ArrayList<>(outgoing);
        more.add(message);
        return more;
    }

    private ChatState with(Room room) {
        SequencedMap<ChannelId, Room> changed = new LinkedHashMap<>(rooms);
        changed.put(room.channel(), room);
        return new ChatState(link, changed, current, outgoing, badges, mode);
    }

    private ChatState without(ChannelId channel) {
        SequencedMap<ChannelId, Room> changed = new LinkedHashMap<>(rooms);
        changed.remove(channel);
        Optional<ChannelId> next = current.filter(shown -> !shown.equals(channel));
        if (next.isEmpty() && !changed.isEmpty()) {
            next = Optional.of(changed.lastEntry().getKey());
        }
        return new ChatState(link, changed, next, outgoing, badges, mode);
    }

    private ChatState onScreen(ChannelId channel) {
        return new ChatState(link, rooms, Optional.of(channel), outgoing, badges, mode);
    }

    private ChatState withLink(LinkState next) {
        boolean live = next instanceof LinkState.Live;
        List<Outgoing> moved = outgoing.stream()
                .map(message -> live && message.fate() instanceof Outgoing.Fate.Queued
                        ? message.with(new Outgoing.Fate.Pending())
                        : message)
                .toList();
        return new ChatState(next, rooms, current, moved, badges, mode);
    }

    private ChatState withOutgoing(List<Outgoing> next) {
        return new ChatState(link, rooms, current, next, badges, mode);
    }

    static ChatState of(LinkState link, Map<ChannelId, Room> rooms, ChannelId current, List<Outgoing> outgoing) {
        return new ChatState(
                link,
                new LinkedHashMap<>(rooms),
                Optional.of(current),
                outgoing,
                new LinkedHashMap<>(),
                new Mode.Typing());
    }
}
