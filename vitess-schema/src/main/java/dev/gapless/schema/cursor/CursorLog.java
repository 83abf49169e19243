package dev.gapless.schema.cursor;

import dev.gapless.schema.shard.Shard;
import dev.gapless.schema.shard.ShardException;
import dev.gapless.schema.statement.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;

/// Moves cursors: the one writer of `read_cursor` and `user_stream`.
///
/// One call is one transaction over any users of one shard: lock the users' streams in key order, read the cursors, decide in
/// memory, write those that changed and the revisions. Each cursor that changed takes the user's next revision, so revisions have
/// no hole but those left by a cursor that moved again. Within a generation a cursor never falls, whoever calls when. A call that
/// moves nothing writes nothing.
///
/// Any thread may call; calls for one user wait for each other at the row lock.
public final class CursorLog {
    /// Moves of one call at most.
    public static final int MAX_BATCH = Statement.MAX_ROWS;
    /// Twice is enough: the second time the streams have begun, and nobody ends one.
    private static final int MAX_TRIES = 2;

    private CursorLog() {}

    /// Moves cursors.
    ///
    /// @param shard holds all users of the batch
    /// @param moves 1 to [#MAX_BATCH], done in this order
    /// @return one result per move, in the same order. Two moves of one cursor have the same, last state; only the last that
    ///     changed it says so
    /// @throws ShardException NOT_DONE: nothing has moved; UNKNOWN: do it again, which does no harm but for a mark-unread without a
    ///     generation, which is then counted twice
    public static List<CursorResult> move(Shard shard, List<CursorMove> moves) {
        if (moves.isEmpty() || moves.size() > MAX_BATCH) {
            throw new IllegalArgumentException("moves: " + moves.size() + " (expected: 1 to " + MAX_BATCH + ")");
        }
        List<UserKey> users = List.copyOf(new TreeSet<>(moves.stream().map(CursorLog::user).toList()));
        for (int tries = 0; tries < MAX_TRIES; tries++) {
            Optional<List<CursorResult>> results = shard.transact("cursor.move", handle -> run(handle, users, moves));
            if (results.isPresent()) {
                return results.get();
            }
            // Not in the transaction above: locks on rows that are not there yet would get two of them into a circle.
            shard.transact("cursor.begin", handle -> {
                UserStreamTable.ensure(handle, users);
                return users;
            });
        }
        throw new IllegalStateException("user streams: not there (expected: " + users.size() + " just begun)");
    }

    private static Optional<List<CursorResult>> run(Handle handle, List<UserKey> users, List<CursorMove> moves) {
        Map<UserKey, Long> revisions = UserStreamTable.lock(handle, users);
        if (revisions.size() < users.size()) {
            return Optional.empty();
        }
        Map<CursorKey, CursorRow> before = new HashMap<>();
        Set<CursorKey> keys = new LinkedHashSet<>(moves.stream().map(CursorMove::key).toList());
        ReadCursorTable.find(handle, keys).forEach(row -> before.put(row.key(), row));
        Map<CursorKey, CursorRow> after = new HashMap<>(before);
        Map<CursorKey, Integer> lastChange = new LinkedHashMap<>();
        for (int i = 0; i < moves.size(); i++) {
            CursorMove move = moves.get(i);
            CursorRow row = after.getOrDefault(move.key(), CursorRow.fresh(move.key()));
            CursorRow moved = move.applyTo(row, row.revision());
            if (!moved.equals(row)) {
                after.put(move.key(), moved);
                // Last changed, last written: revisions follow the order of the moves.
                lastChange.remove(move.key());
                lastChange.put(move.key(), i);
            }
        }
        write(handle, after, lastChange.keySet(), revisions);
        List<CursorResult> results = new ArrayList<>(moves.size());
        for (int i = 0; i < moves.size(); i++) {
            CursorKey key = moves.get(i).key();
            Integer change = lastChange.get(key);
            results.add(new CursorResult(
                    after.getOrDefault(key, CursorRow.fresh(key)), change != null && change == i));
        }
        return Optional.of(results);
    }

    private static void write(
            Handle handle, Map<CursorKey, CursorRow> after, Set<CursorKey> changed, Map<UserKey, Long> revisions) {
        List<CursorRow> rows = new ArrayList<>(changed.size());
        Map<UserKey, Long> moved = new LinkedHashMap<>();
        for (CursorKey key : changed) {
            UserKey user = new UserKey(key.channel().workspace(), key.user());
            long revision = revisions.merge(user, 1L, Long::sum);
            moved.put(user, revision);
            CursorRow row = after.getOrDefault(key, CursorRow.fresh(key));
            CursorRow written = new CursorRow(
                    key, row.seq(), row.ordinal(), row.generation(), row.floor(), revision, row.updatedMs());
            after.put(key, written);
            rows.add(written);
        }
        ReadCursorTable.put(handle, rows);
        UserStreamTable.set(handle, moved);
    }

    private static UserKey user(CursorMove move) {
        return new UserKey(move.key().channel().workspace(), move.key().user());
    }
}
