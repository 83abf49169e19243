package dev.gapless.schema.message;

import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.schema.statement.Prepared;
import dev.gapless.schema.statement.Statement;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/// Reads that the tables of countable things have in common.
final class Counts {
    private Counts() {}

    static Map<ChannelKey, Long> of(Handle handle, Statement statement, Collection<SeqSpan> spans) {
        Map<ChannelKey, Long> counts = new HashMap<>();
        Prepared.queryRanges(
                handle, statement, List.copyOf(spans), SeqSpan::bindKey, SeqSpan::bindRange,
                row -> counts.merge(ChannelKey.of(row.getLong(1), row.getLong(2)), row.getLong(3), Long::sum));
        return counts;
    }

    static List<Long> seqs(Handle handle, Statement statement, ChannelKey channel, long after, int limit) {
        return handle.createQuery(statement.sql())
                .bind("workspace_id", channel.workspace().value())
                .bind("channel_id", channel.channel().value())
                .bind("after", after)
                .bind("limit", limit)
                .mapTo(Long.class)
                .list();
    }
}
