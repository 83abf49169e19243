package dev.gapless.schema.quota;

import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.shard.Shard;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.statement.Reach;
import dev.gapless.schema.statement.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/// How many bytes the events of a workspace take: their text and their attributes as they are when they are added up, and
/// [#EVENT_BYTES] for each.
///
/// Nobody counts while messages are sent. Whoever wants to know adds up what came since somebody did before, at most [#SLICES] slices at a time,
/// and keeps the sum of each channel in `channel_size`. Removing events takes off what is in it of them, in its own transaction; both lock
/// the row of the channel's sum first, so that each event is in it once or not at all. Any thread.
public final class StoredBytes {
    /// What an event takes beside text and attributes.
    public static final int EVENT_BYTES = 100;

    /// Events that one transaction adds up at most.
    static final int SLICE = 2_000;
    /// Channels that are read at a time.
    private static final int PAGE = 1_000;
    /// Slices that one call adds up at most on each shard.
    private static final int SLICES = 50;

    private static final String BYTES = "COALESCE(SUM(COALESCE(OCTET_LENGTH(text), 0) "
            + "+ COALESCE(OCTET_LENGTH(attrs), 0) + " + EVENT_BYTES + "), 0)";

    private static final Statement TOTAL = Statement.single(
            "channel_size.total", Reach.WORKSPACE, "PRIMARY", "1 row, per shard, from all channels of the workspace", """
            SELECT COALESCE(SUM(bytes), 0) FROM channel_size FORCE INDEX (PRIMARY)
            WHERE workspace_id = :workspace_id""");

    private static final Statement CHANNELS = Statement.single(
            "channel_size.channels", Reach.WORKSPACE, "PRIMARY", ":limit rows, per shard of the workspace", """
            SELECT channel_id, min_seq, last_seq FROM channel FORCE INDEX (PRIMARY)
            WHERE workspace_id = :workspace_id AND channel_id > :after
            ORDER BY channel_id LIMIT :limit""");

    private static final Statement ADDED = Statement.single(
            "channel_size.added", Reach.WORKSPACE, "PRIMARY", ":limit rows, per shard of the workspace", """
            SELECT channel_id, to_seq FROM channel_size FORCE INDEX (PRIMARY)
            WHERE workspace_id = :workspace_id AND channel_id > :after AND channel_id <= :last
            ORDER BY channel_id LIMIT :limit""");

    private static final Statement LOCK =
            Statement.single("channel_size.lock", Reach.ONE_SHARD, "PRIMARY", "1 row", """
            SELECT to_seq FROM channel_size
            WHERE workspace_id = :workspace_id AND channel_id = :channel_id FOR UPDATE""");

    private static final Statement SLICE_BYTES =
            Statement.single("channel_size.slice", Reach.ONE_SHARD, "PRIMARY", "1 row, from a slice of events", """
            SELECT %s FROM event FORCE INDEX (PRIMARY)
            WHERE workspace_id = :workspace_id AND channel_id = :channel_id AND seq >= :from_seq AND seq <= :to_seq"""
                    .formatted(BYTES));

    private static final Statement MAKE = Statement.single("channel_size.make", Reach.ONE_SHARD, "-", "1 row", """
            INSERT INTO channel_size (workspace_id, channel_id, to_seq, bytes)
            VALUES (:workspace_id, :channel_id, 0, 0)
            ON DUPLICATE KEY UPDATE bytes = bytes""");

    private static final Statement ADD =
            Statement.single("channel_size.add", Reach.ONE_SHARD, "PRIMARY", "1 row", """
            UPDATE channel_size SET to_seq = GREATEST(to_seq, :to_seq), bytes = bytes + :bytes
            WHERE workspace_id = :workspace_id AND channel_id = :channel_id""");

    private static final Statement TAKE_OFF =
            Statement.single("channel_size.take-off", Reach.ONE_SHARD, "PRIMARY", "1 row", """
            UPDATE channel_size SET bytes = GREATEST(0, bytes - :bytes)
            WHERE workspace_id = :workspace_id AND channel_id = :channel_id""");

    /// For the catalogue.
    public static final List<Statement> STATEMENTS =
            List.of(TOTAL, CHANNELS, ADDED, MAKE, LOCK, SLICE_BYTES, ADD, TAKE_OFF);

    private StoredBytes() {}

    /// How far a channel's log reaches.
    private record Span(ChannelKey key, long minSeq, long lastSeq) {}

    /// What a workspace has stored.
    ///
    /// @param bytes of the events that are added up
    /// @param whole false if there are events that are not; ask again to go on
    public record Stored(long bytes, boolean whole) {}

    /// Adds up what came since the last time, and tells the sum. Blocks.
    public static Stored measure(Shards shards, WorkspaceId workspace) {
        long bytes = 0;
        boolean whole = true;
        for (Shard shard : shards.touching(workspace)) {
            whole &= addUp(shard, workspace);
            bytes += shard.read("stored-bytes.total", handle -> handle.createQuery(TOTAL.sql())
                    .bind("workspace_id", workspace.value())
                    .mapTo(Long.class)
                    .one());
        }
        return new Stored(bytes, whole);
    }

    private static boolean addUp(Shard shard, WorkspaceId workspace) {
        int left = SLICES;
        long after = 0;
        while (true) {
            long from = after;
            List<Span> page = shard.read("stored-bytes.channels", handle -> channels(handle, workspace, from));
            if (page.isEmpty()) {
                return true;
            }
            after = page.getLast().key().channel().value();
            long last = after;
            Map<Long, Long> added =
                    shard.read("stored-bytes.added", handle -> added(handle, workspace, from, last));
            for (Span channel : page) {
                if (channel.lastSeq() > added.getOrDefault(channel.key().channel().value(), 0L)) {
                    left = addUp(shard, channel, left);
                    if (left < 0) {
                        return false;
                    }
                }
            }
        }
    }

    /// @return slices that are left, below 0 if that was too few
    private static int addUp(Shard shard, Span channel, int most) {
        for (int slices = 1; slices <= most; slices++) {
            if (shard.transact("stored-bytes.slice", handle -> addSlice(handle, channel))) {
                return most - slices;
            }
        }
        return -1;
    }

    /// @return true if there is nothing left to add
    private static boolean addSlice(Handle handle, Span channel) {
        // The row is made before anything is read: whoever removes events and found no row holds its place until they are gone.
        bindKey(handle.createUpdate(MAKE.sql()), channel.key()).execute();
        long from = Math.max(channel.minSeq(), lock(handle, channel.key()).orElse(0L) + 1);
        long to = Math.min(channel.lastSeq(), from + SLICE - 1);
        bindKey(handle.createUpdate(ADD.sql()), channel.key())
                .bind("to_seq", to)
                .bind("bytes", from <= to ? bytes(handle, channel.key(), from, to) : 0)
                .execute();
        return to >= channel.lastSeq();
    }

    /// Takes off events that go, in the transaction that removes them and before it does.
    ///
    /// @param from first seq that goes
    /// @param to first seq that stays
    public static void forget(Handle handle, ChannelKey channel, long from, long to) {
        Optional<Long> addedTo = lock(handle, channel);
        long last = Math.min(to - 1, addedTo.orElse(0L));
        if (from <= last) {
            bindKey(handle.createUpdate(TAKE_OFF.sql()), channel)
                    .bind("bytes", bytes(handle, channel, from, last))
                    .execute();
        }
    }

    /// Nobody adds a first row for the channel either until the transaction ends.
    private static Optional<Long> lock(Handle handle, ChannelKey channel) {
        return bindKey(handle.createQuery(LOCK.sql()), channel)
                .mapTo(Long.class)
                .findOne();
    }

    private static long bytes(Handle handle, ChannelKey channel, long from, long to) {
        return bindKey(handle.createQuery(SLICE_BYTES.sql()), channel)
                .bind("from_seq", from)
                .bind("to_seq", to)
                .mapTo(Long.class)
                .one();
    }

    private static <S extends SqlStatement<S>> S bindKey(S statement, ChannelKey key) {
        return statement
                .bind("workspace_id", key.workspace().value())
                .bind("channel_id", key.channel().value());
    }

    private static List<Span> channels(Handle handle, WorkspaceId workspace, long after) {
        return handle.createQuery(CHANNELS.sql())
                .bind("workspace_id", workspace.value())
                .bind("after", after)
                .bind("limit", PAGE)
                .map((row, context) -> new Span(
                        new ChannelKey(workspace, new ChannelId(row.getLong(1))), row.getLong(2), row.getLong(3)))
                .list();
    }

    private static Map<Long, Long> added(Handle handle, WorkspaceId workspace, long after, long last) {
        return handle.createQuery(ADDED.sql())
                .bind("workspace_id", workspace.value())
                .bind("after", after)
                .bind("last", last)
                .bind("limit", PAGE)
                .map((row, context) -> Map.entry(row.getLong(1), row.getLong(2)))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
