package dev.gapless.devstack.mariadb;

import dev.gapless.devstack.DevStackException;
import dev.gapless.devstack.DevStackException.Problem;
import dev.gapless.devstack.process.Directories;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// The unpacked server and an empty data directory made with it, in a cache that all stacks of a user share.
///
/// The cache entry is made under a name of its own and renamed when it is complete, under a lock that other processes and threads honour; so
/// a start that is killed, or two first starts at once, leave no half entry.
///
/// @param home has `bin/`, `share/` and `template/`
public record MariaDbBinaries(Path home) {
    /// Part of the cache entry's name: another number when what is unpacked, or how the template is made, changes.
    private static final int LAYOUT = 1;

    private static final long NEEDED_BYTES = 400L << 20;
    private static final Object IN_THIS_JVM = new Object();

    /// Finds the cache entry, or makes it, which takes some seconds.
    ///
    /// @param cache directory for the cache entry; made if it is not there
    /// @param progress hears what is being done when it takes time
    /// @throws DevStackException on another platform, or if the cache cannot be written
    public static MariaDbBinaries prepare(Path cache, Consumer<String> progress) {
        ServerArchive archive = ServerArchive.onClassPath();
        Path home = cache.resolve("mariadb-" + archive.version() + "-" + LAYOUT);
        if (Files.isDirectory(home)) {
            return new MariaDbBinaries(home);
        }
        try {
            Files.createDirectories(cache);
            synchronized (IN_THIS_JVM) {
                try (FileChannel channel = FileChannel.open(
                        cache.resolve(home.getFileName() + ".lock"), StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
                        FileLock lock = channel.lock()) {
                    if (lock.isValid() && !Files.isDirectory(home)) {
                        make(archive, cache, home, progress);
                    }
                }
            }
            return new MariaDbBinaries(home);
        } catch (IOException e) {
            throw new DevStackException(
                    Problem.DATA_DIRECTORY_UNUSABLE,
                    cache + ": cannot unpack MariaDB here: " + e + " (set XDG_CACHE_HOME to a directory on a disk with "
                            + (NEEDED_BYTES >> 20) + " MB free)",
                    e);
        }
    }

    private static void make(ServerArchive archive, Path cache, Path home, Consumer<String> progress)
            throws IOException {
        String prefix = home.getFileName() + ".part";
        try (Stream<Path> siblings = Files.list(cache)) {
            List<Path> parts = siblings.filter(path -> path.getFileName().toString().startsWith(prefix)).toList();
            for (Path part : parts) {
                Directories.delete(part);
            }
        }
        long usable = Files.getFileStore(cache).getUsableSpace();
        if (usable < NEEDED_BYTES) {
            throw new IOException(usable + " bytes free (expected: >= " + NEEDED_BYTES + ")");
        }
        progress.accept("unpacking MariaDB " + archive.version() + " into " + home + " (once)");
        Path part = cache.resolve(prefix);
        archive.unpack(part);
        new DataTemplate(part).make(part.resolve("template"));
        Files.move(part, home, StandardCopyOption.ATOMIC_MOVE);
    }

    Path server() {
        return home.resolve("bin/mariadbd");
    }

    Path messages() {
        return home.resolve("share");
    }

    /// Makes a new data directory; a name that exists is complete, since it is renamed to last.
    void newDataDirectory(Path target) throws IOException {
        Path part = target.resolveSibling(target.getFileName() + ".part");
        Directories.delete(part);
        SparseCopy.copy(home.resolve("template"), part);
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    }
}
