package dev.gapless.client.session;

import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.event.InterestLevel;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Epoch;
import dev.gapless.protocol.id.Position;
import java.util.HashSet;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What a session knows of one channel: how far the application has come, how far the log is known to reach, and the events
/// that came before their turn. Mutated only from [Subscriptions].
final class ChannelTracker {
    private static final long NOWHERE = -1;

    final ChannelId channel;
    InterestLevel level;
    @Nullable
    Epoch epoch;
    /// Number of the `sub` that waits for its answer, 0 for none.
    long subRef;
    int subTries;
    /// Number of the page being read, 0 for none.
    long fetch;
    long fetchAfter;
    int fetchTries;
    /// A timer runs for this channel.
    boolean repairArmed;
    /// That timer is the wait before another try, not a first look.
    boolean retrying;
    long positionWhenArmed;
    /// Position at which the subscription has caught up, or -1 if that was told.
    long caughtUpAt = NOWHERE;
    /// The hole that was told, 0 for none.
    long holeFrom;
    long holeTo;

    private final int maxHeld;
    private final Eagerness eagerness;
    private final Set<Long> shownEarly = new HashSet<>(0);
    private long position;
    private long target;
    private @Nullable NavigableMap<Long, Event> held;

    /// What a tracker does with an event that is not the next one: keep it for its turn, or a mistake that was planted.
    enum Eagerness {
        NONE,
        SHOWS_REPEATS,
        IGNORES_HOLES,
        SHOWS_BEYOND_HOLES
    }

    ChannelTracker(ChannelId channel, InterestLevel level, StartAt start, int maxHeld) {
        this(channel, level, start, maxHeld, Eagerness.NONE);
    }

    ChannelTracker(ChannelId channel, InterestLevel level, StartAt start, int maxHeld, Eagerness eagerness) {
        this.eagerness = eagerness;
        this.channel = channel;
        this.level = level;
        this.maxHeld = maxHeld;
        switch (start) {
            case StartAt.Now now -> position = NOWHERE;
            case StartAt.After(Position after) -> position = after.value();
            case StartAt.Saved(SavedPosition saved) -> {
                position = saved.position().value();
                epoch = saved.epoch();
            }
        }
        target = position;
    }

    boolean placed() {
        return position != NOWHERE;
    }

    long position() {
        return position;
    }

    /// The highest seq known to exist.
    long target() {
        return target;
    }

    boolean behind() {
        return placed() && position < target;
    }

    /// Takes note that the log reaches up to a seq.
    void reachesTo(long seq) {
        target = Math.max(target, seq);
    }

    /// The last seq to pull: what is held above needs no pulling.
    long pullUpTo() {
        return held == null || held.isEmpty() ? target : held.firstKey() - 1;
    }

    /// Moves without events: the start of a subscription, or over events that retention removed.
    void place(long newPosition) {
        position = newPosition;
        target = Math.max(target, newPosition);
        if (held != null) {
            held.headMap(newPosition, true).clear();
        }
    }

    /// Starts from nothing in another numbering.
    void restart(Epoch newEpoch) {
        epoch = newEpoch;
        position = 0;
        target = 0;
        held = null;
        fetch = 0;
        fetchTries = 0;
        retrying = false;
        caughtUpAt = NOWHERE;
        holeFrom = 0;
        holeTo = 0;
    }

    /// Takes an event: hands it on with those it was missing to, keeps it back, or drops it as known.
    void offer(Event event, Consumer<Event> deliver) {
        long seq = event.seq().value();
        reachesTo(seq);
        if (placed() && seq <= position) {
            if (eagerness == Eagerness.SHOWS_REPEATS) {
                deliver.accept(event);
            }
            return;
        }
        if (placed() && seq > position + 1 && eagerness == Eagerness.IGNORES_HOLES) {
            position = seq - 1;
        }
        if (!placed() || seq > position + 1) {
            if (placed() && eagerness == Eagerness.SHOWS_BEYOND_HOLES && shownEarly.add(seq)) {
                deliver.accept(event);
            }
            hold(seq, event);
            return;
        }
        position = seq;
        if (!shownEarly.remove(seq)) {
            deliver.accept(event);
        }
        drain(deliver);
    }

    /// Hands on what is held and has its turn.
    void drain(Consumer<Event> deliver) {
        while (held != null && !held.isEmpty() && held.firstKey() <= position + 1) {
            Event next = held.pollFirstEntry().getValue();
            if (next.seq().value() == position + 1) {
                position++;
                if (!shownEarly.remove(position)) {
                    deliver.accept(next);
                }
            }
        }
        if (held != null && held.isEmpty()) {
            held = null;
        }
    }

    /// The lowest go first: pulling approaches from below and meets the newest ones.
    private void hold(long seq, Event event) {
        if (held == null) {
            held = new TreeMap<>();
        }
        held.putIfAbsent(seq, event);
        if (held.size() > maxHeld) {
            held.pollFirstEntry();
        }
    }
}
