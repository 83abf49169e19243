package dev.gapless.client.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.event.InterestLevel;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Epoch;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Position;
import dev.gapless.protocol.id.UserId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/// A device in a [SimulatedWorld], with what its application has seen and what its disk keeps. It checks the promises of
/// [DeviceSession] at every effect.
final class SimulatedDevice {
    final UserId user;
    final Map<ChannelId, List<Event>> shown = new HashMap<>();
    final Map<IdempotencyKey, SendState> sends = new LinkedHashMap<>();
    final Map<IdempotencyKey, OutgoingMessage> disk = new LinkedHashMap<>();
    final Map<ChannelId, SavedPosition> positions = new HashMap<>();
    final Map<ChannelId, HoleUpdate> holes = new HashMap<>();

    private final SimulatedWorld world;
    private final Random random;
    private final Map<SessionTimer, Integer> timers = new HashMap<>();
    private DeviceSession session;
    private Optional<SimulatedWorld.Link> link = Optional.empty();
    private int run;
    private int timerRun;
    private int nextKey;
    private boolean wantedOnline = true;

    SimulatedDevice(SimulatedWorld world, UserId user, long seed) {
        this.world = world;
        this.user = user;
        this.random = new Random(seed);
        this.session = new DeviceSession("d" + user.value(), limits(), random);
        world.logs.keySet().forEach(channel -> shown.put(channel, new ArrayList<>()));
    }

    private static SessionLimits limits() {
        SessionLimits base = SessionLimits.DEFAULT.withOutbox(200);
        return new SessionLimits(
                8,
                1,
                20,
                3,
                4,
                base.outbox(),
                base.greetingWithin(),
                base.pongWithin(),
                base.answerWithin(),
                base.repairAfter(),
                base.stableAfter(),
                base.reconnect());
    }

    void start() {
        for (ChannelId channel : world.logs.keySet()) {
            SavedPosition saved = positions.get(channel);
            input(new SessionInput.Subscribe(
                    channel,
                    InterestLevel.FULL,
                    saved == null
                            ? new StartAt.After(Position.START)
                            : new StartAt.Saved(saved)));
        }
        List.copyOf(disk.values()).forEach(message -> input(new SessionInput.Restore(message)));
        goOnline();
    }

    /// The process dies and starts again with what its disk holds.
    void crash() {
        run++;
        timers.clear();
        holes.clear();
        link.ifPresent(SimulatedWorld.Link::cut);
        link = Optional.empty();
        session = new DeviceSession("d" + user.value(), limits(), random);
        start();
    }

    void send(ChannelId channel) {
        IdempotencyKey key = new IdempotencyKey("u" + user.value() + "-" + nextKey++);
        OutgoingMessage message = OutgoingMessage.of(channel, key, "text of " + key);
        disk.put(key, message);
        sends.put(key, new SendState.Pending());
        input(new SessionInput.Send(message));
    }

    void toggleNetwork() {
        wantedOnline = !wantedOnline;
        input(wantedOnline ? new SessionInput.GoOnline() : new SessionInput.GoOffline());
    }

    void goOnline() {
        wantedOnline = true;
        input(new SessionInput.GoOnline());
    }

    void reconnectNow() {
        wantedOnline = true;
        input(new SessionInput.ReconnectNow());
    }

    int unsettled() {
        return session.unsettledSends();
    }

    ConnectionState state() {
        return session.state();
    }

    private void input(SessionInput input) {
        session.on(input).forEach(this::perform);
    }

    private SimulatedWorld.Peer peer() {
        int now = run;
        return input -> {
            if (now == run) {
                input(input);
            }
        };
    }

    private void perform(SessionEffect effect) {
        switch (effect) {
            case SessionEffect.Connect(long connection, int server) -> {
                assertTrue(wantedOnline, "connects while offline");
                assertTrue(link.isEmpty(), "opens a second connection");
                link = world.connect(connection, user, peer());
            }
            case SessionEffect.CloseSocket(long connection, int code, String reason) -> {
                link.filter(open -> open.connection == connection).ifPresent(open -> {
                    open.open = false;
                    link = Optional.empty();
                });
            }
            case SessionEffect.SendFrame(long connection, var frame) ->
                link.filter(open -> open.connection == connection).ifPresent(open -> open.up(frame));
            case SessionEffect.SetTimer(SessionTimer timer, var delay) -> {
                int armed = ++timerRun;
                int now = run;
                timers.put(timer, armed);
                world.after(delay.toMillis(), () -> {
                    if (now == run && timers.remove(timer, armed)) {
                        input(new SessionInput.TimerFired(timer));
                    }
                });
            }
            case SessionEffect.CancelTimer(SessionTimer timer) -> timers.remove(timer);
            case SessionEffect.FetchPage fetch -> {
                assertTrue(wantedOnline, "reads a page while offline");
                world.fetch(fetch, peer());
            }
            case SessionEffect.Deliver(Event event, SavedPosition position) -> show(event, position);
            case SessionEffect.KeepPosition(ChannelId channel, SavedPosition position) -> keep(channel, position);
            case SessionEffect.Settle(ChannelId channel, IdempotencyKey key) -> disk.remove(key);
            case SessionEffect.StateChanged(ConnectionState state) -> stateChanged(state);
            case SessionEffect.SendChanged(SendUpdate update) -> sendChanged(update);
            case SessionEffect.HoleChanged(HoleUpdate update) -> holeChanged(update);
            case SessionEffect.Noticed(Notice notice) -> noticed(notice);
            case SessionEffect.FetchCursors fetch -> throw new AssertionError("no cursors here: " + fetch);
            case SessionEffect.CursorChanged changed -> throw new AssertionError("no cursors here: " + changed);
            case SessionEffect.KeepRevision(long revision) -> assertEquals(0, revision);
        }
    }

    private void stateChanged(ConnectionState state) {
        switch (state) {
            case ConnectionState.Offline offline -> link = Optional.empty();
            case ConnectionState.Reconnecting reconnecting -> link = Optional.empty();
            case ConnectionState.Refused refused -> throw new AssertionError("refused: " + refused);
            case ConnectionState.Connecting connecting -> {}
            case ConnectionState.Live live -> assertEquals(user, live.user());
        }
    }

    private void show(Event event, SavedPosition position) {
        List<Event> before = seen(event.channel());
        assertEquals(before.size() + 1, event.seq().value(), "not the next seq in " + event.channel());
        assertEquals(event.seq().value(), position.position().value());
        before.add(event);
        positions.put(event.channel(), position);
    }

    private void keep(ChannelId channel, SavedPosition position) {
        assertEquals(seen(channel).size(), position.position().value());
        positions.put(channel, position);
    }

    private void sendChanged(SendUpdate update) {
        IdempotencyKey key = update.message().key();
        SendState before = sends.get(key);
        assertFalse(before != null && before.settled(), "news of a settled send: " + update);
        if (update.state().settled()) {
            assertFalse(disk.containsKey(key), "told before it left the store");
        }
        sends.put(key, update.state());
    }

    private void holeChanged(HoleUpdate update) {
        switch (update) {
            case HoleUpdate.HoleOpened opened -> {
                assertNull(holes.put(opened.channel(), opened), "two holes at a time");
                assertEquals(seen(opened.channel()).size() + 1, opened.from().value());
                assertTrue(opened.to().compareTo(opened.from()) >= 0, opened.toString());
            }
            case HoleUpdate.HoleRepaired repaired -> {
                HoleUpdate opened = holes.remove(repaired.channel());
                assertTrue(opened != null, "repaired without a hole");
                assertEquals(opened.from(), repaired.from());
                assertEquals(opened.to(), repaired.to());
                assertTrue(seen(repaired.channel()).size() >= repaired.to().value(), "repaired too early");
            }
        }
    }

    private void noticed(Notice notice) {
        switch (notice) {
            case Notice.EpochChanged changed -> {
                seen(changed.channel()).clear();
                holes.remove(changed.channel());
            }
            case Notice.CaughtUp caughtUp ->
                assertEquals(seen(caughtUp.channel()).size(), caughtUp.position().value());
            case Notice.Ended ended -> throw new AssertionError("ended: " + ended);
            case Notice.Subscribed subscribed -> {}
            case Notice.HeadMoved moved -> throw new AssertionError("head of a full subscription: " + moved);
            case Notice.Trimmed trimmed -> throw new AssertionError("nothing is trimmed here: " + trimmed);
            case Notice.Draining draining -> {}
            case Notice.Trouble trouble ->
                assertTrue(List.of("incomplete-page", "overloaded", "log-rewound").contains(trouble.code()),
                        trouble.toString());
        }
    }

    /// The epoch of the position that is kept.
    Epoch epochOf(ChannelId channel) {
        return Optional.ofNullable(positions.get(channel)).orElseThrow().epoch();
    }

    List<Event> seen(ChannelId channel) {
        return Optional.ofNullable(shown.get(channel)).orElseThrow();
    }
}
