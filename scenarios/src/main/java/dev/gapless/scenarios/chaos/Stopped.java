package dev.gapless.scenarios.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Whether the kernel says that a process is stopped; never where it does not tell.
final class Stopped {
    private Stopped() {}

    static boolean is(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return stat.startsWith(" T", stat.lastIndexOf(')') + 1);
        } catch (IOException e) {
            return false;
        }
    }
}
