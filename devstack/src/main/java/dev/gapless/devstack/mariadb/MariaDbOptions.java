package dev.gapless.devstack.mariadb;

import java.nio.file.Path;
import java.util.List;

/// How one server is to run.
///
/// @param name for messages, such as `shared` or `-80`
/// @param directory the server's own directory: data, scratch files, log; made if it is not there
/// @param port on 127.0.0.1, 1 to 65535
/// @param databases are made at start if they are not there
/// @param user account for all databases, from loopback only
/// @param password of that account; letters and digits
/// @param bufferPoolMb InnoDB's cache, MB, 8 or more
public record MariaDbOptions(
        String name, Path directory, int port, List<String> databases, String user, String password, int bufferPoolMb) {
    public static final int DEFAULT_BUFFER_POOL_MB = 512;

    public MariaDbOptions {
        databases = List.copyOf(databases);
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port: " + port + " (expected: 1 to 65535)");
        }
        // These go into SQL text, where they cannot be bound.
        databases.forEach(database -> requirePlain("database", database));
        requirePlain("user", user);
        requirePlain("password", password);
        if (bufferPoolMb < 8) {
            throw new IllegalArgumentException("bufferPoolMb: " + bufferPoolMb + " (expected: >= 8)");
        }
    }

    private static void requirePlain(String what, String text) {
        if (!text.matches("[A-Za-z0-9_]{1,64}")) {
            throw new IllegalArgumentException(what + ": (expected: 1 to 64 letters, digits or _)");
        }
    }
}
