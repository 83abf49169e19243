package dev.gapless.devstack.mariadb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// MariaDB refuses to run as root unless told to; as anybody else it refuses to be told.
final class ServerUser {
    private ServerUser() {}

    static List<String> arguments() {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))
                    ? List.of("--user=root")
                    : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }
}
