package dev.gapless.client.session;

import dev.gapless.protocol.api.CursorList;
import dev.gapless.protocol.api.CursorView;
import dev.gapless.protocol.frame.ClientFrame;
import dev.gapless.protocol.frame.ServerFrame;
import dev.gapless.protocol.id.Seq;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The user's read positions: what this device has read goes out, and what any device has read comes in.
///
/// Reads of one place are conflated: at most one is on its way, and behind it waits the highest. Each carries the generation
/// that the device knew when it was read, so a read from before a mark-unread never undoes it. The user's own stream has
/// revisions without holes: a hole, or a head that is higher, makes the device pull what it lacks. Mutated only from
/// [DeviceSession].
final class Cursors {
    private static final long UNKNOWN = -1;
    private static final int MAX_IN_FLIGHT = 64;
    private static final int MAX_TRIES_COUNTED = 30;
    private static final Duration CONFLATE_FOR = Duration.ofMillis(150);

    private final SessionContext context;
    private final Map<CursorPlace, CursorView> known = new HashMap<>(2);
    private final Map<CursorPlace, Wanted> wanted = new LinkedHashMap<>(2);
    private final Map<Long, CursorPlace> places = new HashMap<>(2);
    private final Map<Long, Wanted> inFlight = new HashMap<>(2);
    private long connection;
    private boolean armed;
    private long revision = UNKNOWN;
    private long head;
    /// Number of the list being read, 0 for none.
    private long fetch;
    private boolean retrying;
    private int tries;

    Cursors(SessionContext context) {
        this.context = context;
    }

    /// A read that is to be told.
    private record Wanted(Seq seq, long generation) {
        /// Of two the one of the later generation counts, then the higher.
        Wanted or(Wanted that) {
            if (generation != that.generation) {
                return generation > that.generation ? this : that;
            }
            return seq.compareTo(that.seq) >= 0 ? this : that;
        }
    }

    /// Takes what an earlier run knew: the device stands at a revision.
    void restore(long savedRevision, List<CursorView> cursors) {
        cursors.forEach(cursor -> known.merge(place(cursor), cursor, Cursors::newer));
        head = Math.max(head, revision);
        revision = revision == UNKNOWN ? savedRevision : Math.min(revision, savedRevision);
        pullIfBehind();
    }

    void connected(long newConnection, long userRevision) {
        connection = newConnection;
        if (revision == UNKNOWN || userRevision < revision) {
            reached(userRevision);
        }
        head = userRevision;
        retrying = false;
        pullIfBehind();
        arm();
    }

    /// The connection is gone: what was on its way is told again.
    void disconnected() {
        connection = 0;
        armed = false;
        inFlight.forEach((ref, read) -> {
            CursorPlace place = places.get(ref);
            if (place != null) {
                want(place, read);
            }
        });
        inFlight.clear();
        places.clear();
        context.emit(new SessionEffect.CancelTimer(new SessionTimer.Reads()));
    }

    /// The person has read up to here.
    void read(CursorPlace place, Seq seq) {
        CursorView cursor = known.get(place);
        if (cursor != null && seq.compareTo(cursor.seq()) <= 0) {
            return;
        }
        want(place, new Wanted(seq, cursor == null ? UNKNOWN : cursor.generation()));
        arm();
    }

    /// Time to tell what was read.
    void readsDue() {
        armed = false;
        if (connection == 0) {
            return;
        }
        Iterator<Map.Entry<CursorPlace, Wanted>> rest = wanted.entrySet().iterator();
        while (rest.hasNext() && inFlight.size() < MAX_IN_FLIGHT) {
            Map.Entry<CursorPlace, Wanted> entry = rest.next();
            if (places.containsValue(entry.getKey())) {
                continue;
            }
            rest.remove();
            long ref = context.nextNumber();
            places.put(ref, entry.getKey());
            inFlight.put(ref, entry.getValue());
            context.emit(new SessionEffect.SendFrame(
                    connection,
                    new ClientFrame.Read(
                            ref,
                            entry.getKey().channel(),
                            entry.getKey().threadRoot(),
                            entry.getValue().seq(),
                            Math.max(0, entry.getValue().generation()))));
        }
    }

    /// A cursor as it now is: pushed, or the answer to a read.
    void moved(ServerFrame.CursorMoved frame) {
        Optional<Wanted> told = frame.ref().map(inFlight::get);
        learn(new CursorView(
                frame.channel(),
                frame.threadRoot(),
                frame.seq(),
                frame.ordinal(),
                frame.generation(),
                frame.revision()));
        frame.ref().ifPresent(this::answered);
        told.filter(read -> read.generation() == UNKNOWN)
                .ifPresent(read -> read(new CursorPlace(frame.channel(), frame.threadRoot()), read.seq()));
        if (frame.revision() == revision + 1 && fetch == 0) {
            reached(frame.revision());
        }
        head = Math.max(head, frame.revision());
        pullIfBehind();
    }

    /// The user's stream stands here.
    void streamAt(long userRevision) {
        head = Math.max(head, userRevision);
        pullIfBehind();
    }

    /// A read was refused.
    ///
    /// @return false if no read waits for it
    boolean refused(long ref, Refusal refusal) {
        Wanted read = inFlight.get(ref);
        CursorPlace place = places.get(ref);
        if (read == null || place == null) {
            return false;
        }
        inFlight.remove(ref);
        places.remove(ref);
        if (refusal.isFinal()) {
            context.notice(new Notice.Trouble(refusal.code(), refusal.message()));
        } else {
            want(place, read);
            armAfter(Backoff.REQUEST.delay(tries, refusal.retryAfter(), context.random));
            tries = Math.min(tries + 1, MAX_TRIES_COUNTED);
        }
        return true;
    }

    void fetched(long number, CursorList list) {
        if (number != fetch) {
            return;
        }
        fetch = 0;
        list.cursors().forEach(this::learn);
        boolean progress = list.revision() > revision;
        if (progress) {
            reached(list.revision());
            tries = 0;
            pullIfBehind();
        } else if (list.more() || revision < head) {
            retryLater(Optional.empty());
        }
    }

    void fetchFailed(long number, Refusal refusal) {
        if (number == fetch) {
            fetch = 0;
            retryLater(refusal.retryAfter());
        }
    }

    void retryDue() {
        retrying = false;
        pullIfBehind();
    }

    boolean awaitsAnswers() {
        return !inFlight.isEmpty();
    }

    /// The lowest read on its way, or `Long.MAX_VALUE`.
    long oldestRef() {
        return inFlight.keySet().stream().mapToLong(Long::longValue).min().orElse(Long.MAX_VALUE);
    }

    private void answered(long ref) {
        inFlight.remove(ref);
        places.remove(ref);
        tries = 0;
        arm();
    }

    private void learn(CursorView cursor) {
        CursorPlace place = place(cursor);
        CursorView before = known.get(place);
        if (before != null && newer(before, cursor).equals(before)) {
            return;
        }
        known.put(place, cursor);
        Wanted waiting = wanted.get(place);
        if (waiting != null) {
            boolean fresh = waiting.generation() == UNKNOWN || waiting.generation() >= cursor.generation();
            wanted.remove(place);
            if (fresh && waiting.seq().compareTo(cursor.seq()) > 0) {
                wanted.put(place, new Wanted(waiting.seq(), cursor.generation()));
            }
        }
        context.emit(new SessionEffect.CursorChanged(cursor));
    }

    private void want(CursorPlace place, Wanted read) {
        wanted.merge(place, read, Wanted::or);
    }

    private void reached(long newRevision) {
        revision = newRevision;
        context.emit(new SessionEffect.KeepRevision(newRevision));
    }

    private void pullIfBehind() {
        if (connection == 0 || revision == UNKNOWN || revision >= head || fetch != 0 || retrying) {
            return;
        }
        fetch = context.nextNumber();
        context.emit(new SessionEffect.FetchCursors(fetch, revision));
    }

    private void retryLater(Optional<Duration> hint) {
        retrying = true;
        context.emit(new SessionEffect.SetTimer(
                new SessionTimer.CursorPull(), Backoff.REQUEST.delay(tries, hint, context.random)));
        tries = Math.min(tries + 1, MAX_TRIES_COUNTED);
    }

    private void arm() {
        armAfter(CONFLATE_FOR);
    }

    private void armAfter(Duration delay) {
        if (!armed && connection != 0 && !wanted.isEmpty()) {
            armed = true;
            context.emit(new SessionEffect.SetTimer(new SessionTimer.Reads(), delay));
        }
    }

    private static CursorPlace place(CursorView cursor) {
        return new CursorPlace(cursor.channel(), cursor.threadRoot());
    }

    private static CursorView newer(CursorView known, CursorView other) {
        return other.revision() > known.revision() ? other : known;
    }
}
