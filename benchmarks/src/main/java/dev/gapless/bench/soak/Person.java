package dev.gapless.bench.soak;

import dev.gapless.client.ApiClient;
import dev.gapless.client.ChatClient;
import dev.gapless.client.ClientException;
import dev.gapless.client.session.OutgoingMessage;
import dev.gapless.client.session.SendState;
import dev.gapless.client.session.StartAt;
import dev.gapless.protocol.api.CursorView;
import dev.gapless.protocol.api.PutCursor;
import dev.gapless.protocol.api.SendAnswer;
import dev.gapless.protocol.api.SendRequest;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.event.EventKind;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.id.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One person with a live device and a second one that asks over HTTP. Does one act after the other, each until its outcome is
/// known, and keeps in mind what it means for the person's own read positions.
///
/// Acts come from one worker's thread; the check reads while nobody acts.
final class Person implements AutoCloseable {
    private static final Duration SETTLED_WITHIN = Duration.ofMinutes(3);
    private static final List<String> EMOJI = List.of("👍", "🎉", "👀", "❤️", "🚀");
    private static final List<String> CLASSES = List.of("large", "normal", "hot", "normal");
    private static final int MAX_MINE = 60;
    private static final int CROWD = 12;

    private final Tenant tenant;
    private final int index;
    private final UserId id;
    private final ApiClient api;
    private final ChatClient chat;
    private final Device device;
    private final Ledger ledger;
    private final Tries tries;
    private final Map<Room, Place> places = new HashMap<>();

    /// How the person stands to one room.
    static final class Place {
        private final List<Long> mine = new ArrayList<>();
        private final Set<String> reactions = new HashSet<>();
        private final Map<Long, Long> threads = new HashMap<>();
        private boolean member;
        private long cursor;
        private long generation;

        boolean member() {
            return member;
        }

        /// Last seq read, 0 if nothing ever was.
        long cursor() {
            return cursor;
        }

        long generation() {
            return generation;
        }

        Map<Long, Long> threads() {
            return threads;
        }
    }

    Person(Tenant tenant, int index, UserId id, ApiClient api, ChatClient chat, Device device, Ledger ledger) {
        this.tenant = tenant;
        this.index = index;
        this.id = id;
        this.api = api;
        this.chat = chat;
        this.device = device;
        this.ledger = ledger;
        this.tries = new Tries(SETTLED_WITHIN, ledger.retries);
    }

    UserId id() {
        return id;
    }

    ApiClient api() {
        return api;
    }

    Device device() {
        return device;
    }

    Tenant tenant() {
        return tenant;
    }

    Place place(Room room) {
        return places.computeIfAbsent(room, key -> new Place());
    }

    /// The person is in the room since the making of the world.
    void startsIn(Room room) {
        place(room).member = true;
        chat.subscribe(room.id(), new StartAt.Now());
    }

    @Override
    public void close() {
        chat.close();
    }

    @Override
    public String toString() {
        return tenant.slug() + "/" + Tenant.handle(index);
    }

    /// Does it.
    void act(Act act) {
        Room room = tenant.room(act.room());
        Place place = place(room);
        try {
            if (!place.member) {
                if (room.open()) {
                    join(room, place);
                }
                return;
            }
            switch (act.kind()) {
                case POST, JOIN -> post(act, room, place);
                case REPLY -> reply(act, room, place);
                case EDIT -> edit(act, room, place);
                case DELETE -> delete(act, room, place);
                case REACT -> react(act, room, place);
                case UNREACT -> unreact(act, room, place);
                case PIN -> pin(act, room);
                case READ -> read(act, room, place);
                case READ_THREAD -> readThread(act, room, place);
                case MARK_UNREAD -> markUnread(act, room, place);
                case LEAVE -> leave(act, room, place);
                case SWITCH_CLASS -> switchClass(act, room);
                case LOOK -> look(room);
            }
        } catch (Tries.Refused e) {
            boolean gone = e.is(ErrorCode.MESSAGE_DELETED) || e.is(ErrorCode.LIMIT_REACHED);
            if (gone) {
                ledger.refusals.increment();
            } else {
                ledger.problem(this + ": " + act + " in " + room.id() + ": " + e.getMessage());
            }
        } catch (ClientException e) {
            ledger.problem(this + ": " + act + " in " + room.id() + ": no answer: " + e.text());
        }
    }

    private void post(Act act, Room room, Place place) {
        send(act, room, place, 0, false);
    }

    private void reply(Act act, Room room, Place place) {
        Optional<Long> root = room.recent(act.two());
        if (root.isEmpty()) {
            post(act, room, place);
        } else {
            send(act, room, place, root.get(), act.one() % 3 == 0);
        }
    }

    private void send(Act act, Room room, Place place, long root, boolean also) {
        String text = text(act);
        IdempotencyKey key = new IdempotencyKey("act-" + act.number());
        Intent intent = new Intent(id, room.id(), EventKind.MESSAGE_POSTED, root, text, key.value(), also);
        ledger.begin(intent);
        Optional<Seq> thread = root == 0 ? Optional.empty() : Optional.of(new Seq(root));
        long seq = act.two() % 2 == 0
                ? overSocket(new OutgoingMessage(room.id(), key, text, thread, also))
                : tries.until(() -> api.send(
                        room.id(), new SendRequest(text, thread, also ? Optional.of(true) : Optional.empty()), key))
                        .value().seq().value();
        if (seq == 0) {
            return;
        }
        ledger.ack(intent, seq);
        place.mine.add(seq);
        if (place.mine.size() > MAX_MINE) {
            place.mine.removeFirst();
        }
        if (root == 0) {
            room.posted(seq);
        } else {
            room.reached(seq);
            place.threads.merge(root, seq, Math::max);
        }
        if (root == 0 || also) {
            place.cursor = Math.max(place.cursor, seq);
        }
    }

    /// @return 0 if it was refused
    private long overSocket(OutgoingMessage message) {
        try {
            SendState state = chat.send(message).await(SETTLED_WITHIN);
            switch (state) {
                case SendState.Acked acked -> {
                    return acked.seq().value();
                }
                case SendState.Refused refused -> {
                    // Whether it is in the log after all, where its gateway died in between, the proof finds out.
                    if (refused.refusal().code().equals(ErrorCode.MESSAGE_DELETED.text())) {
                        ledger.refusals.increment();
                    } else {
                        ledger.problem(this + ": " + message + ": " + refused);
                    }
                }
                case SendState.Pending pending -> ledger.problem(this + ": " + message + ": never sent");
                case SendState.Unknown unknown -> ledger.problem(this + ": " + message + ": never answered");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 0;
    }

    private void edit(Act act, Room room, Place place) {
        if (place.mine.isEmpty()) {
            post(act, room, place);
            return;
        }
        long target = place.mine.get(act.one() % place.mine.size());
        String text = text(act) + " (edited)";
        Intent intent = Intent.of(id, room.id(), EventKind.MESSAGE_EDITED, target, text);
        SendAnswer answer = tries.until(() -> api.edit(
                room.id(), new Seq(target), text, new IdempotencyKey("act-" + act.number()))).value();
        ledger.ack(intent, answer.seq().value());
        room.reached(answer.seq().value());
    }

    private void delete(Act act, Room room, Place place) {
        if (place.mine.isEmpty()) {
            post(act, room, place);
            return;
        }
        long target = place.mine.remove(act.one() % place.mine.size());
        Intent intent = Intent.of(id, room.id(), EventKind.MESSAGE_DELETED, target, "");
        change(room, intent, ErrorCode.MESSAGE_DELETED, () -> api.deleteMessage(room.id(), new Seq(target)));
    }

    private void react(Act act, Room room, Place place) {
        Optional<Long> target = room.recent(act.one());
        String emoji = EMOJI.get(act.two() % EMOJI.size());
        if (target.isEmpty() || !place.reactions.add(target.get() + emoji)) {
            post(act, room, place);
            return;
        }
        Intent intent = Intent.of(id, room.id(), EventKind.REACTION_ADDED, target.get(), emoji);
        change(room, intent, ErrorCode.NOT_FOUND, () -> api.react(room.id(), new Seq(target.get()), emoji));
    }

    private void unreact(Act act, Room room, Place place) {
        Optional<Long> target = room.recent(act.one());
        String emoji = EMOJI.get(act.two() % EMOJI.size());
        if (target.isEmpty() || !place.reactions.remove(target.get() + emoji)) {
            return;
        }
        Intent intent = Intent.of(id, room.id(), EventKind.REACTION_REMOVED, target.get(), emoji);
        change(room, intent, ErrorCode.NOT_FOUND, () -> api.unreact(room.id(), new Seq(target.get()), emoji));
    }

    private void pin(Act act, Room room) {
        Optional<Long> target = room.recent(act.one());
        if (target.isPresent()) {
            Seq seq = new Seq(target.get());
            boolean on = act.two() % 2 == 0;
            Intent intent = Intent.of(
                    id, room.id(), on ? EventKind.MESSAGE_PINNED : EventKind.MESSAGE_UNPINNED, seq.value(), "");
            change(
                    room, intent, ErrorCode.NOT_FOUND,
                    () -> on ? api.pin(room.id(), seq) : api.unpin(room.id(), seq));
        }
    }

    /// A change that may be so already.
    ///
    /// @param done what a repetition is told if an earlier try was carried out
    private void change(Room room, Intent intent, ErrorCode done, java.util.function.Supplier<SendAnswer> ask) {
        try {
            SendAnswer answer = tries.until(ask).value();
            if (answer.duplicate()) {
                ledger.doubt(intent);
            } else {
                ledger.ack(intent, answer.seq().value());
                room.reached(answer.seq().value());
            }
        } catch (Tries.Refused e) {
            if (!e.is(done) || !e.afterDoubt()) {
                throw e;
            }
            ledger.doubt(intent);
        }
    }

    private void read(Act act, Room room, Place place) {
        long seq = Math.max(1, room.head() - act.one() % 8);
        if (room.head() == 0) {
            return;
        }
        boolean known = place.generation == 0
                || device.cursor(room.id()).map(CursorView::generation).orElse(0L) == place.generation;
        if (act.two() % 2 == 0 && known) {
            chat.read(room.id(), new Seq(seq));
        } else {
            Optional<Long> generation = act.two() % 3 == 0 ? Optional.empty() : Optional.of(place.generation);
            stands(place, tries.until(() -> api.putCursor(
                    room.id(), new PutCursor(new Seq(seq), generation, Optional.empty(), Optional.empty())))
                    .value());
        }
        place.cursor = Math.max(place.cursor, seq);
    }

    private void markUnread(Act act, Room room, Place place) {
        if (room.head() == 0) {
            return;
        }
        long seq = Math.max(1, room.head() - act.one() % 25);
        CursorView view = tries.until(() -> api.putCursor(
                room.id(), new PutCursor(
                        new Seq(seq), Optional.of(place.generation), Optional.of(true), Optional.empty())))
                .value();
        place.cursor = seq;
        place.generation = view.generation();
        stands(place, view);
    }

    private void stands(Place place, CursorView view) {
        if (view.generation() != place.generation) {
            ledger.problem(this + ": cursor " + view + " (expected: generation " + place.generation + ")");
        }
    }

    private void readThread(Act act, Room room, Place place) {
        Optional<Long> root = room.recent(act.one());
        if (root.isPresent()) {
            long seq = Math.max(root.get(), room.head() - act.two() % 4);
            tries.until(() -> api.putCursor(
                    room.id(), new PutCursor(
                            new Seq(seq), Optional.empty(), Optional.empty(), Optional.of(new Seq(root.get())))));
            place.threads.merge(root.get(), seq, Math::max);
        }
    }

    private void join(Room room, Place place) {
        Intent intent = Intent.of(id, room.id(), EventKind.MEMBER_JOINED, 0, "");
        try {
            Seq seq = tries.until(() -> api.join(room.id())).value().joinedSeq();
            ledger.ack(intent, seq.value());
            room.reached(seq.value());
        } catch (Tries.Refused e) {
            if (!e.is(ErrorCode.ALREADY_A_MEMBER) || !e.afterDoubt()) {
                throw e;
            }
            ledger.doubt(intent);
        }
        place.member = true;
        device.forget(room.id());
        chat.subscribe(room.id(), new StartAt.Now());
    }

    private void leave(Act act, Room room, Place place) {
        if (!room.open()) {
            post(act, room, place);
            return;
        }
        chat.unsubscribe(room.id());
        // A success does not tell the seq, so only the log knows it.
        Intent intent = Intent.of(id, room.id(), EventKind.MEMBER_LEFT, 0, "");
        try {
            tries.until(() -> {
                api.leave(room.id());
                return room;
            });
        } catch (Tries.Refused e) {
            if (!e.is(ErrorCode.NOT_A_MEMBER) || !e.afterDoubt()) {
                throw e;
            }
        }
        ledger.unplaced(intent);
        place.member = false;
    }

    private void switchClass(Act act, Room room) {
        if (room.open()) {
            tenant.switchClass(room, CLASSES.get(act.one() % CLASSES.size()), tries);
        }
    }

    /// Somebody looks at the counts and the proof while all others act: the proof must never cry wolf.
    private void look(Room room) {
        ChannelId channel = room.id();
        tries.until(() -> api.verifyUnread(new dev.gapless.protocol.api.VerifyUnread(
                Optional.of(channel), Optional.empty()))).value().channels().stream()
                .filter(verdict -> !verdict.exact())
                .forEach(verdict -> ledger.problem(this + ": not exact while others act: " + verdict));
    }

    private String text(Act act) {
        StringBuilder text = new StringBuilder("act ").append(act.number());
        if (act.one() % 5 == 0) {
            text.append(" @").append(Tenant.handle(act.one() / 5 % tenant.size()));
        }
        if (act.two() % 7 == 0) {
            text.append(" and @").append(Tenant.handle(act.two() / 7 % tenant.size()));
        }
        if (act.one() % 3 == 1 && act.two() % CROWD == 0) {
            text.append(act.one() % 2 == 0 ? " @channel" : " @here");
        }
        return text.toString();
    }
}
