package dev.gapless.client.local;

import dev.gapless.client.store.MemoryOutboxStore;
import dev.gapless.client.store.MemoryPositionStore;
import dev.gapless.client.store.OutboxStore;
import dev.gapless.client.store.PositionStore;
import dev.gapless.protocol.api.ChannelView;
import dev.gapless.protocol.api.CursorView;
import dev.gapless.protocol.api.UnreadView;
import dev.gapless.protocol.api.UserView;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.id.UserId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A local store for as long as the process lives.
public final class MemoryLocalStore implements LocalStore {
    private final PositionStore positions = new MemoryPositionStore();
    private final OutboxStore outbox = new MemoryOutboxStore();
    private final Map<ChannelId, TreeMap<Long, Event>> events = new TreeMap<>();
    private final Map<ChannelId, String> drafts = new HashMap<>();
    private final Map<CursorPlace, CursorView> cursors = new LinkedHashMap<>();
    private final Map<ChannelId, ChannelView> channels = new LinkedHashMap<>();
    private final Map<UserId, UserView> people = new LinkedHashMap<>();
    private final Map<ChannelId, UnreadView> counts = new LinkedHashMap<>();
    private final Map<String, String> notes = new HashMap<>();
    private Optional<Long> revision = Optional.empty();

    private record CursorPlace(ChannelId channel, Optional<Seq> root) {}

    @Override
    public PositionStore positions() {
        return positions;
    }

    @Override
    public OutboxStore outbox() {
        return outbox;
    }

    @Override
    public synchronized void keepEvents(List<Event> added) {
        for (Event event : added) {
            TreeMap<Long, Event> kept = events.computeIfAbsent(event.channel(), channel -> new TreeMap<>());
            Erasure.gone(event).ifPresent(
                    target -> kept.replaceAll((seq, other) -> Erasure.textOf(other).equals(Optional.of(target))
                            ? Erasure.erased(other, Erasure.change(event))
                            : other));
            Optional<Event> delete = Erasure.textOf(event).flatMap(target -> kept.values().stream()
                    .filter(other -> Erasure.gone(other).equals(Optional.of(target)))
                    .findFirst());
            kept.put(
                    event.seq().value(),
                    delete.map(gone -> Erasure.erased(event, Erasure.change(gone))).orElse(event));
            while (kept.size() > EVENTS_PER_CHANNEL) {
                kept.pollFirstEntry();
            }
        }
    }

    @Override
    public synchronized List<Event> events(ChannelId channel) {
        List<Event> run = new ArrayList<>();
        for (Event event : events.getOrDefault(channel, new TreeMap<>()).descendingMap().values()) {
            if (!run.isEmpty() && event.seq().value() != run.getLast().seq().value() - 1) {
                break;
            }
            run.add(event);
        }
        return run.reversed();
    }

    @Override
    public synchronized List<ChannelId> channelsWithEvents() {
        return List.copyOf(events.keySet());
    }

    @Override
    public synchronized void forget(ChannelId channel) {
        events.remove(channel);
        positions.remove(channel);
        cursors.keySet().removeIf(place -> place.channel().equals(channel));
    }

    @Override
    public synchronized void keepDraft(ChannelId channel, String text) {
        if (text.isBlank()) {
            drafts.remove(channel);
        } else {
            drafts.put(channel, text);
        }
    }

    @Override
    public synchronized Optional<String> draft(ChannelId channel) {
        return Optional.ofNullable(drafts.get(channel));
    }

    @Override
    public synchronized void keepCursor(CursorView cursor) {
        cursors.merge(
                new CursorPlace(cursor.channel(), cursor.threadRoot()),
                cursor,
                (old, now) -> now.revision() >= old.revision() ? now : old);
    }

    @Override
    public synchronized List<CursorView> cursors() {
        return List.copyOf(cursors.values());
    }

    @Override
    public synchronized void keepRevision(long newRevision) {
        revision = Optional.of(newRevision);
    }

    @Override
    public synchronized Optional<Long> revision() {
        return revision;
    }

    @Override
    public synchronized void keepChannels(List<ChannelView> added) {
        added.forEach(channel -> channels.put(channel.id(), channel));
        trim(channels);
    }

    @Override
    public synchronized List<ChannelView> channels() {
        return List.copyOf(channels.values());
    }

    @Override
    public synchronized void keepPeople(List<UserView> added) {
        added.forEach(user -> people.put(user.id(), user));
        trim(people);
    }

    @Override
    public synchronized List<UserView> people() {
        return List.copyOf(people.values());
    }

    @Override
    public synchronized void keepUnread(List<UnreadView> added) {
        added.forEach(count -> counts.put(count.channel(), count));
        trim(counts);
    }

    @Override
    public synchronized List<UnreadView> unread() {
        return List.copyOf(counts.values());
    }

    @Override
    public synchronized void keepNote(String name, String value) {
        notes.put(name, value);
    }

    @Override
    public synchronized Optional<String> note(String name) {
        return Optional.ofNullable(notes.get(name));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    private static void trim(Map<?, ?> names) {
        var oldest = names.keySet().iterator();
        while (names.size() > NAMES_MAX && oldest.hasNext()) {
            oldest.next();
            oldest.remove();
        }
    }
}
