package dev.gapless.schema.channel;

import dev.gapless.protocol.event.ChannelClass;
import dev.gapless.protocol.event.ChannelKind;
import dev.gapless.protocol.event.ChannelRules;
import dev.gapless.protocol.event.ChannelRules.Who;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.statement.Prepared;
import dev.gapless.schema.statement.Reach;
import dev.gapless.schema.statement.Statement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/// Table `channel`: one row per conversation, with its head. The row lock on it orders all writers of a channel.
public final class ChannelTable {
    private static final String HEAD_COLUMNS =
            """
            workspace_id, channel_id, kind, class, state, epoch, last_seq, last_ordinal, min_seq, member_seq,
            posters, broadcasters, member_limit, slow_ms, min_ordinal""";
    private static final String COLUMNS =
            HEAD_COLUMNS + ", name, topic, peers, member_count, created_ms, last_event_ms, version";

    /// A second insert of the same channel changes nothing, so that a creation may be repeated.
    private static final Statement INSERT = Statement.single("channel.insert", Reach.ONE_SHARD, "-", "1 row", """
            INSERT INTO channel (workspace_id, channel_id, kind, class, state, epoch, last_seq, last_ordinal, min_seq,
              member_seq, member_count, last_event_ms, version, created_ms, name, topic, peers)
            VALUES (:workspace_id, :channel_id, :kind, :class, :state, :epoch, 0, 0, 1,
              0, 0, :created_ms, :version, :created_ms, :name, :topic, :peers)
            ON DUPLICATE KEY UPDATE version = version""");

    private static final Statement FIND = Statement.single("channel.find", Reach.ONE_SHARD, "PRIMARY", "1 row", """
            SELECT %s FROM channel
            WHERE workspace_id = :workspace_id AND channel_id = :channel_id""".formatted(COLUMNS));

    private static final Statement FIND_MANY =
            Statement.family("channel.find-many", Reach.ONE_SHARD, "PRIMARY", """
            SELECT %s FROM channel FORCE INDEX (PRIMARY)
            WHERE (workspace_id, channel_id) IN (<rows>)""".formatted(COLUMNS), "(?,?)");

    private static final Statement HEADS = Statement.family("channel.heads", Reach.ONE_SHARD, "PRIMARY", """
            SELECT %s FROM channel FORCE INDEX (PRIMARY)
            WHERE (workspace_id, channel_id) IN (<rows>)""".formatted(HEAD_COLUMNS), "(?,?)");

    /// The index is forced, since a full scan of a small table would lock every channel in it. Rows are found, so locked,
    /// in key order: two lanes never wait for each other in a circle.
    private static final Statement LOCK_HEADS = Statement.family("channel.lock-heads", Reach.ONE_SHARD, "PRIMARY", """
            SELECT %s FROM channel FORCE INDEX (PRIMARY)
            WHERE (workspace_id, channel_id) IN (<rows>)
            ORDER BY workspace_id, channel_id FOR UPDATE""".formatted(HEAD_COLUMNS), "(?,?)");

    private static final Statement SET_PROPERTIES =
            Statement.single("channel.set-properties", Reach.ONE_SHARD, "PRIMARY", "1 row", """
            UPDATE channel SET name = :name, topic = :topic, class = :class, state = :state, posters = :posters,
              broadcasters = :broadcasters, member_limit = :member_limit, slow_ms = :slow_ms, version = version + 1
            WHERE workspace_id = :workspace_id AND channel_id = :channel_id AND version = :version""");

    private static final Statement PAGE =
            Statement.single("channel.page", Reach.WORKSPACE, "PRIMARY", ":limit rows, per shard of the workspace", """
            SELECT %s FROM channel FORCE INDEX (PRIMARY)
            WHERE workspace_id = :workspace_id AND channel_id > :after
            ORDER BY channel_id LIMIT :limit""".formatted(COLUMNS));

    private static final Statement RESTORE = Statement.single("channel.restore", Reach.ONE_SHARD, "-", "1 row", """
            INSERT INTO channel (workspace_id, channel_id, kind, class, state, epoch, last_seq, last_ordinal, min_seq,
              min_ordinal, member_seq, member_count, last_event_ms, version, created_ms, name, topic, peers,
              posters, broadcasters, member_limit, slow_ms)
            VALUES (:workspace_id, :channel_id, :kind, :class, :state, :epoch, :last_seq, :last_ordinal, :min_seq,
              :min_ordinal, :member_seq, :member_count, :last_event_ms, :version, :created_ms, :name, :topic, :peers,
              :posters, :broadcasters, :member_limit, :slow_ms)
            ON DUPLICATE KEY UPDATE version = version""");

    private static final Statement RESTORE_HEAD =
            Statement.single("channel.restore-head", Reach.ONE_SHARD, "PRIMARY", "1 row", """
            UPDATE channel SET last_seq = :last_seq, last_ordinal = :last_ordinal
            WHERE workspace_id = :workspace_id AND channel_id = :channel_id""");

    private static final Statement MOVE_MIN =
            Statement.single("channel.move-min", Reach.ONE_SHARD, "PRIMARY", "1 row", """
            UPDATE channel SET min_seq = :min_seq, min_ordinal = :min_ordinal
            WHERE workspace_id = :workspace_id AND channel_id = :channel_id AND min_seq = :before""");

    /// For the catalogue.
    public static final List<Statement> STATEMENTS =
            Stream.concat(
                    Stream.of(INSERT, FIND, FIND_MANY, HEADS, LOCK_HEADS, SET_PROPERTIES, PAGE, RESTORE, RESTORE_HEAD,
                            MOVE_MIN),
                    HeadMoves.STATEMENTS.stream())
                    .toList();

    private ChannelTable() {}

    /// Adds a channel without events; nothing happens if it is there.
    public static void insert(Handle handle, ChannelRow row) {
        ChannelHead head = row.head();
        bindKey(handle.createUpdate(INSERT.sql()), head.key())
                .bind("kind", head.kind().number())
                .bind("class", head.channelClass().number())
                .bind("state", head.state().number())
                .bind("epoch", head.epoch())
                .bind("version", row.version())
                .bind("created_ms", row.createdAt().toEpochMilli())
                .bind("name", row.name().orElse(null))
                .bind("topic", row.topic().orElse(null))
                .bind("peers", peersText(row.peers()))
                .execute();
    }

    public static Optional<ChannelRow> find(Handle handle, ChannelKey key) {
        return bindKey(handle.createQuery(FIND.sql()), key)
                .map((row, context) -> readRow(row))
                .findOne();
    }

    /// Those of the channels that exist, in no particular order. All on one shard.
    public static List<ChannelRow> findMany(Handle handle, Collection<ChannelKey> keys) {
        return Prepared.queryKeys(handle, FIND_MANY, List.copyOf(keys), ChannelTable::bindKey, ChannelTable::readRow);
    }

    /// Heads of those of the channels that exist, in no particular order. All on one shard.
    public static List<ChannelHead> heads(Handle handle, Collection<ChannelKey> keys) {
        return Prepared.queryKeys(handle, HEADS, List.copyOf(keys), ChannelTable::bindKey, ChannelTable::readHead);
    }

    /// Locks channels until the end of the transaction, and tells their heads in key order.
    ///
    /// @param keys distinct, in key order, at most [Statement#MAX_ROWS], all on one shard
    public static List<ChannelHead> lockHeads(Handle handle, List<ChannelKey> keys) {
        return Prepared.queryKeys(handle, LOCK_HEADS, keys, ChannelTable::bindKey, ChannelTable::readHead);
    }

    /// Moves the heads of channels that this transaction has locked.
    ///
    /// @param moves 1 to [Statement#MAX_ROWS], of distinct channels
    public static void moveHeads(Handle handle, List<HeadMove> moves) {
        HeadMoves.run(handle, moves);
    }

    /// Sets name, topic, class, state and rules to those of `row`, unless its version is no longer the stored one.
    ///
    /// @return false if somebody else changed the channel first
    public static boolean setProperties(Handle handle, ChannelRow row) {
        return bindKey(handle.createUpdate(SET_PROPERTIES.sql()), row.key())
                .bind("name", row.name().orElse(null))
                .bind("topic", row.topic().orElse(null))
                .bind("class", row.head().channelClass().number())
                .bind("state", row.head().state().number())
                .bind("posters", row.head().rules().posters().number())
                .bind("broadcasters", row.head().rules().broadcasters().number())
                .bind("member_limit", row.head().rules().memberLimit())
                .bind("slow_ms", row.head().rules().slow().toMillis())
                .bind("version", row.version())
                .execute()
                == 1;
    }

    /// Adds a copied channel, as it was, with a head as `row` says; nothing happens if it is there.
    public static void restore(Handle handle, ChannelRow row) {
        ChannelHead head = row.head();
        bindKey(handle.createUpdate(RESTORE.sql()), head.key())
                .bind("kind", head.kind().number())
                .bind("class", head.channelClass().number())
                .bind("state", head.state().number())
                .bind("epoch", head.epoch())
                .bind("last_seq", head.lastSeq())
                .bind("last_ordinal", head.lastOrdinal())
                .bind("min_seq", head.minSeq())
                .bind("min_ordinal", head.minOrdinal())
                .bind("member_seq", head.memberSeq())
                .bind("member_count", row.memberCount())
                .bind("last_event_ms", row.lastEventAt().toEpochMilli())
                .bind("version", row.version())
                .bind("created_ms", row.createdAt().toEpochMilli())
                .bind("name", row.name().orElse(null))
                .bind("topic", row.topic().orElse(null))
                .bind("peers", peersText(row.peers()))
                .bind("posters", head.rules().posters().number())
                .bind("broadcasters", head.rules().broadcasters().number())
                .bind("member_limit", head.rules().memberLimit())
                .bind("slow_ms", head.rules().slow().toMillis())
                .execute();
    }

    /// Moves the head of a channel that is being filled with copied events, and that this transaction has locked.
    public static void restoreHead(Handle handle, ChannelKey key, long lastSeq, long lastOrdinal) {
        bindKey(handle.createUpdate(RESTORE_HEAD.sql()), key)
                .bind("last_seq", lastSeq)
                .bind("last_ordinal", lastOrdinal)
                .execute();
    }

    /// Sets the first seq that retention has left.
    ///
    /// @param before what it is now
    /// @param minOrdinal countable events before the new one
    /// @return false if it is another now
    public static boolean moveMin(Handle handle, ChannelKey key, long before, long minSeq, long minOrdinal) {
        return bindKey(handle.createUpdate(MOVE_MIN.sql()), key)
                .bind("before", before)
                .bind("min_seq", minSeq)
                .bind("min_ordinal", minOrdinal)
                .execute()
                == 1;
    }

    /// Channels of a workspace on this shard, in id order.
    ///
    /// @param after id that the page begins behind, 0 for the first page
    public static List<ChannelRow> page(Handle handle, WorkspaceId workspace, long after, int limit) {
        return handle.createQuery(PAGE.sql())
                .bind("workspace_id", workspace.value())
                .bind("after", after)
                .bind("limit", limit)
                .map((row, context) -> readRow(row))
                .list();
    }

    private static <S extends SqlStatement<S>> S bindKey(S statement, ChannelKey key) {
        return statement
                .bind("workspace_id", key.workspace().value())
                .bind("channel_id", key.channel().value());
    }

    private static void bindKey(Prepared prepared, ChannelKey key) {
        prepared.add(key.workspace().value()).add(key.channel().value());
    }

    private static ChannelHead readHead(ResultSet row) throws SQLException {
        int kind = row.getInt(3);
        int state = row.getInt(5);
        return new ChannelHead(
                new ChannelKey(new WorkspaceId(row.getLong(1)), new ChannelId(row.getLong(2))),
                ChannelKind.find(kind).orElseThrow(() -> new IllegalStateException("channel.kind: " + kind)),
                ChannelClass.find(row.getInt(4)).orElse(ChannelClass.NORMAL),
                ChannelState.find(state).orElseThrow(() -> new IllegalStateException("channel.state: " + state)),
                row.getLong(6),
                row.getLong(7),
                row.getLong(8),
                row.getLong(9),
                row.getLong(15),
                row.getLong(10),
                new ChannelRules(
                        who(row.getInt(11)), who(row.getInt(12)), row.getInt(13), Duration.ofMillis(row.getLong(14))));
    }

    /// A number of a later release: nobody is let through by mistake.
    private static Who who(int number) {
        return Who.find(number).orElse(Who.NOBODY);
    }

    private static ChannelRow readRow(ResultSet row) throws SQLException {
        return new ChannelRow(
                readHead(row),
                Optional.ofNullable(row.getString(16)),
                Optional.ofNullable(row.getString(17)),
                peers(row.getString(18)),
                row.getLong(19),
                Instant.ofEpochMilli(row.getLong(20)),
                Instant.ofEpochMilli(row.getLong(21)),
                row.getLong(22));
    }

    private static @Nullable String peersText(List<UserId> peers) {
        return peers.isEmpty() ? null : peers.stream().map(UserId::text).collect(Collectors.joining(","));
    }

    private static List<UserId> peers(@Nullable String text) {
        return text == null ? List.of() : Arrays.stream(text.split(",")).map(UserId::parse).toList();
    }
}
