package dev.gapless.scenarios.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;

/// Appends rows to a file. Any thread may call; rows are in the order of the calls.
public final class HistoryWriter implements AutoCloseable {
    private static final int BUFFER_BYTES = Row.BYTES * 16_384;

    private final FileChannel file;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final ReentrantLock lock = new ReentrantLock();
    private long rows;

    public HistoryWriter(Path path) {
        try {
            this.file = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void write(Row row) {
        lock.lock();
        try {
            if (buffer.remaining() < Row.BYTES) {
                drain();
            }
            buffer.put((byte) row.kind().number())
                    .put((byte) row.flags())
                    .putShort((short) 0)
                    .putInt(row.subject())
                    .putInt(row.channel())
                    .putLong(row.seq())
                    .putLong(row.op())
                    .putLong(row.value())
                    .putLong(row.at());
            rows++;
        } finally {
            lock.unlock();
        }
    }

    /// Rows written so far.
    public long rows() {
        lock.lock();
        try {
            return rows;
        } finally {
            lock.unlock();
        }
    }

    /// Everything written so far is in the file.
    public void flush() {
        lock.lock();
        try {
            drain();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            drain();
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            lock.unlock();
        }
    }

    private void drain() {
        buffer.flip();
        try {
            while (buffer.hasRemaining()) {
                file.write(buffer);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        buffer.clear();
    }
}
