package dev.gapless.devstack;

import dev.gapless.devstack.DevStackException.Problem;
import dev.gapless.devstack.process.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Empties a data directory for `--fresh`, but only one of ours: a mistyped `--data` must not cost anybody their files.
final class FreshStart {
    private static final String LOCK = "stack.lock";

    /// All that a stack makes.
    private static final Set<String> OURS =
            Set.of("stack.json", "layout.json", "mariadb", "kafka", "fanout", "inbox", "roles", "tokens", "tls");

    private FreshStart() {}

    /// Removes the data; the lock, which the caller holds, stays. A partial file of ours counts as ours.
    ///
    /// @throws DevStackException if anything else is in the directory
    static void empty(Path dataDirectory) {
        try {
            List<Path> entries;
            try (Stream<Path> list = Files.list(dataDirectory)) {
                entries = list.filter(path -> !path.getFileName().toString().equals(LOCK)).toList();
            }
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (!OURS.contains(name) && !OURS.contains(name.replace(".part", ""))) {
                    throw new DevStackException(
                            Problem.DATA_DIRECTORY_UNUSABLE,
                            entry + ": is not of a stack, so nothing was deleted (expected with --fresh: an empty or an earlier"
                                    + " data directory)");
                }
            }
            for (Path entry : entries) {
                Directories.delete(entry);
            }
        } catch (IOException e) {
            throw new DevStackException(Problem.DATA_DIRECTORY_UNUSABLE, dataDirectory + ": cannot be emptied: " + e,
                    e);
        }
    }
}
