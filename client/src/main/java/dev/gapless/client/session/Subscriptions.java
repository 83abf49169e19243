package dev.gapless.client.session;

import dev.gapless.protocol.api.EventPage;
import dev.gapless.protocol.codec.Limits;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.event.InterestLevel;
import dev.gapless.protocol.frame.ClientFrame;
import dev.gapless.protocol.frame.ServerFrame;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Epoch;
import dev.gapless.protocol.id.Ordinal;
import dev.gapless.protocol.id.Position;
import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.planted.PlantedBug;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The channels that a device follows: subscribing, putting events in order, pulling what was not pushed.
///
/// Evidence that the log reaches further than the device (a later event, a gap, a head, the answer to `sub`, the device's
/// own ack) raises the channel's target; as long as the position is below, a page is being read, waited for, or a timer
/// runs. So no single loss can leave a hole for ever. Mutated only from [DeviceSession].
final class Subscriptions {
    private static final int RESUME_MAX = Limits.RESUME_CHANNELS;
    private static final int MAX_TRIES_COUNTED = 30;

    private final SessionContext context;
    private final Consumer<Event> seen;
    private final Map<ChannelId, ChannelTracker> trackers = new LinkedHashMap<>(4);
    private final Map<Long, ChannelTracker> asked = new HashMap<>(2);
    private final Map<Long, ChannelTracker> fetches = new HashMap<>(2);
    private final Set<ChannelId> waiting = new LinkedHashSet<>(2);
    private boolean online;
    private long connection;

    /// @param seen told of each event that is delivered
    Subscriptions(SessionContext context, Consumer<Event> seen) {
        this.context = context;
        this.seen = seen;
    }

    private enum Urgency {
        NOW,
        SOON
    }

    /// Positions for `hello`.
    Map<ChannelId, Position> resume() {
        Map<ChannelId, Position> positions = new HashMap<>();
        for (ChannelTracker tracker : trackers.values()) {
            if (tracker.placed() && positions.size() < RESUME_MAX) {
                positions.put(tracker.channel, new Position(tracker.position()));
            }
        }
        return positions;
    }

    Optional<SavedPosition> position(ChannelId channel) {
        ChannelTracker tracker = trackers.get(channel);
        return tracker == null || tracker.epoch == null || !tracker.placed()
                ? Optional.empty()
                : Optional.of(saved(tracker, tracker.epoch));
    }

    boolean awaitsAnswers() {
        return !asked.isEmpty();
    }

    /// The lowest `sub` on its way, or `Long.MAX_VALUE`.
    long oldestRef() {
        return asked.keySet().stream().mapToLong(Long::longValue).min().orElse(Long.MAX_VALUE);
    }

    void subscribe(ChannelId channel, InterestLevel level, StartAt start) {
        ChannelTracker tracker = trackers.get(channel);
        if (tracker == null) {
            tracker = new ChannelTracker(channel, level, start, context.limits.heldEvents(), eagerness());
            trackers.put(channel, tracker);
        } else if (tracker.level == level) {
            return;
        }
        tracker.level = level;
        sendSub(tracker);
    }

    private ChannelTracker.Eagerness eagerness() {
        if (context.has(PlantedBug.PUSH_TWICE)) {
            return ChannelTracker.Eagerness.SHOWS_REPEATS;
        }
        if (context.has(PlantedBug.LOSE_PUSH)) {
            return ChannelTracker.Eagerness.IGNORES_HOLES;
        }
        return context.has(PlantedBug.SHOW_OUT_OF_ORDER)
                ? ChannelTracker.Eagerness.SHOWS_BEYOND_HOLES
                : ChannelTracker.Eagerness.NONE;
    }

    void unsubscribe(ChannelId channel) {
        ChannelTracker tracker = trackers.get(channel);
        if (tracker == null) {
            return;
        }
        drop(tracker);
        if (connection != 0) {
            context.emit(new SessionEffect.SendFrame(
                    connection, new ClientFrame.Unsub(context.nextNumber(), channel)));
        }
    }

    void goOnline() {
        online = true;
    }

    /// No network: what is being read does not count any more.
    void goOffline() {
        online = false;
        fetches.values().forEach(tracker -> tracker.fetch = 0);
        fetches.clear();
        waiting.clear();
        for (ChannelTracker tracker : trackers.values()) {
            disarm(tracker);
        }
    }

    void welcomed(long newConnection, ServerFrame.Welcome welcome) {
        connection = newConnection;
        for (ServerFrame.ChannelHead head : welcome.channels()) {
            ChannelTracker tracker = trackers.get(head.channel());
            if (tracker != null && tracker.placed()) {
                agreeOnEpoch(tracker, head.epoch());
                tracker.reachesTo(head.head().value());
            }
        }
        for (ChannelId channel : welcome.unknown()) {
            ChannelTracker tracker = trackers.get(channel);
            if (tracker != null) {
                end(tracker,
                        Refusal.of(ErrorCode.NOT_FOUND, "channel: " + channel + " (expected: one that you can see)"));
            }
        }
        List.copyOf(trackers.values()).forEach(this::sendSub);
    }

    void disconnected() {
        connection = 0;
        asked.clear();
        for (ChannelTracker tracker : trackers.values()) {
            tracker.subRef = 0;
            if (tracker.subTries == 0) {
                continue;
            }
            tracker.subTries = 0;
            context.emit(new SessionEffect.CancelTimer(new SessionTimer.Resubscribe(tracker.channel)));
        }
    }

    /// The answer to `sub`.
    void subscribed(ServerFrame.Subscribed answer) {
        ChannelTracker tracker = asked.remove(answer.ref());
        if (tracker == null || tracker.subRef != answer.ref()) {
            return;
        }
        tracker.subRef = 0;
        tracker.subTries = 0;
        Position head = answer.at().head();
        boolean restarted = agreeOnEpoch(tracker, answer.at().epoch());
        context.notice(new Notice.Subscribed(tracker.channel, answer.at().epoch(), head));
        if (!tracker.placed()) {
            tracker.place(head.value());
            keep(tracker);
            tracker.drain(event -> deliver(tracker, event));
        } else if (head.value() < tracker.position()) {
            context.notice(new Notice.Trouble(
                    "log-rewound",
                    "channel " + tracker.channel + " head: " + head + " (expected: >= " + tracker.position()
                            + ", or another epoch)"));
        }
        if (tracker.level == InterestLevel.FULL) {
            tracker.caughtUpAt = head.value();
        }
        tracker.reachesTo(head.value());
        advance(tracker, restarted ? Urgency.NOW : Urgency.SOON);
    }

    /// A `sub` or `unsub` was refused.
    ///
    /// @return false if no `sub` waits for it
    boolean refused(long ref, Refusal refusal) {
        ChannelTracker tracker = asked.remove(ref);
        if (tracker == null) {
            return false;
        }
        if (tracker.subRef != ref) {
            return true;
        }
        tracker.subRef = 0;
        if (refusal.isFinal() && !refusal.is(ErrorCode.EPOCH_CHANGED)) {
            end(tracker, refusal);
            return true;
        }
        context.emit(new SessionEffect.SetTimer(
                new SessionTimer.Resubscribe(tracker.channel),
                Backoff.REQUEST.delay(tracker.subTries, refusal.retryAfter(), context.random)));
        tracker.subTries = Math.min(tracker.subTries + 1, MAX_TRIES_COUNTED);
        return true;
    }

    void resubscribe(ChannelId channel) {
        ChannelTracker tracker = trackers.get(channel);
        if (tracker != null && tracker.subRef == 0) {
            sendSub(tracker);
        }
    }

    void pushed(Event event) {
        ChannelTracker tracker = trackers.get(event.channel());
        if (tracker == null) {
            return;
        }
        if (tracker.level == InterestLevel.FULL) {
            tracker.offer(event, due -> deliver(tracker, due));
            advance(tracker, Urgency.NOW);
        } else {
            tracker.reachesTo(event.seq().value());
        }
    }

    void head(ChannelId channel, Position head, Ordinal ordinal) {
        ChannelTracker tracker = trackers.get(channel);
        if (tracker == null) {
            return;
        }
        if (tracker.level == InterestLevel.HEAD) {
            context.notice(new Notice.HeadMoved(channel, head, ordinal));
        }
        tracker.reachesTo(head.value());
        advance(tracker, Urgency.SOON);
    }

    void gap(ChannelId channel, Seq to) {
        ChannelTracker tracker = trackers.get(channel);
        if (tracker != null) {
            tracker.reachesTo(to.value());
            advance(tracker, Urgency.NOW);
        }
    }

    /// The backlog was pushed up to here: what is missing now was not.
    void backlogEnds(ChannelId channel, Position head) {
        ChannelTracker tracker = trackers.get(channel);
        if (tracker != null && tracker.subRef == 0) {
            tracker.reachesTo(head.value());
            advance(tracker, Urgency.NOW);
        }
    }

    /// The device's own send was acknowledged at a seq: so far the log reaches at least.
    void acknowledged(ChannelId channel, Seq seq) {
        ChannelTracker tracker = trackers.get(channel);
        if (tracker != null) {
            tracker.reachesTo(seq.value());
            advance(tracker, Urgency.SOON);
        }
    }

    void ended(ChannelId channel) {
        ChannelTracker tracker = trackers.get(channel);
        if (tracker != null) {
            end(tracker,
                    Refusal.of(ErrorCode.NOT_A_MEMBER, "channel: " + channel + " (expected: one that you are in)"));
        }
    }

    void repairDue(ChannelId channel) {
        ChannelTracker tracker = trackers.get(channel);
        if (tracker == null || !tracker.repairArmed) {
            return;
        }
        tracker.repairArmed = false;
        // While pushes arrive, the missing ones may be among the next: wait another turn, without asking the log.
        boolean progress = tracker.position() != tracker.positionWhenArmed && !tracker.retrying;
        tracker.retrying = false;
        advance(tracker, progress ? Urgency.SOON : Urgency.NOW);
    }

    void fetched(long fetch, EventPage page) {
        ChannelTracker tracker = endFetch(fetch);
        if (tracker == null) {
            return;
        }
        if (tracker.epoch != null && !tracker.epoch.equals(page.epoch())) {
            agreeOnEpoch(tracker, page.epoch());
            tracker.reachesTo(page.head().value());
            advance(tracker, Urgency.NOW);
            startWaiting();
            return;
        }
        Optional<String> flaw = PageProof.flaw(page, tracker.channel, new Position(tracker.fetchAfter));
        if (flaw.isPresent()) {
            context.notice(new Notice.Trouble(Refusal.INCOMPLETE_PAGE, flaw.get()));
            retryFetch(tracker, Optional.empty());
            startWaiting();
            return;
        }
        agreeOnEpoch(tracker, page.epoch());
        long before = tracker.position();
        skipTrimmed(tracker, page);
        for (Event event : page.events()) {
            tracker.offer(event, due -> deliver(tracker, due));
        }
        tracker.reachesTo(page.head().value());
        if (tracker.position() == before && tracker.behind()) {
            // The log does not have what was announced, or not yet: ask again, ever more slowly.
            retryFetch(tracker, Optional.empty());
            tellProgress(tracker);
        } else {
            tracker.fetchTries = 0;
            advance(tracker, Urgency.NOW);
        }
        startWaiting();
    }

    void fetchFailed(long fetch, Refusal refusal) {
        ChannelTracker tracker = endFetch(fetch);
        if (tracker == null) {
            return;
        }
        if (refusal.isFinal() && !refusal.is(ErrorCode.EPOCH_CHANGED)) {
            end(tracker, refusal);
        } else {
            retryFetch(tracker, refusal.retryAfter());
        }
        startWaiting();
    }

    private void sendSub(ChannelTracker tracker) {
        if (connection == 0) {
            return;
        }
        asked.remove(tracker.subRef);
        tracker.subRef = context.nextNumber();
        asked.put(tracker.subRef, tracker);
        Optional<Position> after =
                tracker.placed() && tracker.level == InterestLevel.FULL
                        ? Optional.of(new Position(tracker.position()))
                        : Optional.empty();
        context.emit(new SessionEffect.SendFrame(
                connection, new ClientFrame.Sub(tracker.subRef, tracker.channel, tracker.level, after)));
    }

    private void deliver(ChannelTracker tracker, Event event) {
        Epoch epoch = tracker.epoch == null ? Epoch.FIRST : tracker.epoch;
        context.emit(new SessionEffect.Deliver(event, new SavedPosition(epoch, event.seq().asPosition())));
        seen.accept(event);
    }

    /// Tells what was reached, and sees to it that what is missing is on its way.
    private void advance(ChannelTracker tracker, Urgency urgency) {
        tellProgress(tracker);
        if (!tracker.behind()) {
            tracker.fetchTries = 0;
            disarm(tracker);
            return;
        }
        boolean handled = tracker.fetch != 0 || tracker.retrying || waiting.contains(tracker.channel);
        if (!online || handled || tracker.level != InterestLevel.FULL) {
            return;
        }
        if (urgency == Urgency.NOW) {
            startFetch(tracker);
        } else if (!tracker.repairArmed) {
            long wait = context.limits.repairAfter().toMillis();
            arm(tracker, Duration.ofMillis(wait + context.random.nextLong(wait + 1)));
        }
    }

    private void tellProgress(ChannelTracker tracker) {
        if (tracker.holeFrom != 0 && tracker.position() >= tracker.holeTo) {
            context.emit(new SessionEffect.HoleChanged(new HoleUpdate.HoleRepaired(
                    tracker.channel, new Seq(tracker.holeFrom), new Seq(tracker.holeTo))));
            tracker.holeFrom = 0;
        }
        if (tracker.caughtUpAt >= 0 && tracker.placed() && tracker.position() >= tracker.caughtUpAt) {
            tracker.caughtUpAt = -1;
            context.notice(new Notice.CaughtUp(tracker.channel, new Position(tracker.position())));
        }
    }

    private void startFetch(ChannelTracker tracker) {
        disarm(tracker);
        if (tracker.holeFrom == 0) {
            tracker.holeFrom = tracker.position() + 1;
            tracker.holeTo = tracker.pullUpTo();
            context.emit(new SessionEffect.HoleChanged(new HoleUpdate.HoleOpened(
                    tracker.channel, new Seq(tracker.holeFrom), new Seq(tracker.holeTo))));
        }
        if (fetches.size() >= context.limits.fetches()) {
            waiting.add(tracker.channel);
            return;
        }
        tracker.fetch = context.nextNumber();
        tracker.fetchAfter = tracker.position();
        fetches.put(tracker.fetch, tracker);
        long missing = tracker.pullUpTo() - tracker.position();
        int limit = (int) Math.clamp(missing, 1L, context.limits.pageSize());
        context.emit(new SessionEffect.FetchPage(
                tracker.fetch, tracker.channel, new Position(tracker.position()), limit));
    }

    private @Nullable ChannelTracker endFetch(long fetch) {
        ChannelTracker tracker = fetches.remove(fetch);
        if (tracker != null) {
            if (tracker.fetch != fetch) {
                startWaiting();
                return null;
            }
            tracker.fetch = 0;
        }
        return tracker;
    }

    private void startWaiting() {
        while (!waiting.isEmpty() && fetches.size() < context.limits.fetches()) {
            ChannelId next = waiting.iterator().next();
            waiting.remove(next);
            ChannelTracker tracker = trackers.get(next);
            if (tracker != null && tracker.fetch == 0 && tracker.behind()) {
                startFetch(tracker);
            }
        }
    }

    private void retryFetch(ChannelTracker tracker, Optional<Duration> hint) {
        Duration delay = context.limits.reconnect().delay(tracker.fetchTries, hint, context.random);
        tracker.fetchTries = Math.min(tracker.fetchTries + 1, MAX_TRIES_COUNTED);
        if (online) {
            arm(tracker, delay);
            tracker.retrying = true;
        }
    }

    private void skipTrimmed(ChannelTracker tracker, EventPage page) {
        long firstLeft = page.minSeq();
        if (firstLeft > tracker.position() + 1) {
            context.notice(new Notice.Trimmed(
                    tracker.channel, new Seq(tracker.position() + 1), new Seq(firstLeft - 1)));
            tracker.place(firstLeft - 1);
            keep(tracker);
            tracker.drain(event -> deliver(tracker, event));
        }
    }

    /// @return true if the numbering is another, so that the channel starts from nothing
    private boolean agreeOnEpoch(ChannelTracker tracker, Epoch epoch) {
        Epoch before = tracker.epoch;
        if (before == null) {
            tracker.epoch = epoch;
            return false;
        }
        if (before.equals(epoch)) {
            return false;
        }
        if (tracker.fetch != 0) {
            fetches.remove(tracker.fetch);
        }
        disarm(tracker);
        tracker.restart(epoch);
        context.notice(new Notice.EpochChanged(tracker.channel, before, epoch));
        keep(tracker);
        return true;
    }

    private void keep(ChannelTracker tracker) {
        if (tracker.epoch != null) {
            context.emit(new SessionEffect.KeepPosition(tracker.channel, saved(tracker, tracker.epoch)));
        }
    }

    private void end(ChannelTracker tracker, Refusal why) {
        drop(tracker);
        context.notice(new Notice.Ended(tracker.channel, why));
    }

    private void drop(ChannelTracker tracker) {
        trackers.remove(tracker.channel);
        asked.remove(tracker.subRef);
        waiting.remove(tracker.channel);
        if (tracker.fetch != 0) {
            fetches.remove(tracker.fetch);
        }
        disarm(tracker);
        context.emit(new SessionEffect.CancelTimer(new SessionTimer.Resubscribe(tracker.channel)));
    }

    private void arm(ChannelTracker tracker, Duration delay) {
        tracker.repairArmed = true;
        tracker.retrying = false;
        tracker.positionWhenArmed = tracker.position();
        context.emit(new SessionEffect.SetTimer(new SessionTimer.Repair(tracker.channel), delay));
    }

    private void disarm(ChannelTracker tracker) {
        tracker.retrying = false;
        if (tracker.repairArmed) {
            tracker.repairArmed = false;
            context.emit(new SessionEffect.CancelTimer(new SessionTimer.Repair(tracker.channel)));
        }
    }

    private static SavedPosition saved(ChannelTracker tracker, Epoch epoch) {
        return new SavedPosition(epoch, new Position(tracker.position()));
    }
}
