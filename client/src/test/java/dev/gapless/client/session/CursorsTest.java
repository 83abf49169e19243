package dev.gapless.client.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.protocol.api.CursorList;
import dev.gapless.protocol.api.CursorView;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.frame.ClientFrame;
import dev.gapless.protocol.frame.ServerFrame;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Ordinal;
import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What a session does about read positions, frame by frame.
class CursorsTest {
    private static final ChannelId CHANNEL = new ChannelId(1);

    private final DeviceSession session = new DeviceSession("test", SessionLimits.DEFAULT, new Random(1));
    private final List<SessionEffect> effects = new ArrayList<>();
    private long connection;

    @Test
    void tellsOnlyTheLastOfManyReads() {
        live(0);
        read(3);
        read(5);
        read(4);
        due();
        assertEquals(List.of(5L), told());
        read(6);
        due();
        assertEquals(List.of(5L), told(), "one at a time");
        answer(5, 0, 1);
        due();
        assertEquals(List.of(5L, 6L), told());
    }

    @Test
    void tellsAgainWhatWasLostWithTheConnection() {
        live(0);
        read(5);
        due();
        on(new SessionInput.SocketClosed(connection, "gone"));
        read(7);
        live(0);
        due();
        assertEquals(List.of(5L, 7L), told());
        answer(7, 0, 1);
        due();
        assertEquals(2, told().size());
        assertEquals(7, cursors().getLast().seq().value());
    }

    @Test
    void doesNotUndoAMarkUnreadWithAnEarlierRead() {
        live(0);
        frame(moved(4, 0, 1));
        read(9);
        frame(moved(2, 1, 2));
        due();
        assertEquals(List.of(), told());
        read(3);
        due();
        assertEquals(1, frames().getLast().generation());
    }

    @Test
    void repeatsAReadThatDidNotKnowTheGeneration() {
        live(0);
        read(9);
        due();
        assertEquals(0, frames().getLast().generation());
        answer(2, 3, 0);
        due();
        assertEquals(List.of(9L, 9L), told());
        assertEquals(3, frames().getLast().generation());
    }

    @Test
    void ignoresWhatIsOlder() {
        live(0);
        frame(moved(9, 0, 1));
        frame(moved(5, 0, 1));
        assertEquals(1, cursors().size());
        read(8);
        due();
        assertEquals(List.of(), told());
    }

    @Test
    void pullsWhatAHoleInTheStreamHides() {
        live(0);
        frame(moved(4, 0, 1));
        assertEquals(List.of(0L, 1L), revisions());
        frame(moved(9, 0, 4));
        SessionEffect.FetchCursors fetch = all(SessionEffect.FetchCursors.class).getLast();
        assertEquals(1, fetch.since());
        on(new SessionInput.CursorsFetched(fetch.fetch(), new CursorList(List.of(view(2, 6, 3)), 4, false)));
        assertEquals(List.of(0L, 1L, 4L), revisions());
        assertEquals(1, all(SessionEffect.FetchCursors.class).size());
        assertEquals(List.of(4L, 9L, 6L), cursors().stream().map(cursor -> cursor.seq().value()).toList());
    }

    @Test
    void beginsWhereTheLastRunEnded() {
        on(new SessionInput.RestoreCursors(7, List.of(view(1, 3, 7))));
        live(9);
        SessionEffect.FetchCursors fetch = all(SessionEffect.FetchCursors.class).getLast();
        assertEquals(7, fetch.since());
        on(new SessionInput.CursorsFailed(fetch.fetch(), Refusal.of(ErrorCode.UNAVAILABLE, "no")));
        on(new SessionInput.TimerFired(new SessionTimer.CursorPull()));
        fetch = all(SessionEffect.FetchCursors.class).getLast();
        on(new SessionInput.CursorsFetched(fetch.fetch(), new CursorList(List.of(), 8, true)));
        fetch = all(SessionEffect.FetchCursors.class).getLast();
        assertEquals(8, fetch.since());
        on(new SessionInput.CursorsFetched(fetch.fetch(), new CursorList(List.of(), 9, false)));
        frame(new ServerFrame.UserHead(9));
        assertEquals(3, all(SessionEffect.FetchCursors.class).size());
    }

    @Test
    void saysWhyAReadWasRefused() {
        live(0);
        read(5);
        due();
        frame(new ServerFrame.Error(
                Optional.of(frames().getLast().ref()),
                ErrorCode.CURSOR_BEYOND_HEAD.text(),
                "seq: 5",
                true,
                Optional.empty()));
        due();
        assertEquals(1, told().size());
        assertTrue(effects.stream().anyMatch(effect -> effect instanceof SessionEffect.Noticed(Notice.Trouble trouble)
                && trouble.code().equals("cursor-beyond-head")));
    }

    private void live(long userRevision) {
        if (connection == 0) {
            on(new SessionInput.GoOnline());
        } else {
            on(new SessionInput.TimerFired(new SessionTimer.Reconnect()));
        }
        connection = all(SessionEffect.Connect.class).getLast().connection();
        on(new SessionInput.SocketOpened(connection));
        frame(new ServerFrame.Welcome(
                new UserId(5),
                new WorkspaceId(1),
                "g1",
                Duration.ofSeconds(10),
                List.of(),
                List.of(),
                userRevision));
    }

    private void read(long seq) {
        on(new SessionInput.Read(CHANNEL, Optional.empty(), new Seq(seq)));
    }

    private void due() {
        on(new SessionInput.TimerFired(new SessionTimer.Reads()));
    }

    private void answer(long seq, long generation, long revision) {
        frame(moved(seq, generation, revision).answering(frames().getLast().ref()));
    }

    private static ServerFrame.CursorMoved moved(long seq, long generation, long revision) {
        return new ServerFrame.CursorMoved(
                CHANNEL, Optional.empty(), new Seq(seq), new Ordinal(seq), generation, revision);
    }

    private static CursorView view(long channel, long seq, long revision) {
        return new CursorView(
                new ChannelId(channel), Optional.empty(), new Seq(seq), new Ordinal(seq), 0, revision);
    }

    private List<ClientFrame.Read> frames() {
        return all(SessionEffect.SendFrame.class).stream()
                .map(SessionEffect.SendFrame::frame)
                .filter(ClientFrame.Read.class::isInstance)
                .map(ClientFrame.Read.class::cast)
                .toList();
    }

    private List<Long> told() {
        return frames().stream().map(frame -> frame.seq().value()).toList();
    }

    private List<CursorView> cursors() {
        return all(SessionEffect.CursorChanged.class).stream()
                .map(SessionEffect.CursorChanged::cursor)
                .toList();
    }

    private List<Long> revisions() {
        return all(SessionEffect.KeepRevision.class).stream()
                .map(SessionEffect.KeepRevision::revision)
                .toList();
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
}
