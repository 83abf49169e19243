package dev.gapless.schema.shard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Transactions at whose end a crash test stops the process, to show that whoever comes after it goes on where it was:
/// docs/internals/failure-model.md. Not in use unless the settings name a directory.
///
/// A test arms a place by making a file in that directory: `before.NAME` for all done and not committed, `after.NAME` for committed and
/// nobody told, where NAME is the operation's, such as `after.job.progress`. The file may hold a number: so many go by before one
/// strikes. A file strikes once, as it is removed first. The process halts as if it were killed, without any hook.
///
/// Any thread may call; several processes must not have the same directory.
final class CrashPoints {
    private static final Logger log = LoggerFactory.getLogger(CrashPoints.class);
    /// What a shell reports for kill -9.
    private static final int KILLED = 137;

    private final Path directory;

    CrashPoints(Path directory) {
        this.directory = directory;
    }

    void beforeCommit(String operation) {
        strike("before." + operation);
    }

    void afterCommit(String operation) {
        strike("after." + operation);
    }

    private synchronized void strike(String place) {
        Path file = directory.resolve(place);
        try {
            String text = Files.readString(file).strip();
            int left = text.isEmpty() ? 0 : Integer.parseInt(text);
            if (left > 0) {
                Files.writeString(file, Integer.toString(left - 1));
                return;
            }
            Files.delete(file);
            log.warn("crash point struck place={}", place);
            Runtime.getRuntime().halt(KILLED);
        } catch (NoSuchFileException e) {
            // Not armed.
        } catch (IOException e) {
            throw new UncheckedIOException("crash points in " + directory, e);
        }
    }
}
