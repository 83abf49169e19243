package dev.gapless.devstack.mariadb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.devstack.DevStackException;
import dev.gapless.devstack.DevStackException.Problem;
import dev.gapless.devstack.TestPlaces;
import dev.gapless.devstack.process.LeftBehind;
import dev.gapless.devstack.process.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedMariaDbIT {
    private static final MariaDbBinaries BINARIES = MariaDbBinaries.prepare(TestPlaces.cache(), text -> {});

    @TempDir
    private Path directory;

    private MariaDbOptions options;
    private EmbeddedMariaDb server;

    @BeforeEach
    void start() {
        int port = new Ports(new Random()).free();
        options = new MariaDbOptions("test", directory.resolve("db"), port, List.of("a", "b"), "app", "secret1", 32);
        server = EmbeddedMariaDb.start(BINARIES, options);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void keepsCommittedRowsWhenKilled() throws SQLException {
        try (Connection connection = connect("a")) {
            execute(connection, "create table t (x int primary key) engine=innodb");
            execute(connection, "insert into t values (1), (2)");
            server.kill();
        }
        assertFalse(server.alive());

        server.start();

        assertEquals(2, count("a", "select count(*) from t"));
    }

    @Test
    void isDurableAndSpeaksUtf8() throws SQLException {
        assertEquals(1, count("b", "select @@innodb_flush_log_at_trx_commit"));
        assertEquals(1,
                count("b", "select @@character_set_server = 'utf8mb4' and @@collation_database = 'utf8mb4_bin'"));
    }

    @Test
    void endsTheServerThatAKilledJvmLeft() throws SQLException {
        // As after kill -9 of a JVM: nobody owns the server any more.
        long left = server.pid();

        EmbeddedMariaDb next = EmbeddedMariaDb.start(BINARIES, options);
        try {
            assertTrue(next.pid() != left);
            assertFalse(LeftBehind.hasArgument(left, next.dataArgument()));
            assertEquals(1, count("a", "select 1"));
        } finally {
            next.close();
        }
    }

    @Test
    void takesOtherPasswordAtTheNextStart() throws SQLException {
        server.close();
        options = new MariaDbOptions("test", options.directory(), options.port(), List.of("a"), "app", "secret2", 32);
        server = EmbeddedMariaDb.start(BINARIES, options);

        assertEquals(1, count("a", "select 1"));
    }

    @Test
    void namesThePortThatIsTaken() throws IOException {
        server.stop();
        try (var taken = new ServerSocket()) {
            taken.setReuseAddress(true);
            taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), options.port()));

            DevStackException refused = assertThrows(DevStackException.class, server::start);

            assertEquals(Problem.PORT_IN_USE, refused.problem());
            assertTrue(refused.getMessage().contains(Integer.toString(options.port())), refused.getMessage());
        }
    }

    private int count(String database, String query) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            assertTrue(result.next());
            return result.getInt(1);
        }
    }

    private Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl(database), options.user(), options.password());
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
