package dev.gapless.bench;

import dev.gapless.devstack.DatabaseLogin;
import dev.gapless.protocol.id.ChannelId;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/// Makes a channel big: writes member rows of people who never connect straight into its shard, since only their number matters.
final class Crowd {
    private static final int TOGETHER = 1_000;
    private static final String FIND = "SELECT workspace_id FROM channel WHERE channel_id = ?";
    private static final String JOIN = "INSERT INTO channel_member"
            + " (workspace_id, channel_id, user_id, role, state, joined_seq, version, updated_ms)"
            + " VALUES (?, ?, ?, 3, 1, 1, 1, 1)";
    private static final String COUNT =
            "UPDATE channel SET member_count = member_count + ? WHERE workspace_id = ? AND channel_id = ?";

    private final BenchStack stack;

    Crowd(BenchStack stack) {
        this.stack = stack;
    }

    /// Adds members with ids 1 to `count`, which no person has.
    ///
    /// @param channel id of the channel in text form
    void join(String channel, int count) {
        long id = ChannelId.parse(channel).value();
        DatabaseLogin login = stack.databaseLogin();
        for (var shard : stack.state().shards()) {
            try (Connection connection =
                    DriverManager.getConnection(shard.jdbcUrl(), login.user(), login.password())) {
                join(connection, id, count);
            } catch (SQLException e) {
                throw new IllegalStateException("members: " + e.getMessage(), e);
            }
        }
    }

    private static void join(Connection connection, long channel, int count) throws SQLException {
        long workspace;
        try (PreparedStatement find = connection.prepareStatement(FIND)) {
            find.setLong(1, channel);
            try (ResultSet row = find.executeQuery()) {
                if (!row.next()) {
                    return;
                }
                workspace = row.getLong(1);
            }
        }
        connection.setAutoCommit(false);
        try (PreparedStatement join = connection.prepareStatement(JOIN)) {
            for (int user = 1; user <= count; user++) {
                join.setLong(1, workspace);
                join.setLong(2, channel);
                join.setLong(3, user);
                join.addBatch();
                if (user % TOGETHER == 0 || user == count) {
                    join.executeBatch();
                }
            }
        }
        try (PreparedStatement counted = connection.prepareStatement(COUNT)) {
            counted.setLong(1, count);
            counted.setLong(2, workspace);
            counted.setLong(3, channel);
            counted.executeUpdate();
        }
        connection.commit();
    }
}
