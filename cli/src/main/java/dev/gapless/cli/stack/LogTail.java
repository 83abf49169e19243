package dev.gapless.cli.stack;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Reads what a log file gets from now on, whole lines at a time. For one thread.
public final class LogTail {
    private static final int WINDOW_BYTES = 256 * 1024;

    private final Path log;
    private long position;

    /// @param log need not exist yet
    public LogTail(Path log) {
        this.log = log;
        this.position = size(log);
    }

    public Path log() {
        return log;
    }

    /// The lines that were finished since the last call; very old ones are left out when there are too many.
    public List<String> newLines() {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long from = Math.max(position, file.length() - WINDOW_BYTES);
            byte[] bytes = new byte[(int) (file.length() - from)];
            file.seek(from);
            file.readFully(bytes);
            int end = bytes.length;
            while (end > 0 && bytes[end - 1] != '\n') {
                end--;
            }
            position = from + end;
            return new String(bytes, 0, end, StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /// The last lines of a log.
    public static List<String> last(Path log, int count) {
        LogTail tail = new LogTail(log);
        tail.position = Math.max(0, tail.position - WINDOW_BYTES);
        List<String> lines = new ArrayList<>(tail.newLines());
        return lines.subList(Math.max(0, lines.size() - count), lines.size());
    }

    private static long size(Path log) {
        try {
            return Files.size(log);
        } catch (IOException e) {
            return 0;
        }
    }
}
