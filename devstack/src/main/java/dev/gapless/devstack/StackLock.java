package dev.gapless.devstack;

import dev.gapless.devstack.DevStackException.Problem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// One stack per data directory. The operating system lets go of the lock when the JVM ends, however it ends.
final class StackLock implements AutoCloseable {
    private final FileChannel channel;

    private StackLock(FileChannel channel) {
        this.channel = channel;
    }

    /// @throws DevStackException if another stack has it, or the directory cannot be written
    static StackLock take(Path dataDirectory) {
        Path file = dataDirectory.resolve("stack.lock");
        try {
            Files.createDirectories(dataDirectory);
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                String owner = StackState.read(dataDirectory).map(state -> " (pid " + state.pid() + ")").orElse("");
                throw new DevStackException(
                        Problem.DATA_DIRECTORY_IN_USE,
                        dataDirectory + ": a stack runs on it" + owner
                                + " (expected: none; end it with `gapless down`, or choose another directory with --data)");
            }
            return new StackLock(channel);
        } catch (IOException e) {
            throw new DevStackException(
                    Problem.DATA_DIRECTORY_UNUSABLE,
                    dataDirectory + ": cannot be written: " + e + " (choose another directory with --data)",
                    e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // held by this JVM
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new DevStackException(Problem.DATA_DIRECTORY_UNUSABLE, "stack.lock: " + e, e);
        }
    }
}
