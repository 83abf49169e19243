package dev.gapless.schema.global;

import dev.gapless.protocol.event.ChannelClass;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.statement.Reach;
import dev.gapless.schema.statement.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/// Table `channel_route`: the channels whose class is watched over. They are few, since only hot and pinned ones have a row.
public final class ChannelRouteTable {
    /// Rows at most; one more is refused.
    public static final int MAX = 5_000;

    private static final Statement FIND = Statement.single("channel_route.find", Reach.GLOBAL, "PRIMARY", "1 row", """
            SELECT workspace_id, channel_id, base_class, wanted_class, since_ms, why, applied, until_ms, actor
            FROM channel_route WHERE workspace_id = :workspace_id AND channel_id = :channel_id""");

    private static final Statement LIST = Statement.single(
            "channel_route.list", Reach.GLOBAL, "PRIMARY", "5,000 rows", """
            SELECT workspace_id, channel_id, base_class, wanted_class, since_ms, why, applied, until_ms, actor
            FROM channel_route FORCE INDEX (PRIMARY)
            WHERE workspace_id > 0 ORDER BY workspace_id, channel_id LIMIT :limit""");

    private static final Statement PUT = Statement.single("channel_route.put", Reach.GLOBAL, "-", "1 row", """
            INSERT INTO channel_route (workspace_id, channel_id, base_class, wanted_class, since_ms, why, applied,
              until_ms, actor)
            VALUES (:workspace_id, :channel_id, :base_class, :wanted_class, :since_ms, :why, :applied, :until_ms, :actor)
            ON DUPLICATE KEY UPDATE base_class = VALUES(base_class), wanted_class = VALUES(wanted_class),
              since_ms = VALUES(since_ms), why = VALUES(why), applied = VALUES(applied), until_ms = VALUES(until_ms),
              actor = VALUES(actor)""");

    private static final Statement DELETE = Statement.single(
            "channel_route.delete", Reach.GLOBAL, "PRIMARY", "1 row", """
            DELETE FROM channel_route WHERE workspace_id = :workspace_id AND channel_id = :channel_id""");

    private static final Statement PURGE = Statement.single(
            "channel_route.purge", Reach.GLOBAL, "PRIMARY", "5,000 rows", """
            DELETE FROM channel_route WHERE workspace_id = :workspace_id LIMIT :limit""");

    private static final RowMapper<ChannelRoute> ROW = (row, context) -> {
        long untilMs = row.getLong(8);
        return new ChannelRoute(
                ChannelKey.of(row.getLong(1), row.getLong(2)),
                ChannelClass.find(row.getInt(3)).orElse(ChannelClass.NORMAL),
                ChannelClass.find(row.getInt(4)).orElse(ChannelClass.NORMAL),
                Instant.ofEpochMilli(row.getLong(5)),
                row.getString(6),
                row.getInt(7) != 0,
                untilMs == 0
                        ? Optional.empty()
                        : Optional.of(new ChannelRoute.Pin(Instant.ofEpochMilli(untilMs), row.getString(9))));
    };

    /// For the catalogue.
    public static final List<Statement> STATEMENTS = List.of(FIND, LIST, PUT, DELETE, PURGE);

    private ChannelRouteTable() {}

    public static Optional<ChannelRoute> find(Handle handle, ChannelKey channel) {
        return handle.createQuery(FIND.sql())
                .bind("workspace_id", channel.workspace().value())
                .bind("channel_id", channel.channel().value())
                .map(ROW)
                .findOne();
    }

    /// All of them, by workspace and channel.
    public static List<ChannelRoute> list(Handle handle) {
        return handle.createQuery(LIST.sql()).bind("limit", MAX).map(ROW).list();
    }

    /// Writes a row, in place of what was there.
    public static void put(Handle handle, ChannelRoute route) {
        handle.createUpdate(PUT.sql())
                .bind("workspace_id", route.channel().workspace().value())
                .bind("channel_id", route.channel().channel().value())
                .bind("base_class", route.base().number())
                .bind("wanted_class", route.wanted().number())
                .bind("since_ms", route.since().toEpochMilli())
                .bind("why", route.why())
                .bind("applied", route.applied() ? 1 : 0)
                .bind("until_ms", route.pin().map(pin -> pin.until().toEpochMilli()).orElse(0L))
                .bind("actor", route.pin().map(ChannelRoute.Pin::actor).orElse(""))
                .execute();
    }

    public static void delete(Handle handle, ChannelKey channel) {
        handle.createUpdate(DELETE.sql())
                .bind("workspace_id", channel.workspace().value())
                .bind("channel_id", channel.channel().value())
                .execute();
    }

    /// Removes all rows of a workspace.
    public static void purge(Handle handle, WorkspaceId workspace) {
        handle.createUpdate(PURGE.sql())
                .bind("workspace_id", workspace.value())
                .bind("limit", MAX)
                .execute();
    }
}
