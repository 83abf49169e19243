package dev.gapless.schema.shard;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.gapless.schema.shard.ShardException.Outcome;
import dev.gapless.schema.statement.SqlFailure;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.CloseException;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.transaction.NoOpTransactionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One database and its two pools: connections in autocommit mode for reading, and others that never are for transactions, so
/// that neither costs a round trip to switch. Pools start empty, never block the start, and refill by themselves.
///
/// Any thread may call; blocks.
final class Database implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Database.class);
    private static final Duration MAX_LIFETIME = Duration.ofMinutes(10);
    private static final Duration KEEP_ALIVE = Duration.ofMinutes(2);
    private static final Duration IDLE = Duration.ofMinutes(5);
    private static final int IDLE_CONNECTIONS = 1;

    private final String name;
    private final Retry retry;
    private final HikariDataSource readPool;
    private final HikariDataSource writePool;
    private final Jdbi reads;
    private final Jdbi writes;
    private final Optional<CrashPoints> crashPoints;

    Database(String name, String url, ShardsConfig config, Retry retry) {
        this.name = name;
        this.retry = retry;
        this.readPool = pool(name + " read", url, config, true);
        this.writePool = pool(name + " write", url, config, false);
        this.reads = jdbi(readPool);
        this.writes = jdbi(writePool);
        this.crashPoints = config.crashPoints().map(CrashPoints::new);
    }

    String name() {
        return name;
    }

    /// Runs reads, each statement for itself.
    <T> T read(String operation, Function<Handle, T> work) {
        return retry.run(() -> readOnce(operation, work));
    }

    /// Runs a transaction, again if it was rolled back for a passing reason.
    <T> T transact(String operation, Function<Handle, T> work) {
        return retry.run(() -> transactOnce(operation, work));
    }

    /// Runs a transaction once.
    <T> T transactOnce(String operation, Function<Handle, T> work) {
        Handle handle = open(operation, writes);
        try {
            T result = work.apply(handle);
            if (crashPoints.isPresent()) {
                crashPoints.get().beforeCommit(operation);
            }
            commit(operation, handle);
            if (crashPoints.isPresent()) {
                crashPoints.get().afterCommit(operation);
            }
            return result;
        } catch (SqlFailure | JdbiException e) {
            rollback(handle, e);
            throw translate(operation, e);
        } catch (RuntimeException | Error e) {
            rollback(handle, e);
            throw e;
        } finally {
            close(handle);
        }
    }

    @Override
    public void close() {
        readPool.close();
        writePool.close();
    }

    private <T> T readOnce(String operation, Function<Handle, T> work) {
        Handle handle = open(operation, reads);
        try {
            return work.apply(handle);
        } catch (SqlFailure | JdbiException e) {
            throw translate(operation, e);
        } finally {
            close(handle);
        }
    }

    private Handle open(String operation, Jdbi jdbi) {
        try {
            return jdbi.open();
        } catch (ConnectionException e) {
            boolean full = sqlCause(e).map(Failure::of).equals(Optional.of(Failure.OVERLOADED));
            Failure failure = full ? Failure.OVERLOADED : Failure.NOT_CONNECTED;
            throw new ShardException(name, operation, Outcome.NOT_DONE, failure, e);
        }
    }

    /// Whatever goes wrong here but a clear refusal leaves the outcome open.
    private void commit(String operation, Handle handle) {
        try {
            handle.getConnection().commit();
        } catch (SQLException e) {
            Failure failure = Failure.of(e);
            boolean refused =
                    failure == Failure.DEADLOCK || failure == Failure.LOCK_WAIT || failure == Failure.READ_ONLY;
            throw new ShardException(name, operation, refused ? Outcome.NOT_DONE : Outcome.UNKNOWN, failure, e);
        }
    }

    private void rollback(Handle handle, Throwable reason) {
        try {
            handle.getConnection().rollback();
        } catch (SQLException e) {
            // The connection is gone, and the server rolls back by itself; the pool drops it.
            reason.addSuppressed(e);
            log.debug("shard={} rollback failed", name, e);
        }
    }

    /// A connection that cannot be given back is dropped by the pool: the outcome of the work stands.
    private void close(Handle handle) {
        try {
            handle.close();
        } catch (CloseException e) {
            log.debug("shard={} close failed", name, e);
        }
    }

    private RuntimeException translate(String operation, RuntimeException e) {
        Optional<SQLException> cause = sqlCause(e);
        if (cause.isEmpty()) {
            return e;
        }
        return new ShardException(name, operation, Outcome.NOT_DONE, Failure.of(cause.get()), e);
    }

    private static Optional<SQLException> sqlCause(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return Optional.of(sql);
            }
        }
        return Optional.empty();
    }

    private static Jdbi jdbi(HikariDataSource pool) {
        // Transactions are begun and ended here, not by JDBI, which takes a connection without autocommit for a forgotten one.
        return Jdbi.create(pool).setTransactionHandler(new NoOpTransactionHandler());
    }

    private static HikariDataSource pool(String name, String url, ShardsConfig config, boolean autoCommit) {
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("shard " + name);
        // Wins over what stands in the URL.
        config.driver().forEach(pool::addDataSourceProperty);
        pool.setJdbcUrl(config.withDriverOptions(url));
        pool.setUsername(config.user());
        pool.setPassword(config.password());
        pool.setAutoCommit(autoCommit);
        pool.setMaximumPoolSize(config.poolSize());
        pool.setMinimumIdle(Math.min(IDLE_CONNECTIONS, config.poolSize()));
        pool.setConnectionTimeout(config.connectTimeout().toMillis());
        pool.setValidationTimeout(config.connectTimeout().toMillis());
        pool.setInitializationFailTimeout(-1);
        pool.setMaxLifetime(MAX_LIFETIME.toMillis());
        pool.setKeepaliveTime(KEEP_ALIVE.toMillis());
        pool.setIdleTimeout(IDLE.toMillis());
        return new HikariDataSource(pool);
    }
}
