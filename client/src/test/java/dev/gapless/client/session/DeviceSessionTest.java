package dev.gapless.client.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.protocol.api.EventPage;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.event.InterestLevel;
import dev.gapless.protocol.frame.ClientFrame;
import dev.gapless.protocol.frame.ServerFrame;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Epoch;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Ordinal;
import dev.gapless.protocol.id.Position;
import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Single rules of the session, frame by frame.
class DeviceSessionTest {
    private static final ChannelId CHANNEL = new ChannelId(1);
    private static final UserId SELF = new UserId(5);

    private final DeviceSession session = new DeviceSession("test", SessionLimits.DEFAULT, new Random(1));
    private final List<SessionEffect> effects = new ArrayList<>();
    private long connection;

    @Test
    void greetsWithItsPositionsAndSubscribesBehindThem() {
        on(new SessionInput.Subscribe(
                CHANNEL,
                InterestLevel.FULL,
                new StartAt.Saved(new SavedPosition(Epoch.FIRST, new Position(4)))));
        goLive();
        ClientFrame.Hello hello = sent(ClientFrame.Hello.class);
        assertEquals(Map.of(CHANNEL, new Position(4)), hello.resume());
        assertTrue(hello.token().isEmpty(), "the session knows no token");
        assertEquals(Optional.of(new Position(4)), sent(ClientFrame.Sub.class).after());
    }

    @Test
    void pullsAGapAndHoldsWhatIsBehindIt() {
        follow(3);
        frame(new ServerFrame.Gap(CHANNEL, new Seq(4), new Seq(6)));
        SessionEffect.FetchPage fetch = only(SessionEffect.FetchPage.class);
        assertEquals(new Position(3), fetch.after());
        assertEquals(3, fetch.limit());
        frame(new ServerFrame.Pushed(event(7)));
        assertTrue(all(SessionEffect.Deliver.class).isEmpty(), "live overtook the backlog");
        on(new SessionInput.PageFetched(fetch.fetch(), page(4, 6, 7, 1)));
        assertEquals(List.of(4L, 5L, 6L, 7L), delivered());
        assertEquals(new HoleUpdate.HoleRepaired(CHANNEL, new Seq(4), new Seq(6)), holes().getLast());
    }

    @Test
    void waitsALittleBeforeItPullsWhatAHeadShows() {
        follow(3);
        frame(new ServerFrame.Head(CHANNEL, new Position(4), new Ordinal(4)));
        assertTrue(all(SessionEffect.FetchPage.class).isEmpty(), "the push may be under way");
        on(new SessionInput.TimerFired(new SessionTimer.Repair(CHANNEL)));
        assertEquals(new Position(3), only(SessionEffect.FetchPage.class).after());
    }

    @Test
    void reportsAPageThatProvesNothingAndAsksAgain() {
        follow(3);
        frame(new ServerFrame.Gap(CHANNEL, new Seq(4), new Seq(6)));
        long fetch = only(SessionEffect.FetchPage.class).fetch();
        EventPage whole = page(4, 6, 6, 1);
        on(new SessionInput.PageFetched(
                fetch,
                new EventPage(
                        CHANNEL,
                        Epoch.FIRST,
                        4,
                        6,
                        new Position(6),
                        new Ordinal(6),
                        1,
                        List.of(whole.events().get(0), whole.events().get(2)))));
        Notice.Trouble trouble = assertInstanceOf(Notice.Trouble.class, notices().getLast());
        assertEquals(Refusal.INCOMPLETE_PAGE, trouble.code());
        assertTrue(delivered().isEmpty());
        on(new SessionInput.TimerFired(new SessionTimer.Repair(CHANNEL)));
        assertEquals(2, all(SessionEffect.FetchPage.class).size());
    }

    @Test
    void goesOnBehindWhatRetentionRemoved() {
        follow(3);
        frame(new ServerFrame.Gap(CHANNEL, new Seq(4), new Seq(12)));
        long fetch = only(SessionEffect.FetchPage.class).fetch();
        on(new SessionInput.PageFetched(fetch, page(10, 12, 12, 10)));
        assertEquals(List.of(10L, 11L, 12L), delivered());
        assertTrue(notices().contains(new Notice.Trimmed(CHANNEL, new Seq(4), new Seq(9))));
    }

    @Test
    void startsANewNumberingFromNothing() {
        follow(3);
        effects.clear();
        on(new SessionInput.ReconnectNow());
        answerGreeting(List.of(new ServerFrame.ChannelHead(CHANNEL, new Epoch(2), new Position(1), new Ordinal(1))));
        assertTrue(notices().contains(new Notice.EpochChanged(CHANNEL, Epoch.FIRST, new Epoch(2))));
        assertEquals(Optional.of(Position.START), sent(ClientFrame.Sub.class).after());
        assertEquals(
                new SavedPosition(new Epoch(2), Position.START),
                only(SessionEffect.KeepPosition.class).position());
    }

    @Test
    void tellsHeadsOfWatchedChannelsAndPullsNothing() {
        on(new SessionInput.Subscribe(CHANNEL, InterestLevel.HEAD, new StartAt.Now()));
        goLive();
        subscribed(3);
        frame(new ServerFrame.Head(CHANNEL, new Position(9), new Ordinal(8)));
        on(new SessionInput.TimerFired(new SessionTimer.Repair(CHANNEL)));
        assertTrue(notices().contains(new Notice.HeadMoved(CHANNEL, new Position(9), new Ordinal(8))));
        assertTrue(all(SessionEffect.FetchPage.class).isEmpty());
        on(new SessionInput.Subscribe(CHANNEL, InterestLevel.FULL, new StartAt.Now()));
        assertEquals(
                Optional.of(new Position(3)),
                ((ClientFrame.Sub) frames().getLast()).after(), "what was only counted is delivered");
    }

    @Test
    void keepsTheOrderOfSendsThroughAnOverload() {
        goLive();
        send("a");
        send("b");
        List<ClientFrame.Send> sent = frames(ClientFrame.Send.class);
        assertEquals(Optional.empty(), sent.getFirst().follows());
        assertEquals(Optional.of(sent.getFirst().ref()), sent.get(1).follows());
        frame(error(sent.getFirst().ref(), ErrorCode.OVERLOADED, Duration.ofMillis(40)));
        SessionEffect.SetTimer timer = all(SessionEffect.SetTimer.class).stream()
                .filter(set -> set.timer().equals(new SessionTimer.Resend(CHANNEL)))
                .findFirst()
                .orElseThrow();
        assertTrue(timer.delay().toMillis() >= 40);
        on(new SessionInput.TimerFired(timer.timer()));
        assertEquals(2, frames(ClientFrame.Send.class).size(), "b is still to be answered");
        frame(error(sent.get(1).ref(), ErrorCode.OUT_OF_ORDER, Duration.ZERO));
        List<ClientFrame.Send> again = frames(ClientFrame.Send.class).subList(2, 4);
        assertEquals(List.of("a", "b"), again.stream().map(ClientFrame.Send::text).toList());
        assertEquals(sent.getFirst().key(), again.getFirst().key());
        assertEquals(Optional.empty(), again.getFirst().follows());
        assertEquals(Optional.of(again.getFirst().ref()), again.get(1).follows());
    }

    @Test
    void settlesASendByItsOwnEvent() {
        follow(3);
        send("mine");
        frame(new ServerFrame.Pushed(new Event(
                CHANNEL,
                new Seq(4),
                new Ordinal(4),
                SELF,
                Instant.EPOCH,
                EventBody.MessagePosted.of("mine", new IdempotencyKey("key-mine")))));
        assertEquals(new Seq(4), assertInstanceOf(SendState.Acked.class, lastSendState()).seq());
        assertEquals(0, session.unsettledSends());
    }

    @Test
    void staysInDoubtAboutASendThatWasTriedBeforeItWasRefused() {
        goLive();
        send("a");
        on(new SessionInput.SocketClosed(connection, "cut"));
        assertInstanceOf(SendState.Unknown.class, lastSendState());
        on(new SessionInput.ReconnectNow());
        answerGreeting(List.of());
        frame(error(frames(ClientFrame.Send.class).getLast().ref(), ErrorCode.NOT_A_MEMBER, Duration.ofMillis(-1)));
        SendState.Refused refused = assertInstanceOf(SendState.Refused.class, lastSendState());
        assertFalse(refused.refusal().definite(), "the first try may be in the log");
    }

    @Test
    void stopsWhenItIsRefusedForGood() {
        goLive();
        frame(new ServerFrame.Error(
                Optional.empty(), ErrorCode.UNAUTHENTICATED.text(), "revoked", true, Optional.empty()));
        assertInstanceOf(ConnectionState.Refused.class, session.state());
        effects.clear();
        on(new SessionInput.TimerFired(new SessionTimer.Reconnect()));
        assertTrue(all(SessionEffect.Connect.class).isEmpty());
        on(new SessionInput.GoOnline());
        assertEquals(1, all(SessionEffect.Connect.class).size());
    }

    @Test
    void leavesADrainingGatewayWhenItsTurnComes() {
        goLive();
        frame(new ServerFrame.Notice(
                ServerFrame.Notice.DRAIN,
                Optional.empty(),
                Optional.of(Duration.ofSeconds(9)),
                Optional.of(Duration.ofSeconds(3))));
        assertInstanceOf(ConnectionState.Live.class, session.state());
        assertTrue(effects.contains(
                new SessionEffect.SetTimer(new SessionTimer.Reconnect(), Duration.ofSeconds(3))));
        effects.clear();
        on(new SessionInput.TimerFired(new SessionTimer.Reconnect()));
        assertEquals(1, only(SessionEffect.Connect.class).server(), "another server's turn");
    }

    @Test
    void givesUpASilentPeer() {
        goLive();
        on(new SessionInput.TimerFired(new SessionTimer.Ping()));
        sent(ClientFrame.Ping.class);
        on(new SessionInput.TimerFired(new SessionTimer.Pong()));
        assertInstanceOf(ConnectionState.Reconnecting.class, session.state());
        only(SessionEffect.CloseSocket.class);
    }

    @Test
    void endsASubscriptionThatIsOver() {
        follow(3);
        frame(new ServerFrame.Notice(
                ServerFrame.Notice.ENDED, Optional.of(CHANNEL), Optional.empty(), Optional.empty()));
        assertInstanceOf(Notice.Ended.class, notices().getLast());
        effects.clear();
        frame(new ServerFrame.Pushed(event(4)));
        assertTrue(effects.isEmpty());
    }

    private void follow(long position) {
        on(new SessionInput.Subscribe(
                CHANNEL,
                InterestLevel.FULL,
                new StartAt.Saved(new SavedPosition(Epoch.FIRST, new Position(position)))));
        goLive();
        subscribed(position);
    }

    private void goLive() {
        on(new SessionInput.GoOnline());
        answerGreeting(List.of());
    }

    private void answerGreeting(List<ServerFrame.ChannelHead> channels) {
        connection = all(SessionEffect.Connect.class).getLast().connection();
        on(new SessionInput.SocketOpened(connection));
        frame(new ServerFrame.Welcome(SELF, new WorkspaceId(1), "g", Duration.ofSeconds(20), channels, List.of()));
    }

    private void subscribed(long head) {
        long ref = sent(ClientFrame.Sub.class).ref();
        frame(new ServerFrame.Subscribed(
                ref, new ServerFrame.ChannelHead(CHANNEL, Epoch.FIRST, new Position(head), new Ordinal(head))));
    }

    private void send(String text) {
        on(new SessionInput.Send(OutgoingMessage.of(CHANNEL, new IdempotencyKey("key-" + text), text)));
    }

    private void frame(ServerFrame frame) {
        on(new SessionInput.FrameReceived(connection, frame));
    }

    private void on(SessionInput input) {
        effects.addAll(session.on(input));
    }

    private <E extends SessionEffect> List<E> all(Class<E> type) {
        return effects.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private <E extends SessionEffect> E only(Class<E> type) {
        List<E> found = all(type);
        assertEquals(1, found.size(), () -> "effects: " + effects);
        return found.getFirst();
    }

    private List<ClientFrame> frames() {
        return all(SessionEffect.SendFrame.class).stream()
                .map(SessionEffect.SendFrame::frame)
                .toList();
    }

    private <F extends ClientFrame> List<F> frames(Class<F> type) {
        return frames().stream().filter(type::isInstance).map(type::cast).toList();
    }

    private <F extends ClientFrame> F sent(Class<F> type) {
        return frames(type).getLast();
    }

    private List<Long> delivered() {
        return all(SessionEffect.Deliver.class).stream()
                .map(deliver -> deliver.event().seq().value())
                .toList();
    }

    private List<Notice> notices() {
        return all(SessionEffect.Noticed.class).stream()
                .map(SessionEffect.Noticed::notice)
                .toList();
    }

    private List<HoleUpdate> holes() {
        return all(SessionEffect.HoleChanged.class).stream()
                .map(SessionEffect.HoleChanged::update)
                .toList();
    }

    private SendState lastSendState() {
        return all(SessionEffect.SendChanged.class).getLast().update().state();
    }

    private static ServerFrame.Error error(long ref, ErrorCode code, Duration retryAfter) {
        return new ServerFrame.Error(
                Optional.of(ref),
                code.text(),
                "refused",
                code.definite(),
                retryAfter.isNegative() ? Optional.empty() : Optional.of(retryAfter));
    }

    private static Event event(long seq) {
        return new Event(
                CHANNEL,
                new Seq(seq),
                new Ordinal(seq),
                new UserId(9),
                Instant.EPOCH,
                EventBody.MessagePosted.of("m" + seq, new IdempotencyKey("k" + seq)));
    }

    private static EventPage page(long from, long to, long head, long minSeq) {
        List<Event> events = new ArrayList<>();
        for (long seq = from; seq <= to; seq++) {
            events.add(event(seq));
        }
        return new EventPage(CHANNEL, Epoch.FIRST, from, to, new Position(head), new Ordinal(head), minSeq, events);
    }
}
