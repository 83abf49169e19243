package dev.gapless.scenarios.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/// Rows of a file, read from its beginning as a stream. A last row that was cut off by a crash is left out.
public record HistoryFile(Path path) {
    private static final int BUFFER_BYTES = Row.BYTES * 16_384;
    /// By number, from 1.
    private static final List<RowKind> KINDS = Arrays.stream(RowKind.values())
            .sorted(Comparator.comparingInt(RowKind::number))
            .toList();

    /// Hands over every row.
    ///
    /// @return how many there were
    /// @throws IllegalArgumentException if the file is not one of rows
    public long read(Consumer<Row> to) {
        long rows = 0;
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            while (file.read(buffer) >= 0) {
                buffer.flip();
                while (buffer.remaining() >= Row.BYTES) {
                    to.accept(next(buffer));
                    rows++;
                }
                buffer.compact();
            }
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Row next(ByteBuffer buffer) {
        int number = buffer.get();
        if (number < 1 || number > KINDS.size()) {
            throw new IllegalArgumentException(
                    path + ": kind " + number + " (expected: 1 to " + KINDS.size() + ")");
        }
        int flags = buffer.get();
        buffer.getShort();
        return new Row(
                KINDS.get(number - 1),
                flags,
                buffer.getInt(),
                buffer.getInt(),
                buffer.getLong(),
                buffer.getLong(),
                buffer.getLong(),
                buffer.getLong());
    }
}
