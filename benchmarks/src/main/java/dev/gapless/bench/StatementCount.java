package dev.gapless.bench;

import dev.gapless.devstack.DatabaseLogin;
import dev.gapless.devstack.StackState;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Counts the SQL statements that something costs, as the database servers count them, less what the stack does by itself meanwhile.
final class StatementCount implements AutoCloseable {
    private static final Duration IDLE = Duration.ofSeconds(2);
    private static final String STATUS = "SHOW GLOBAL STATUS WHERE Variable_name IN"
            + " ('Com_select', 'Com_insert', 'Com_update', 'Com_delete', 'Com_replace')";

    private final List<Connection> servers = new ArrayList<>();
    private final double idlePerSecond;

    /// Looks for a while at what an idle stack does; nothing else may go on.
    StatementCount(BenchStack stack) {
        DatabaseLogin login = stack.databaseLogin();
        Set<String> seen = new HashSet<>();
        try {
            for (StackState.ShardAddress shard : stack.state().shards()) {
                // Shards may be databases of one server.
                if (seen.add(URI.create(shard.jdbcUrl().substring("jdbc:".length())).getAuthority())) {
                    servers.add(DriverManager.getConnection(shard.jdbcUrl(), login.user(), login.password()));
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("statements: " + e.getMessage(), e);
        }
        long before = total();
        Waits.run(IDLE);
        this.idlePerSecond = (total() - before) / (IDLE.toMillis() / 1000.0);
    }

    /// Statements per run, to a tenth.
    double perRun(int times, Runnable run) {
        long before = total();
        long start = System.nanoTime();
        for (int i = 0; i < times; i++) {
            run.run();
        }
        double idle = idlePerSecond * (System.nanoTime() - start) / 1e9;
        return Math.max(0, Math.round((total() - before - idle) / times * 10) / 10.0);
    }

    private long total() {
        long total = 0;
        for (Connection server : servers) {
            try (Statement status = server.createStatement();
                    ResultSet rows = status.executeQuery(STATUS)) {
                while (rows.next()) {
                    total += rows.getLong(2);
                }
            } catch (SQLException e) {
                throw new IllegalStateException("statements: " + e.getMessage(), e);
            }
        }
        return total;
    }

    @Override
    public void close() {
        for (Connection server : servers) {
            try {
                server.close();
            } catch (SQLException e) {
                throw new IllegalStateException("statements: " + e.getMessage(), e);
            }
        }
    }
}
