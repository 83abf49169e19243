package dev.gapless.schema.channel;

import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.schema.statement.Prepared;
import dev.gapless.schema.statement.Reach;
import dev.gapless.schema.statement.Statement;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/// Moves many heads in one statement: the second half of what [ChannelTable#lockHeads] began.
///
/// In most batches most channels get the same number of events, one. So the update adds the most frequent numbers to all, and
/// names the channels that get others, up to 64 of them. That takes half the time of an insert with `ON DUPLICATE KEY UPDATE`,
/// which is left for what remains: member lists that change, and batches with a number of its own for each channel.
final class HeadMoves {
    /// How many channels with other numbers a text has room for.
    private static final int[] ROOM = {0, 4, 16, 64};
    private static final String OTHER = " WHEN workspace_id = ? AND channel_id = ? THEN ?";

    private static final List<Statement> ADD = IntStream.of(ROOM).mapToObj(HeadMoves::add).toList();

    /// The rows exist, so the columns of the insert part never land.
    private static final Statement SET = Statement.family("channel.move-heads", Reach.ONE_SHARD, "-", """
            INSERT INTO channel (workspace_id, channel_id, last_seq, last_ordinal, member_seq, member_count, last_event_ms,
              kind, class, state, epoch, min_seq, version, created_ms)
            VALUES <rows>
            ON DUPLICATE KEY UPDATE last_seq = VALUES(last_seq), last_ordinal = VALUES(last_ordinal),
              member_seq = VALUES(member_seq), member_count = member_count + VALUES(member_count),
              last_event_ms = GREATEST(last_event_ms, VALUES(last_event_ms))""", "(?,?,?,?,?,?,?,0,0,0,0,0,0,0)");

    static final List<Statement> STATEMENTS = Stream.concat(ADD.stream(), Stream.of(SET)).toList();

    private HeadMoves() {}

    static void run(Handle handle, List<HeadMove> moves) {
        Step usual = mostFrequent(moves);
        List<HeadMove> others =
                moves.stream().filter(move -> !Step.of(move).equals(usual)).toList();
        boolean plain = moves.stream().allMatch(HeadMove::plain);
        if (plain && others.size() <= ROOM[ROOM.length - 1]) {
            add(handle, moves, usual, others);
        } else {
            set(handle, moves);
        }
    }

    private static void add(Handle handle, List<HeadMove> moves, Step usual, List<HeadMove> others) {
        int form = 0;
        while (ROOM[form] < others.size()) {
            form++;
        }
        Statement statement = ADD.get(form);
        long lastEventMs = moves.stream().mapToLong(HeadMove::lastEventMs).max().orElseThrow();
        try (Prepared update = Prepared.of(handle, statement, statement.paddedRows(moves.size()))) {
            others.forEach(move -> bindKey(update, move.head().key()).add(move.events()));
            bindNobody(update, ROOM[form] - others.size());
            update.add(usual.events());
            others.forEach(move -> bindKey(update, move.head().key()).add(move.countable()));
            bindNobody(update, ROOM[form] - others.size());
            update.add(usual.countable());
            update.add(lastEventMs);
            update.addKeys(statement, moves, (prepared, move) -> bindKey(prepared, move.head().key()));
            requireAll(update.update(), moves);
        }
    }

    private static void set(Handle handle, List<HeadMove> moves) {
        try (Prepared insert = Prepared.of(handle, SET, moves.size())) {
            for (HeadMove move : moves) {
                bindKey(insert, move.head().key())
                        .add(move.head().lastSeq() + move.events())
                        .add(move.head().lastOrdinal() + move.countable())
                        .add(move.memberSeq())
                        .add(move.memberChange())
                        .add(move.lastEventMs());
            }
            insert.update();
        }
    }

    /// Rows are counted as found, so a locked row that is not found means that the statement is wrong.
    private static void requireAll(int found, List<HeadMove> moves) {
        if (found != moves.size()) {
            throw new IllegalStateException("channel heads: " + found + " moved (expected: " + moves.size() + ")");
        }
    }

    private static Step mostFrequent(Collection<HeadMove> moves) {
        Map<Step, Integer> counts = new HashMap<>();
        moves.forEach(move -> counts.merge(Step.of(move), 1, Integer::sum));
        return counts.entrySet().stream()
                .max(Comparator.comparingInt(Map.Entry::getValue))
                .orElseThrow()
                .getKey();
    }

    private static Prepared bindKey(Prepared prepared, ChannelKey key) {
        return prepared.add(key.workspace().value()).add(key.channel().value());
    }

    /// Fills the room that is not needed with keys that no channel has.
    private static void bindNobody(Prepared prepared, int times) {
        for (int i = 0; i < times; i++) {
            prepared.add(0).add(0).add(0);
        }
    }

    private static Statement add(int room) {
        String step = room == 0 ? "?" : "CASE" + OTHER.repeat(room) + " ELSE ? END";
        return Statement.family("channel.add-to-heads-" + room, Reach.ONE_SHARD, "PRIMARY", """
            UPDATE channel FORCE INDEX (PRIMARY)
            SET last_seq = last_seq + %s,
              last_ordinal = last_ordinal + %s,
              last_event_ms = GREATEST(last_event_ms, ?)
            WHERE (workspace_id, channel_id) IN (<rows>)""".formatted(step, step), "(?,?)");
    }

    /// How far a head moves.
    private record Step(long events, long countable) {
        static Step of(HeadMove move) {
            return new Step(move.events(), move.countable());
        }
    }
}
