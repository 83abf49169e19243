package dev.gapless.bench;

import dev.gapless.devstack.DatabaseLogin;
import dev.gapless.devstack.StackState.ShardAddress;
import dev.gapless.protocol.event.EventKind;
import dev.gapless.protocol.export.ExportedEvent;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.channel.ChannelHead;
import dev.gapless.schema.channel.ChannelTable;
import dev.gapless.schema.keyspace.KeyspaceRouter;
import dev.gapless.schema.keyspace.ShardName;
import dev.gapless.schema.log.LogRestore;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.shard.ShardsConfig;
import dev.gapless.schema.statement.Statement;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The log of a channel, written and counted straight in its shard.
///
/// Any thread may ask; one fills.
final class LongLog {
    private static final String TEXT = "lorem ipsum dolor sit amet ".repeat(4);
    private static final String HASH = "0".repeat(32);
    /// An id that nobody has.
    private static final UserId AUTHOR = new UserId(1);

    private final BenchStack stack;
    private final ChannelKey channel;
    private final ShardAddress home;

    LongLog(BenchStack stack, WorkspaceId workspace, ChannelId channel) {
        this.stack = stack;
        this.channel = new ChannelKey(workspace, channel);
        // A workspace that was not split has all its rows on the shard that its own row is on.
        this.home = stack.state().shards().stream()
                .filter(shard -> new ShardName(shard.name()).range().contains(KeyspaceRouter.ofWorkspace(workspace)))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("shards: none holds " + workspace));
    }

    /// Adds messages behind the head, without their having been sent.
    ///
    /// @param atMs when they were
    void fill(int messages, long atMs) {
        try (Shards shards = Shards.open(config())) {
            int left = messages;
            while (left > 0) {
                int batch = Math.min(left, Statement.MAX_ROWS);
                ChannelHead head = shards.forChannel(channel)
                        .read("bench.head", handle -> ChannelTable.heads(handle, List.of(channel)))
                        .getFirst();
                List<ExportedEvent> events = new ArrayList<>();
                for (int i = 1; i <= batch; i++) {
                    events.add(message(head.lastSeq() + i, head.lastOrdinal() + i, atMs));
                }
                shards.forChannel(channel)
                        .transact("bench.fill", handle -> LogRestore.append(handle, channel, events));
                left -= batch;
            }
        }
    }

    private ExportedEvent message(long seq, long ordinal, long atMs) {
        return new ExportedEvent(
                channel.channel(), seq, ordinal, EventKind.MESSAGE_POSTED.text(), EventKind.MESSAGE_POSTED.number(), 0,
                AUTHOR, Optional.empty(), atMs, Optional.of("old-" + seq), Optional.of(HASH), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.of(TEXT + seq), Optional.empty());
    }

    /// Where a log stands.
    ///
    /// @param minSeq first seq that is in sight
    /// @param lastOrdinal messages so far
    /// @param minOrdinal of those: out of sight
    record Head(long lastSeq, long minSeq, long lastOrdinal, long minOrdinal) {}

    Head head() {
        return ask(
                "SELECT last_seq, min_seq, last_ordinal, min_ordinal FROM channel WHERE workspace_id = ? AND channel_id = ?",
                row -> new Head(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4)));
    }

    /// Rows that are there, those that are out of sight too.
    long rows() {
        return ask(
                "SELECT COUNT(*) FROM event WHERE workspace_id = ? AND channel_id = ?", row -> row.getLong(1));
    }

    /// Messages to the channel that are there behind a seq, counted one by one.
    long messagesAfter(long seq) {
        return ask(
                "SELECT COUNT(*) FROM event WHERE workspace_id = ? AND channel_id = ? AND kind = "
                        + EventKind.MESSAGE_POSTED.number() + " AND state <> 2 AND thread_root_seq IS NULL AND seq > "
                        + seq,
                row -> row.getLong(1));
    }

    /// Looks at what transactions are open, until it is closed.
    OpenTransactions watch() {
        return new OpenTransactions(connect());
    }

    private interface Read<T> {
        T of(ResultSet row) throws SQLException;
    }

    private <T> T ask(String sql, Read<T> read) {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, channel.workspace().value());
            statement.setLong(2, channel.channel().value());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return read.of(row);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("log: " + e.getMessage(), e);
        }
    }

    private Connection connect() {
        DatabaseLogin login = stack.databaseLogin();
        try {
            return DriverManager.getConnection(home.jdbcUrl(), login.user(), login.password());
        } catch (SQLException e) {
            throw new IllegalStateException("log: " + e.getMessage(), e);
        }
    }

    private ShardsConfig config() {
        DatabaseLogin login = stack.databaseLogin();
        List<ShardAddress> shards = stack.state().shards();
        return new ShardsConfig(
                ShardsConfig.Mode.PLAIN,
                shards.stream().map(shard -> new ShardName(shard.name())).toList(),
                shards.stream().map(ShardAddress::jdbcUrl).toList(),
                // Never asked here.
                shards.getFirst().jdbcUrl(),
                login.user(),
                login.password(),
                4,
                Duration.ofSeconds(1),
                Duration.ofSeconds(15));
    }
}
