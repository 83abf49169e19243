package dev.gapless.schema.cursor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.IdGenerator;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.shard.Shard;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.testing.TestDatabase;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CursorLogIT {
    private static final Instant NOW = Instant.ofEpochMilli(1_800_000_000_123L);
    private static final IdGenerator ids = new IdGenerator(Clock.systemUTC(), 4);

    private static Shards shards;

    private final WorkspaceId workspace = new WorkspaceId(ids.next());
    private final UserId ada = new UserId(ids.next());
    private final ChannelKey channel = new ChannelKey(workspace, new ChannelId(ids.next()));

    @BeforeAll
    static void start() {
        shards = TestDatabase.newShards();
    }

    @AfterAll
    static void stop() {
        shards.close();
    }

    @Test
    void neverFallsWithinAGeneration() {
        CursorResult first = read(10, 0);
        assertTrue(first.moved());
        assertEquals(1, first.cursor().revision());
        CursorResult back = read(7, 0);
        assertFalse(back.moved());
        assertEquals(first.cursor(), back.cursor());
        assertFalse(read(10, 0).moved());
        assertEquals(2, read(11, 0).cursor().revision());
    }

    @Test
    void aMarkUnreadWinsOverWhatWasReadBefore() {
        read(10, 0);
        CursorResult marked = move(4, new CursorMove.Reason.MarkUnread(12));
        assertEquals(4, marked.cursor().seq());
        assertEquals(1, marked.cursor().generation());
        assertFalse(read(12, 0).moved(), "a read that did not know of the mark");
        assertFalse(move(12, new CursorMove.Reason.Posted()).moved(), "a post that was there at the mark");
        assertEquals(4, stored().seq());
        assertTrue(read(9, 1).moved());
        assertTrue(move(13, new CursorMove.Reason.Posted()).moved(), "a new post");
        assertTrue(move(14, new CursorMove.Reason.ReadNow()).moved());
        assertEquals(14, stored().seq());
        assertEquals(1, stored().generation());
    }

    @Test
    void tellsWhatChangedSinceARevision() {
        ChannelKey other = new ChannelKey(workspace, new ChannelId(ids.next()));
        read(10, 0);
        CursorMove there = new CursorMove(
                CursorKey.ofChannel(ada, other), 5, 2, new CursorMove.Reason.ReadNow(), NOW);
        CursorMove thread = new CursorMove(
                new CursorKey(ada, channel, 3), 8, 1, new CursorMove.Reason.ReadNow(), NOW);
        List<CursorResult> results = CursorLog.move(home(), List.of(there, thread, there));
        assertEquals(List.of(true, true, false), results.stream().map(CursorResult::moved).toList());
        assertEquals(
                List.of(2L, 3L, 2L), results.stream().map(result -> result.cursor().revision()).toList());
        UserKey user = new UserKey(workspace, ada);
        assertEquals(
                List.of(other, channel),
                home().read("test", handle -> ReadCursorTable.since(handle, user, 1, 10)).stream()
                        .map(row -> row.key().channel())
                        .toList());
        assertEquals(3L, home().read("test", handle -> UserStreamTable.find(handle, List.of(user))).get(user));
        assertEquals(
                List.of(3L),
                home().read("test", handle -> ReadCursorTable.threads(handle, ada, List.of(channel, other))).stream()
                        .map(row -> row.key().root())
                        .toList());
    }

    @Test
    void staysMonotoneUnderRacesAndLosesNoRevision() throws InterruptedException, ExecutionException {
        int threads = 6;
        int steps = 40;
        List<Future<List<CursorRow>>> runs = new ArrayList<>();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int t = 0; t < threads; t++) {
                Random random = new Random(t);
                runs.add(executor.submit(() -> {
                    List<CursorRow> changes = new ArrayList<>();
                    for (int i = 0; i < steps; i++) {
                        long seq = random.nextInt(1, 500);
                        CursorMove.Reason reason = random.nextInt(12) == 0
                                ? new CursorMove.Reason.MarkUnread(500)
                                : random.nextBoolean()
                                        ? new CursorMove.Reason.ReadNow()
                                        : new CursorMove.Reason.Read(random.nextInt(4));
                        CursorResult result = move(seq, reason);
                        if (result.moved()) {
                            changes.add(result.cursor());
                        }
                    }
                    return changes;
                }));
            }
        }
        List<CursorRow> history = new ArrayList<>();
        for (Future<List<CursorRow>> run : runs) {
            history.addAll(run.get());
        }
        history.sort(java.util.Comparator.comparingLong(CursorRow::revision));
        Set<Long> revisions = new HashSet<>();
        for (int i = 0; i < history.size(); i++) {
            CursorRow row = history.get(i);
            assertTrue(revisions.add(row.revision()), "revision " + row.revision() + " twice");
            assertEquals(i + 1, row.revision(), "revisions are dense");
            if (i > 0) {
                CursorRow before = history.get(i - 1);
                assertTrue(
                        row.generation() == before.generation() + 1
                                || row.generation() == before.generation() && row.seq() > before.seq(),
                        before + " then " + row);
            }
        }
        assertEquals(history.getLast(), stored());
    }

    @Test
    void movesManyUsersAtOnce() {
        List<CursorMove> moves = new ArrayList<>();
        for (int i = 0; moves.size() < 100; i++) {
            UserId user = new UserId(ids.next());
            if (shards.forUser(workspace, user) == home()) {
                moves.add(new CursorMove(
                        CursorKey.ofChannel(user, channel), i + 1, i, new CursorMove.Reason.Posted(), NOW));
            }
        }
        assertTrue(CursorLog.move(home(), moves).stream().allMatch(CursorResult::moved));
        assertTrue(CursorLog.move(home(), moves).stream().noneMatch(CursorResult::moved));
    }

    private CursorResult read(long seq, long generation) {
        return move(seq, new CursorMove.Reason.Read(generation));
    }

    private CursorResult move(long seq, CursorMove.Reason reason) {
        CursorMove move = new CursorMove(CursorKey.ofChannel(ada, channel), seq, seq / 2, reason, NOW);
        return CursorLog.move(home(), List.of(move)).getFirst();
    }

    private CursorRow stored() {
        return home().read("test", handle -> ReadCursorTable.find(
                handle, List.of(CursorKey.ofChannel(ada, channel)))).getFirst();
    }

    private Shard home() {
        return shards.forUser(workspace, ada);
    }
}
