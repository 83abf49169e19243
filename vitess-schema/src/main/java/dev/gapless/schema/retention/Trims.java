package dev.gapless.schema.retention;

import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.schema.quota.StoredBytes;
import dev.gapless.schema.statement.Reach;
import dev.gapless.schema.statement.Statement;
import java.util.List;
import org.jdbi.v3.core.Handle;

/// Removes the rows of a range of seqs from the tables that have them: the messages' own rows, and what became of them. Rows by member
/// are not found by seq, and are removed by their keys. Bounded: whoever calls goes on until nothing is left.
public final class Trims {
    /// Rows that one statement removes at most.
    public static final int ROWS = 1_000;

    /// What belongs to the messages, and goes before them.
    private static final List<Statement> BESIDE = List.of(
            trim("deleted_message", "seq"),
            trim("everyone_mention", "seq"),
            trim("reaction", "target_seq"),
            trim("reaction_kind", "target_seq"),
            trim("pin", "target_seq"),
            trim("thread_reply", "root_seq"),
            trim("thread", "root_seq"));

    private static final Statement EVENTS = trim("event", "seq");

    /// For the catalogue.
    public static final List<Statement> STATEMENTS =
            java.util.stream.Stream.concat(BESIDE.stream(), java.util.stream.Stream.of(EVENTS)).toList();

    private Trims() {}

    private static Statement trim(String table, String seq) {
        return Statement.single(table + ".trim", Reach.ONE_SHARD, "PRIMARY", ":limit rows", """
                DELETE FROM %s
                WHERE workspace_id = :workspace_id AND channel_id = :channel_id AND %s >= :from_seq AND %s < :to_seq
                LIMIT :limit""".formatted(table, seq, seq));
    }

    /// Removes what belongs to messages of a range.
    ///
    /// @param to the first seq that stays
    /// @return false if there may be more
    public static boolean beside(Handle handle, ChannelKey channel, long from, long to) {
        for (Statement statement : BESIDE) {
            if (run(handle, statement, channel, from, to) == ROWS) {
                return false;
            }
        }
        return true;
    }

    /// Removes the events of a range.
    ///
    /// @param to the first seq that stays; at most [#ROWS] behind `from`
    /// @return how many there were
    public static int events(Handle handle, ChannelKey channel, long from, long to) {
        if (to - from > ROWS) {
            throw new IllegalArgumentException("range: " + (to - from) + " (expected: at most " + ROWS + ")");
        }
        StoredBytes.forget(handle, channel, from, to);
        return run(handle, EVENTS, channel, from, to);
    }

    private static int run(Handle handle, Statement statement, ChannelKey channel, long from, long to) {
        return handle.createUpdate(statement.sql())
                .bind("workspace_id", channel.workspace().value())
                .bind("channel_id", channel.channel().value())
                .bind("from_seq", from)
                .bind("to_seq", to)
                .bind("limit", ROWS)
                .execute();
    }
}
