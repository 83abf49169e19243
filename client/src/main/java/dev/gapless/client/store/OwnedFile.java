package dev.gapless.client.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// A file that this process alone may write, proved by a lock on a file beside it.
public final class OwnedFile implements AutoCloseable {
    private final Path file;
    private final FileChannel lockChannel;

    private OwnedFile(Path file, FileChannel lockChannel) {
        this.file = file;
        this.lockChannel = lockChannel;
    }

    /// Claims a file; its folder is made if it is missing.
    ///
    /// @throws StoreException if another process has it
    public static OwnedFile claim(Path file) {
        Path lockFile = file.resolveSibling(file.getFileName() + ".lock");
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            FileChannel channel =
                    FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!locked(channel)) {
                channel.close();
                throw new StoreException(file + ": in use by another process (expected: one client per device)");
            }
            return new OwnedFile(file, channel);
        } catch (IOException e) {
            throw new StoreException(file + ": " + e, e);
        }
    }

    /// Puts other bytes in the place of the file: all or nothing, and durable.
    void replace(byte[] content) {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        try {
            try (FileChannel out = FileChannel.open(
                    next,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                ByteBuffer rest = ByteBuffer.wrap(content);
                while (rest.hasRemaining()) {
                    out.write(rest);
                }
                out.force(true);
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            syncFolder();
        } catch (IOException e) {
            throw new StoreException(file + ": " + e, e);
        }
    }

    @Override
    public void close() {
        try {
            lockChannel.close();
        } catch (IOException e) {
            throw new StoreException(file + ": " + e, e);
        }
    }

    /// So that the name survives a crash too. Not every system lets a folder be opened.
    private void syncFolder() throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (System.getProperty("os.name").startsWith("Windows")) {
            return;
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }
}
