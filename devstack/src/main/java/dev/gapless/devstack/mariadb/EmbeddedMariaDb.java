package dev.gapless.devstack.mariadb;

import dev.gapless.devstack.DevStackException;
import dev.gapless.devstack.DevStackException.Problem;
import dev.gapless.devstack.process.ChildProcess;
import dev.gapless.devstack.process.Leash;
import dev.gapless.devstack.process.LeftBehind;
import dev.gapless.devstack.process.Ports;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One MariaDB server, as a child process, on a data directory of ours.
///
/// It is durable (`innodb_flush_log_at_trx_commit=1`), speaks TCP on 127.0.0.1 only and has no unix socket, whose path could be too long. A server that a
/// killed JVM left on the directory is ended first. Data survive `kill -9` of this JVM and of the server.
///
/// The methods may be called by several threads; starts and stops wait for each other.
public final class EmbeddedMariaDb implements AutoCloseable {
    static final long REDO_LOG_BYTES = 256L << 20;

    private static final Duration START_DEADLINE = Duration.ofSeconds(90);
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(30);
    private static final String READY = "mariadbd: ready for connections.";
    private static final int MAX_CONNECTIONS = 500;
    /// Behind the name of the account: one that may also make the server read-only.
    private static final String ADMIN = "_admin";

    private final MariaDbBinaries binaries;
    private final MariaDbOptions options;
    private final Path data;
    private final Path log;
    private @Nullable ChildProcess server;
    private @Nullable Leash leash;

    private EmbeddedMariaDb(MariaDbBinaries binaries, MariaDbOptions options, Path directory) {
        this.binaries = binaries;
        this.options = options;
        this.data = directory.resolve("data");
        this.log = directory.resolve("mariadb.log");
    }

    /// Starts a server and waits until it takes connections.
    ///
    /// @throws DevStackException if the port is taken, the directory cannot be used, or the server ends; with the last lines of its log
    public static EmbeddedMariaDb start(MariaDbBinaries binaries, MariaDbOptions options) {
        try {
            Path directory = Files.createDirectories(options.directory()).toRealPath();
            EmbeddedMariaDb mariaDb = new EmbeddedMariaDb(binaries, options, directory);
            LeftBehind.end(mariaDb.dataArgument(), STOP_DEADLINE);
            Files.createDirectories(directory.resolve("tmp"));
            if (!Files.exists(mariaDb.data)) {
                binaries.newDataDirectory(mariaDb.data);
            }
            mariaDb.start();
            return mariaDb;
        } catch (IOException e) {
            throw new DevStackException(
                    Problem.DATA_DIRECTORY_UNUSABLE, options.directory() + ": cannot keep a database here: " + e, e);
        }
    }

    /// Starts the server again after [#stop] or [#kill], on the same port and data.
    public synchronized void start() {
        if (alive()) {
            return;
        }
        Ports.requireFree("mariadb " + options.name(), options.port(), "end the program that uses it");
        Path directory = data.resolveSibling("");
        Path init = writeInitFile();
        ChildProcess started =
                ChildProcess.start("mariadb " + options.name(), Problem.DATABASE_FAILED, command(init), directory, log);
        server = started;
        leash = Leash.bind(started.pid(), dataArgument(), directory, log);
        started.awaitLine(READY, START_DEADLINE);
    }

    /// Stops the server as an administrator does; all is on disk afterwards.
    public synchronized void stop() {
        end(ended -> ended.terminate(STOP_DEADLINE));
    }

    /// Kills the server with SIGKILL, as a crash would.
    public synchronized void kill() {
        end(ChildProcess::kill);
    }

    private void end(Consumer<ChildProcess> way) {
        if (server != null) {
            way.accept(server);
            server = null;
        }
        if (leash != null) {
            leash.close();
            leash = null;
        }
    }

    @Override
    public void close() {
        stop();
    }

    public synchronized boolean alive() {
        return server != null && server.alive();
    }

    /// Its process.
    ///
    /// @throws IllegalStateException if it is stopped
    public synchronized long pid() {
        if (server == null) {
            throw new IllegalStateException("mariadb " + options.name() + " is stopped");
        }
        return server.pid();
    }

    /// Takes no writes of the account of [MariaDbOptions#user] from now on, or takes them again; what is read-only stays so until the next start.
    /// Returns when running transactions have ended.
    ///
    /// @throws DevStackException if the server cannot be asked
    public void readOnly(boolean on) {
        try (Connection connection = DriverManager.getConnection(
                jdbcUrl(""), options.user() + ADMIN, options.password());
                Statement statement = connection.createStatement()) {
            statement.execute("set global read_only = " + (on ? 1 : 0));
        } catch (SQLException e) {
            throw new DevStackException(
                    Problem.DATABASE_FAILED, "mariadb " + options.name() + ": read_only: " + e.getMessage(), e);
        }
    }

    public MariaDbOptions options() {
        return options;
    }

    public int port() {
        return options.port();
    }

    /// The argument by which the server's process is known: only one server has this data directory.
    public String dataArgument() {
        return "--datadir=" + data;
    }

    /// The address of a database, for MySQL Connector/J, without user and password.
    public String jdbcUrl(String database) {
        return "jdbc:mysql://127.0.0.1:" + port() + "/" + database
                + "?sslMode=DISABLED&allowPublicKeyRetrieval=true&connectionCollation=utf8mb4_bin&rewriteBatchedStatements=true";
    }

    private List<String> command(Path init) {
        List<String> command = new ArrayList<>(List.of(
                binaries.server().toString(),
                "--no-defaults",
                "--basedir=" + binaries.home(),
                dataArgument(),
                "--tmpdir=" + data.resolveSibling("tmp"),
                "--lc-messages-dir=" + binaries.messages(),
                "--bind-address=127.0.0.1",
                "--port=" + options.port(),
                "--socket=",
                "--pid-file=" + data.resolveSibling("mariadb.pid"),
                "--init-file=" + init,
                // Without this the server makes a TLS key at each start, which takes seconds.
                "--skip-ssl",
                "--innodb-flush-log-at-trx-commit=1",
                "--innodb-log-file-size=" + REDO_LOG_BYTES,
                "--innodb-buffer-pool-size=" + options.bufferPoolMb() + "M",
                "--innodb-log-buffer-size=32M",
                "--innodb-io-capacity=2000",
                "--innodb-io-capacity-max=4000",
                "--innodb-stats-auto-recalc=0",
                "--innodb-buffer-pool-dump-at-shutdown=0",
                "--innodb-buffer-pool-load-at-startup=0",
                "--character-set-server=utf8mb4",
                "--collation-server=utf8mb4_bin",
                "--max-connections=" + MAX_CONNECTIONS,
                "--max-allowed-packet=64M",
                "--log-warnings=1"));
        command.addAll(ServerUser.arguments());
        return command;
    }

    // Runs at every start, so it only makes what is missing. The anonymous account of a new data directory would shadow ours.
    private Path writeInitFile() {
        var sql = new StringBuilder();
        for (String host : List.of("localhost", "127.0.0.1")) {
            for (String user : List.of(options.user(), options.user() + ADMIN)) {
                String account = "'" + user + "'@'" + host + "'";
                sql.append("create user if not exists ").append(account).append(";\n");
                sql.append("alter user ").append(account).append(" identified by '").append(options.password())
                        .append("';\n");
                sql.append("grant all privileges on *.* to ").append(account).append(";\n");
            }
            // Or read_only would not hold for it.
            sql.append("revoke read_only admin on *.* from '").append(options.user()).append("'@'").append(host)
                    .append("';\n");
        }
        for (String database : options.databases()) {
            sql.append("create database if not exists `").append(database)
                    .append("` character set utf8mb4 collate utf8mb4_bin;\n");
        }
        Path init = data.resolveSibling("init.sql");
        try {
            Files.deleteIfExists(init);
            Files.createFile(init, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(init, sql.toString().getBytes(StandardCharsets.UTF_8));
            return init;
        } catch (IOException e) {
            throw new DevStackException(Problem.DATA_DIRECTORY_UNUSABLE, init + ": cannot be written: " + e, e);
        }
    }
}
