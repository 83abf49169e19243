package dev.gapless.bench;

import dev.gapless.devstack.DatabaseLogin;
import dev.gapless.devstack.StackState;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.keyspace.KeyspaceRouter;
import dev.gapless.schema.keyspace.ShardName;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.function.IntUnaryOperator;

/// Writes rows straight into the shard of a workspace, many at a time: for people of whom only the number matters, or who would take
/// minutes to make one by one.
public final class Rows {
    private static final int TOGETHER = 1_000;

    private final StackState stack;

    Rows(BenchStack stack) {
        this(stack.state());
    }

    /// @param stack that runs
    public Rows(StackState stack) {
        this.stack = stack;
    }

    /// Sets the values of one row.
    @FunctionalInterface
    interface Binder {
        /// @param number of the row, from 0
        void bind(PreparedStatement row, int number) throws SQLException;
    }

    /// Runs an insert or update `count` times, committed as a whole.
    void write(WorkspaceId workspace, String sql, int count, Binder binder) {
        write(url(workspace), sql, count, binder);
    }

    /// The same, on a shard.
    ///
    /// @param url of its database
    void write(String url, String sql, int count, Binder binder) {
        DatabaseLogin login = DatabaseLogin.of(stack.dataDirectory());
        try (Connection connection = DriverManager.getConnection(url, login.user(), login.password())) {
            connection.setAutoCommit(false);
            try (PreparedStatement row = connection.prepareStatement(sql)) {
                for (int i = 0; i < count; i++) {
                    binder.bind(row, i);
                    row.addBatch();
                    if ((i + 1) % TOGETHER == 0 || i + 1 == count) {
                        row.executeBatch();
                    }
                }
            }
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException("rows: " + e.getMessage(), e);
        }
    }

    /// Adds `count` members to a channel, and counts them.
    ///
    /// @param user id of the member with a number
    public void join(WorkspaceId workspace, long channel, int count, IntUnaryOperator user) {
        write(
                workspace,
                "INSERT INTO channel_member (workspace_id, channel_id, user_id, role, state, joined_seq, joined_ordinal,"
                        + " version, updated_ms) VALUES (?, ?, ?, 3, 1, 1, 0, 1, 1)",
                count,
                (row, number) -> {
                    row.setLong(1, workspace.value());
                    row.setLong(2, channel);
                    row.setLong(3, user.applyAsInt(number));
                });
        write(
                workspace,
                "UPDATE channel SET member_count = member_count + ? WHERE workspace_id = ? AND channel_id = ?",
                1,
                (row, number) -> {
                    row.setLong(1, count);
                    row.setLong(2, workspace.value());
                    row.setLong(3, channel);
                });
    }

    /// The database of a workspace. One that was not split has all its rows on the shard that its own row is on.
    String url(WorkspaceId workspace) {
        return stack.shards().stream()
                .filter(shard -> new ShardName(shard.name()).range().contains(KeyspaceRouter.ofWorkspace(workspace)))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("shards: none holds " + workspace))
                .jdbcUrl();
    }
}
